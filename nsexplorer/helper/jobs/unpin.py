"""Job: take the bind mount of a namespace's file away, and the empty file below it."""

import os
import stat
from contextlib import suppress
from typing import Any

from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.helper.wire import answer, raw
from nsexplorer.linux.mount_calls import UMOUNT_NOFOLLOW, umount2


def run(request: Any) -> None:
    """Answers the namespace that was kept at `path`. Raises Refused where no file of a namespace is mounted there."""
    path = raw(request["path"])
    try:
        there = os.stat(path)
        if there.st_dev != os.stat("/proc/self/ns/mnt").st_dev:
            raise Refused("not-nsfs", f"{request['path']} is not the file of a namespace")
        umount2(path, UMOUNT_NOFOLLOW)
    except OSError as error:
        raise of_error(error, f"unmounting {request['path']}") from error
    answer(there.st_ino)
    with suppress(OSError):
        left = os.lstat(path)
        if stat.S_ISREG(left.st_mode) and left.st_size == 0 and left.st_uid == os.geteuid():
            os.unlink(path)  # where other mount namespaces have a copy of the mount on it, that goes too (Linux 3.18)
