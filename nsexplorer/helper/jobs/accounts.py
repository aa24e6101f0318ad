"""The job `accounts`: what ids are called inside a container or session, and who is in what group, by the files of its own root."""

import os
import stat
from collections.abc import Iterator
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.join import open_of_process, open_proc
from nsexplorer.linux.openat2 import open_in_root

LIMIT = 1 << 20
"""Bytes of a file that are looked through: it comes from strangers."""


def run(request: dict[str, Any]) -> None:
    """Answer with the names of `uids` and of `gids` by number, as process `pid` would find them, and with the groups that the one user in
    `member` gets at login (initgroups(3)), None where there is no such user. A file that is not there has none.
    """
    root = open_of_process(open_proc(), request["pid"], "root", os.O_PATH | os.O_DIRECTORY)
    users = _names(root, "etc/passwd", set(request["uids"]))
    groups = _names(root, "etc/group", set(request["gids"]))
    member: int | None = request["member"]
    wire.answer([users, groups, None if member is None else _groups_of(root, member)])


def _names(root: int, path: str, wanted: set[int]) -> dict[int, str]:
    """Of lines `name:password:id:...`, the first with each id counts (getpwuid(3))."""
    found: dict[int, str] = {}
    for fields in _entries(root, path):
        if int(fields[2]) in wanted:
            found.setdefault(int(fields[2]), fields[0])
    return found


def _groups_of(root: int, uid: int) -> list[int] | None:
    """The user's own group, and those with its name in the list of members (group(5))."""
    user = next((fields for fields in _entries(root, "etc/passwd") if int(fields[2]) == uid), None)
    if user is None or len(user) < 4 or not _is_number(user[3]):
        return None
    return [int(user[3]), *(int(fields[2]) for fields in _entries(root, "etc/group") if _lists(fields, user[0]))]


def _lists(group: list[str], name: str) -> bool:
    return len(group) > 3 and name in group[3].split(",")


def _entries(root: int, path: str) -> Iterator[list[str]]:
    """The fields of the lines that have a name, and a number as their third field."""
    for line in _content(root, path).decode("utf-8", "surrogateescape").split("\n"):
        fields = line.split(":")
        if len(fields) > 2 and fields[0] and _is_number(fields[2]):
            yield fields


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


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
