"""Mounts attached to and detached from mount namespaces, told by fanotify(7) (FAN_REPORT_MNT, FAN_MARK_MNTNS: Linux 6.15).

A mark keeps neither the namespace alive nor any mount busy. It needs CAP_SYS_ADMIN over the namespace's owner; before Linux 6.16 in the
initial user namespace. Changed flags and propagation are not told.
"""

import ctypes
import errno
import os

from nsexplorer.linux.features import wanted
from nsexplorer.linux.libc import check, libc

# include/uapi/linux/fanotify.h
FAN_CLOEXEC = 0x1
FAN_NONBLOCK = 0x2
FAN_REPORT_MNT = 0x4000
FAN_MARK_ADD = 0x1
FAN_MARK_MNTNS = 0x110
FAN_MNT_ATTACH = 0x01000000
FAN_MNT_DETACH = 0x02000000

EVENTS = 1 << 16
"""Bytes per read(2): an event is 40."""


class MountEvents:
    """One group of marks. Poll its descriptor for reading."""

    def __init__(self) -> None:
        """Raises OSError: EINVAL before Linux 6.15, EPERM without privilege, ENOSYS where it is switched off or not built."""
        if not wanted("fanotify"):
            raise OSError(errno.ENOSYS, "switched off")
        self._fd = check(libc.fanotify_init(FAN_CLOEXEC | FAN_NONBLOCK | FAN_REPORT_MNT, os.O_RDONLY | os.O_CLOEXEC), "fanotify_init")

    def fileno(self) -> int:
        """The descriptor to poll."""
        return self._fd

    def add(self, namespace: int) -> None:
        """Mark the mount namespace whose nsfs file is open as that descriptor, which may be closed afterwards. Raises OSError."""
        mask = ctypes.c_uint64(FAN_MNT_ATTACH | FAN_MNT_DETACH)
        check(libc.fanotify_mark(self._fd, FAN_MARK_ADD | FAN_MARK_MNTNS, mask, namespace, None), "fanotify_mark")

    def drain(self) -> bool:
        """Take all events that wait; whether there were any. What they say is found by reading the table again."""
        found = False
        try:
            while os.read(self._fd, EVENTS):
                found = True
        except BlockingIOError:
            pass
        return found

    def close(self) -> None:
        """End the group and all its marks."""
        os.close(self._fd)
