"""openat2(2), Linux 5.6: opening a path under rules that its parts must keep."""

import ctypes

from nsexplorer.linux.libc import NR_OPENAT2, syscall

AT_FDCWD = -100
RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_NO_SYMLINKS = 0x04


class OpenHow(ctypes.Structure):
    """struct open_how (include/uapi/linux/openat2.h)."""

    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def open_without_links(path: str, flags: int) -> int:
    """A descriptor of an absolute path none of whose parts is a symbolic link. Raises OSError (ELOOP: one is)."""
    how = OpenHow(flags, 0, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)
    name = ctypes.c_char_p(path.encode("utf-8", "surrogateescape"))
    return syscall(NR_OPENAT2, ctypes.c_int(AT_FDCWD), name, ctypes.byref(how), ctypes.c_size_t(ctypes.sizeof(how)))
