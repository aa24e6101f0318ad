"""The names of capabilities by number (capabilities(7), include/uapi/linux/capability.h)."""

from collections.abc import Iterable

CAPABILITIES = (
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",  # Linux 3.16
    "CAP_PERFMON",  # Linux 5.8
    "CAP_BPF",  # Linux 5.8
    "CAP_CHECKPOINT_RESTORE",  # Linux 5.9
)
"""Position is number."""

ALL = (1 << len(CAPABILITIES)) - 1
"""The mask of every capability that has a name here."""

_UNNAMED = "CAP_"


def names(mask: int) -> tuple[str, ...]:
    """The capabilities in a mask, by number; one that a newer kernel added is `CAP_41`."""
    return tuple(_name(number) for number in range(mask.bit_length()) if mask >> number & 1)


def mask(names: Iterable[str]) -> int:
    """The mask of capabilities named as `names` does; raises ValueError for a name it would not give."""
    result = 0
    for name in names:
        result |= 1 << _number(name)
    return result


def _name(number: int) -> str:
    return CAPABILITIES[number] if number < len(CAPABILITIES) else f"{_UNNAMED}{number}"


def _number(name: str) -> int:
    if name in CAPABILITIES:
        return CAPABILITIES.index(name)
    digits = name.removeprefix(_UNNAMED)
    if digits.isascii() and digits.isdigit() and len(CAPABILITIES) <= int(digits) < 64:
        return int(digits)
    raise ValueError(f"{name}: no such capability")
