"""openat2(2), Linux 5.6: opening a path under rules that its parts must keep."""

import ctypes
import os

from nsexplorer.linux.libc import NR_OPENAT2, syscall

AT_FDCWD = -100
RESOLVE_BENEATH = 0x08
RESOLVE_CACHED = 0x20  # Linux 5.12
RESOLVE_IN_ROOT = 0x10
RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_NO_SYMLINKS = 0x04
RESOLVE_NO_XDEV = 0x01


class OpenHow(ctypes.Structure):
    """struct open_how (include/uapi/linux/openat2.h)."""

    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def open_without_links(path: str, flags: int) -> int:
    """A descriptor of an absolute path none of whose parts is a symbolic link. Raises OSError (ELOOP: one is)."""
    return _openat2(AT_FDCWD, path, flags, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)


def find(directory: int, path: str, resolve: int) -> int:
    """An O_PATH descriptor of a path looked up from `directory` under RESOLVE_* rules: what it leads to is not opened.

    With RESOLVE_CACHED no file system on the way is asked either. Raises OSError: EAGAIN where that takes asking, EINVAL where the
    kernel does not know a rule (RESOLVE_CACHED before 5.12).
    """
    return _openat2(directory, path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, resolve)


def open_beneath(directory: int, path: str, flags: int) -> int:
    """A descriptor of a relative path below `directory`, with no symbolic link on the way. Raises OSError (EXDEV: it leads out of it)."""
    return _openat2(directory, path, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)


def open_in_root(directory: int, path: str, flags: int) -> int:
    """A descriptor of a path as someone sees it whose root is `directory`: no link on the way leads out of it. Raises OSError."""
    return _openat2(directory, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)


def _openat2(directory: int, path: str, flags: int, resolve: int) -> int:
    how = OpenHow(flags, 0, resolve)
    name = ctypes.c_char_p(path.encode("utf-8", "surrogateescape"))
    return syscall(NR_OPENAT2, ctypes.c_int(directory), name, ctypes.byref(how), ctypes.c_size_t(ctypes.sizeof(how)))
