"""statx(2) of an open descriptor, answered from what the kernel already knows: no server and no daemon is asked."""

import ctypes
import struct
from typing import NamedTuple

from nsexplorer.linux.libc import check, libc

AT_EMPTY_PATH = 0x1000  # <linux/fcntl.h>
AT_NO_AUTOMOUNT = 0x800
AT_STATX_DONT_SYNC = 0x4000
STATX_MNT_ID = 0x1000  # include/uapi/linux/stat.h, Linux 5.8

SIZE = 256  # struct statx
DEVICE_AND_MOUNT = struct.Struct("=IIQ")  # stx_dev_major, stx_dev_minor, stx_mnt_id
AT_DEVICE = 136

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
