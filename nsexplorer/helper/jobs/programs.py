"""The job `programs`: where programs are, and what privileges their files give."""

import os
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.linux.statx import place


def run(request: dict[str, Any]) -> None:
    """Answer for each of `names`, looked for in `directories`: its name, path, mode, owner, the mount it is on, whether its file has
    capabilities, and whether we may execute it.
    """
    for name in request["names"]:
        for directory in request["directories"]:
            found = _look(os.path.join(directory, name))
            if found is not None:
                wire.answer([name, *found])
                break


def _look(path: str) -> list[Any] | None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        status = os.fstat(fd)
        return [path, status.st_mode, status.st_uid, place(fd).mount, _capable(fd), os.access(f"/proc/self/fd/{fd}", os.X_OK)]
    finally:
        os.close(fd)


def _capable(fd: int) -> bool:
    try:
        return bool(os.getxattr(f"/proc/self/fd/{fd}", "security.capability"))
    except OSError:
        return False
