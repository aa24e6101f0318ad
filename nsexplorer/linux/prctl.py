"""prctl(2): what a process asks of the kernel for itself."""

import ctypes

from nsexplorer.linux.libc import check, libc

# <linux/prctl.h>
PR_GET_SECUREBITS = 27
PR_SET_DUMPABLE = 4
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36

libc.prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)


def set_parent_death_signal(signal: int) -> None:
    """Get `signal` when the thread that started this process ends. A change of credentials undoes it. Raises OSError."""
    check(libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl")


def set_dumpable(dumpable: bool) -> None:
    """Whether others of the same user, or root of this user namespace, may trace this process and use its descriptors. Raises OSError."""
    check(libc.prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0), "prctl")


def adopt_orphans() -> None:
    """Be the parent of all processes below this one whose own parent ends, instead of init (Linux 3.4). Raises OSError."""
    check(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def set_name(name: bytes) -> None:
    """Be called so in ps(1) and /proc/PID/comm, by 15 bytes of it. Raises OSError."""
    text = ctypes.create_string_buffer(name[:15])
    check(libc.prctl(PR_SET_NAME, ctypes.addressof(text), 0, 0, 0), "prctl")


def securebits() -> int:
    """How this process treats uid 0 and capabilities (capabilities(7), "The securebits flags"). Raises OSError."""
    return check(libc.prctl(PR_GET_SECUREBITS, 0, 0, 0, 0), "prctl")
