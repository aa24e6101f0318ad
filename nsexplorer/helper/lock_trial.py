"""Trying out, in a throw-away copy of a mount namespace, which mounts and flags are locked.

umount2(2) with MNT_EXPIRE refuses a locked mount with EINVAL, and one in use with EBUSY: ours is in use, by the descriptor it is named
with. So nothing is unmounted, but what lies in front of other mounts and is not locked: those are to be tried too.

No file system is asked. The way to a mount point is in the kernel's cache, which keeps it as long as the mount is there. Where it leads
through a file system that asks a server or a daemon for every name, the look-up is bound to that cache.
"""

import errno
import os
from collections.abc import Callable
from typing import NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.mount_copy import Row, children, on_the_way, peel
from nsexplorer.helper.mount_flags import locked_flags
from nsexplorer.linux.mount_calls import MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW, umount2
from nsexplorer.linux.openat2 import AT_FDCWD, RESOLVE_CACHED, find
from nsexplorer.linux.statx import place

ASKING = frozenset(
    ("9p", "afs", "autofs", "ceph", "cifs", "coda", "fuse", "fuseblk", "gfs2", "glusterfs",
     "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs", "virtiofs")
)  # fmt: skip
"""File systems that no path can be followed through without asking a server or a daemon, which may be dead."""

ASKING_ON_ARRIVAL = frozenset(("9p", "nfs", "nfs4"))
"""Those that are asked when a path arrives at their root (d_weak_revalidate), but by umount2(2) (fs/namei.c, LOOKUP_MOUNTPOINT)."""


class Finding(NamedTuple):
    """What was found out about one mount; `unknown` says what was not, and why."""

    locked: bool | None
    flags: tuple[str, ...]
    unknown: str | None


def try_all(copy: list[Row], private: bool, report: Callable[[Row, Finding], None]) -> None:
    """Report on every mount of the copy, which we are in, with its root as ours and /proc as our current directory.

    Unless the copy is `private`, no mount is taken off, and those behind others are not reached.
    """
    trial = _Trial(copy, private, report)
    peel(copy, trial.examine, trial.out_of_reach)


def try_one(copy: list[Row], row: Row, report: Callable[[Row, Finding], None]) -> None:
    """Report on that mount of the copy alone, which is otherwise as for `try_all`; nothing is taken off."""
    _Trial(copy, False, report).examine(row, False)


class _Trial:
    def __init__(self, copy: list[Row], private: bool, report: Callable[[Row, Finding], None]) -> None:
        self.root = next((row.id for row in children(copy).get(None, []) if row.target == "/"), None)
        self.through = on_the_way(copy, _asks)
        self.private = private
        self.report = report

    def examine(self, row: Row, in_front: bool) -> bool:
        """Try one mount, and take it off where it is in front of others and can be; whether it is off."""
        try:
            if row.fstype in ASKING_ON_ARRIVAL:
                return self._try_without_arriving(row, in_front)
            fd = self._find(row)
            try:
                return self._try(row, fd, in_front)
            finally:
                os.close(fd)
        except OSError as error:
            self.report(row, Finding(None, (), self._words(row, error)))
            return False

    def out_of_reach(self, row: Row, by: Row) -> None:
        """A mount that cannot be tried for another one in front of it."""
        self.report(row, Finding(None, (), f"it lies behind the mount on {by.target}, which cannot be taken off"))

    def _find(self, row: Row) -> int:
        if row.id in self.through:
            return find(AT_FDCWD, row.target, RESOLVE_CACHED)
        return os.open(wire.raw(row.target), os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)

    def _try(self, row: Row, fd: int, in_front: bool) -> bool:
        if place(fd).mount != row.id:
            self.report(row, Finding(None, (), "its path does not lead to it"))
            return False
        path = b"self/fd/%d" % fd
        flags = locked_flags(fd, path, row.options)
        if row.id == self.root:
            self.report(row, Finding(None, flags, "it is the root of its namespace, which cannot be unmounted in any case"))
            return False
        locked = _is_locked(path, 0)
        self.report(row, Finding(locked, flags, None))
        return in_front and self.private and not locked and _take_off(path, 0)

    def _try_without_arriving(self, row: Row, in_front: bool) -> bool:
        """Its flags cannot be tried: mount_setattr(2) arrives at the root of what is mounted."""
        if row.id in self.through:
            self.report(row, Finding(None, (), f"{row.fstype} asks its server when a path arrives, and so does what it lies on"))
            return False
        path = wire.raw(row.target)
        if row.id == self.root:
            self.report(row, Finding(None, (), f"it is the root of its namespace; {row.fstype} asks its server when a path arrives"))
            return False
        locked = _is_locked(path, UMOUNT_NOFOLLOW)
        self.report(row, Finding(locked, (), f"its locked flags: {row.fstype} asks its server when a path arrives"))
        return in_front and self.private and not locked and _take_off(path, UMOUNT_NOFOLLOW)

    def _words(self, row: Row, error: OSError) -> str:
        through = self.through.get(row.id)
        if through is not None and error.errno in (errno.EAGAIN, errno.EINVAL):
            return f"the way to it leads through the {through.fstype} on {through.target}, which would have to be asked"
        return f"its mount point cannot be reached: {error.strerror}"


def _asks(row: Row) -> bool:
    return row.fstype.partition(".")[0] in ASKING


def _is_locked(path: bytes, flags: int) -> bool:
    try:
        umount2(path, MNT_EXPIRE | flags)
    except OSError as error:
        if error.errno == errno.EINVAL:
            return True
        if error.errno not in (errno.EBUSY, errno.EAGAIN):
            raise
    return False


def _take_off(path: bytes, flags: int) -> bool:
    try:
        umount2(path, MNT_DETACH | flags)
    except OSError:
        return False
    return True
