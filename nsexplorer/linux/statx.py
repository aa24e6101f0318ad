"""statx(2) of an open descriptor, answered from what the kernel already knows: no server and no daemon is asked."""

import ctypes
import struct
from typing import NamedTuple

from nsexplorer.linux.libc import check, libc

AT_EMPTY_PATH = 0x1000  # <linux/fcntl.h>
AT_NO_AUTOMOUNT = 0x800
AT_STATX_DONT_SYNC = 0x4000
STATX_BASIC_STATS = 0x7FF
STATX_MNT_ID = 0x1000  # include/uapi/linux/stat.h, Linux 5.8
STATX_MNT_ID_UNIQUE = 0x4000  # Linux 6.8

SIZE = 256  # struct statx
DEVICE_AND_MOUNT = struct.Struct("=IIQ")  # stx_dev_major, stx_dev_minor, stx_mnt_id
AT_DEVICE = 136
OWNER_AND_MODE = struct.Struct("=IIHxxQ")  # stx_uid, stx_gid, stx_mode, stx_ino
AT_OWNER = 20

libc.statx.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_uint, ctypes.c_char_p)


class Place(NamedTuple):
    """The device that an open file is on, as `major:minor`, and the id that mountinfo has for the mount it was reached through."""

    device: str
    mount: int


def place(fd: int) -> Place:
    """Where the file behind `fd` (O_PATH is enough) is. Raises OSError."""
    buffer = ctypes.create_string_buffer(SIZE)
    check(libc.statx(fd, b"", AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, STATX_MNT_ID, buffer), "statx")
    major, minor, mount = DEVICE_AND_MOUNT.unpack_from(buffer, AT_DEVICE)
    return Place(f"{major}:{minor}", mount)


class Look(NamedTuple):
    """What is behind an open file: where it is, and whose. `unique_mount` is None before Linux 6.8."""

    mount: int
    unique_mount: int | None
    device: str
    inode: int
    mode: int
    uid: int
    gid: int


def look(fd: int) -> Look:
    """The facts of the file behind `fd` (O_PATH is enough). No automount is triggered by it. Raises OSError."""
    buffer = ctypes.create_string_buffer(SIZE)
    flags = AT_EMPTY_PATH | AT_NO_AUTOMOUNT
    check(libc.statx(fd, b"", flags, STATX_BASIC_STATS | STATX_MNT_ID, buffer), "statx")
    uid, gid, mode, inode = OWNER_AND_MODE.unpack_from(buffer, AT_OWNER)
    major, minor, mount = DEVICE_AND_MOUNT.unpack_from(buffer, AT_DEVICE)
    check(libc.statx(fd, b"", flags | AT_STATX_DONT_SYNC, STATX_MNT_ID_UNIQUE, buffer), "statx")
    unique = None
    if struct.unpack_from("=I", buffer)[0] & STATX_MNT_ID_UNIQUE:
        unique = int(DEVICE_AND_MOUNT.unpack_from(buffer, AT_DEVICE)[2])
    return Look(mount, unique, f"{major}:{minor}", inode, mode, uid, gid)
