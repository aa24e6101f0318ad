"""capset(2) and the ambient set (capabilities(7)): capabilities that last over execve(2) without being root."""

import ctypes
import struct

from nsexplorer.linux.libc import check, libc

# <linux/capability.h>, <linux/prctl.h>
LINUX_CAPABILITY_VERSION_3 = 0x20080522
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2

_HEADER = struct.Struct("=Ii")  # version, pid (0: this process)
_SETS = struct.Struct("=6I")  # effective, permitted, inheritable: bits 0 to 31; then bits 32 to 63

libc.capget.argtypes = libc.capset.argtypes = (ctypes.c_char_p, ctypes.c_char_p)


def keep_over_exec() -> None:
    """Let the program that this process becomes have all capabilities that it has now (Linux 4.3). Raises OSError."""
    header = ctypes.create_string_buffer(_HEADER.pack(LINUX_CAPABILITY_VERSION_3, 0), _HEADER.size)
    sets = ctypes.create_string_buffer(_SETS.size)
    check(libc.capget(header, sets), "capget")
    effective, permitted, _, effective_high, permitted_high, _ = _SETS.unpack(sets.raw)
    check(
        libc.capset(header, _SETS.pack(effective, permitted, permitted, effective_high, permitted_high, permitted_high)),
        "capset",
    )
    held = permitted | permitted_high << 32
    for number in range(held.bit_length()):
        if held >> number & 1:
            check(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0), "prctl")
