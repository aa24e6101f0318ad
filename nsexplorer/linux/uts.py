"""The names of a uts namespace (uts_namespaces(7))."""

import ctypes

from nsexplorer.linux.libc import check, libc

libc.sethostname.argtypes = (ctypes.c_char_p, ctypes.c_size_t)


def set_hostname(name: bytes) -> None:
    """sethostname(2). Only the helper may call this. Raises OSError."""
    check(libc.sethostname(name, len(name)), "sethostname")
