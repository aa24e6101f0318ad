"""The calls that change mounts: mount(2), umount2(2), mount_setattr(2). Only the helper may call them.

Paths and names are bytes, None where the call takes a null pointer. Every function raises OSError.
"""

import ctypes
import struct

from nsexplorer.linux.libc import NR_MOUNT_SETATTR, check, libc

AT_EMPTY_PATH = 0x1000  # <linux/fcntl.h>

# <linux/mount.h>, include/uapi
MOUNT_ATTR_IDMAP = 0x100000
MOUNT_ATTR_NOATIME = 0x10
MOUNT_ATTR_NODEV = 0x4
MOUNT_ATTR_NOEXEC = 0x8
MOUNT_ATTR_NOSUID = 0x2
MOUNT_ATTR_RDONLY = 0x1
MOUNT_ATTR_RELATIME = 0x0
MOUNT_ATTR__ATIME = 0x70
"""The bits of the access time mode: it is a number in them, and has to be cleared whole to be set (mount_setattr(2))."""

MS_BIND = 1 << 12
MS_NOATIME = 1 << 10
MS_NODEV = 1 << 2
MS_NOEXEC = 1 << 3
MS_NOSUID = 1 << 1
MS_PRIVATE = 1 << 18
MS_RDONLY = 1 << 0
MS_REC = 1 << 14
MS_RELATIME = 1 << 21
MS_REMOUNT = 1 << 5
MS_SHARED = 1 << 20
MS_SLAVE = 1 << 19

# include/linux/fs.h; <sys/mount.h>
MNT_DETACH = 2
MNT_EXPIRE = 4
UMOUNT_NOFOLLOW = 8

MOUNT_ATTR = struct.Struct("=QQQQ")  # struct mount_attr: attr_set, attr_clr, propagation, userns_fd

_mount_setattr = libc["syscall"]  # a function of its own: the types of its arguments are those of this call alone
_mount_setattr.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_size_t)
_mount_setattr.restype = ctypes.c_long
libc.mount.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p)
libc.umount2.argtypes = (ctypes.c_char_p, ctypes.c_int)


def mount(source: bytes | None, target: bytes, fstype: bytes | None, flags: int, data: bytes | None = None) -> None:
    """mount(2): a new mount, a bind, a remount or a change of propagation, as `flags` (MS_*) say."""
    check(libc.mount(source, target, fstype, flags, data), "mount")


def mount_setattr(fd: int, path: bytes, at_flags: int, set_attributes: int, clear_attributes: int) -> None:
    """mount_setattr(2), Linux 5.12: set and clear MOUNT_ATTR_* of the mount at `path`, which starts at `fd`; all or nothing."""
    attributes = MOUNT_ATTR.pack(set_attributes, clear_attributes, 0, 0)
    check(_mount_setattr(NR_MOUNT_SETATTR, fd, path, at_flags, attributes, len(attributes)), "mount_setattr")


def set_id_map(mount: int, user_namespace: int) -> None:
    """Translate the ids of a mount that hangs nowhere by the maps of a user namespace (mount_setattr(2), Linux 5.12)."""
    attributes = MOUNT_ATTR.pack(MOUNT_ATTR_IDMAP, 0, 0, user_namespace)
    check(_mount_setattr(NR_MOUNT_SETATTR, mount, b"", AT_EMPTY_PATH, attributes, len(attributes)), "mount_setattr")


def umount2(path: bytes, flags: int) -> None:
    """umount2(2) with MNT_* and UMOUNT_* flags. It walks to the mount point, but does not ask what is mounted there (LOOKUP_MOUNTPOINT)."""
    check(libc.umount2(path, flags), "umount2")
