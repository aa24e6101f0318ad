"""The job `accounts`: what ids are called inside a container or session, by the files of its own root directory."""

import os
import stat
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.join import open_of_process, open_proc
from nsexplorer.linux.openat2 import open_in_root

LIMIT = 1 << 20
"""Bytes of a file that are looked through: it comes from strangers."""


def run(request: dict[str, Any]) -> None:
    """Answer with the names of `uids` and of `gids` by number, as process `pid` would find them. A file that is not there has none."""
    root = open_of_process(open_proc(), request["pid"], "root", os.O_PATH | os.O_DIRECTORY)
    users = _names(root, "etc/passwd", set(request["uids"]))
    groups = _names(root, "etc/group", set(request["gids"]))
    wire.answer([users, groups])


def _names(root: int, path: str, wanted: set[int]) -> dict[int, str]:
    """Of lines `name:password:id:...`, the first with each id counts (getpwuid(3))."""
    found: dict[int, str] = {}
    for line in _content(root, path).decode("utf-8", "surrogateescape").split("\n"):
        fields = line.split(":")
        if len(fields) > 2 and fields[0] and fields[2].isascii() and fields[2].isdigit() and int(fields[2]) in wanted:
            found.setdefault(int(fields[2]), fields[0])
    return found


def _content(root: int, path: str) -> bytes:
    try:
        fd = open_in_root(root, path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(fd, LIMIT) if stat.S_ISREG(os.fstat(fd).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(fd)
