"""The C library by ctypes: one handle, one syscall wrapper, one rule for errors."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.setns.argtypes = (ctypes.c_int, ctypes.c_int)
libc.unshare.argtypes = (ctypes.c_int,)

# <asm-generic/unistd.h>: system calls from 424 on have one number on every architecture but alpha.
NR_OPEN_TREE = 428
NR_PIDFD_OPEN = 434
NR_OPENAT2 = 437
NR_PIDFD_GETFD = 438
NR_MOUNT_SETATTR = 442
NR_STATMOUNT = 457
NR_LISTMOUNT = 458


def check(result: int, what: str = "") -> int:
    """The result of a C call; raises OSError with the errno where it is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what or None)
    return result


def syscall(number: int, *arguments: object) -> int:
    """The result of a raw system call; raises OSError."""
    return check(libc.syscall(ctypes.c_long(number), *arguments))


def setns(fd: int, flags: int = 0) -> None:
    """Join the namespace of `fd` (setns(2)). Only the helper may call this. Raises OSError."""
    check(libc.setns(fd, flags), "setns")


def unshare(flags: int) -> None:
    """Leave the shared namespaces named in `flags` (unshare(2)). Only the helper may call this. Raises OSError."""
    check(libc.unshare(flags), "unshare")
