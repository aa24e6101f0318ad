"""What the options of systemd.exec(5) give a service: which namespaces of its own, and what is mounted in them.

Which of them make a mount namespace follows exec_needs_mount_namespace (systemd, src/core/execute.c).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nsexplorer.model.container import UnitOption


class Gift(NamedTuple):
    """What an option gives: the types of the namespaces, and what a process in them notices. `newer` are types since systemd 254."""

    types: tuple[str, ...]
    what: str
    newer: tuple[str, ...] = ()


_MNT = ("mnt",)

SWITCHES: Mapping[str, Mapping[str, Gift]] = {
    "DynamicUser": {"yes": Gift(_MNT, "implies PrivateTmp=yes, ProtectSystem=strict and ProtectHome=read-only")},
    "MountAPIVFS": {"yes": Gift(_MNT, "/proc, /sys, /dev and /run mounted in its own root directory")},
    "BindLogSockets": {"yes": Gift(_MNT, "the sockets of the journal bound into it")},
    "PrivateBPF": {"yes": Gift(_MNT, "its own BPF file system at /sys/fs/bpf")},
    "PrivateDevices": {"yes": Gift(_MNT, "its own /dev without physical devices")},
    "PrivateIPC": {"yes": Gift(("ipc", "mnt"), "its own System V IPC objects and POSIX message queues")},
    "PrivateMounts": {"yes": Gift(_MNT, "its own mount table: what it mounts stays invisible outside")},
    "PrivateNetwork": {"yes": Gift(("net",), "no network but its own loopback device", newer=_MNT)},
    "PrivatePIDs": {"yes": Gift(("pid", "mnt"), "sees its own processes only, in its own /proc")},
    "PrivateTmp": {
        "yes": Gift(_MNT, "its own /tmp and /var/tmp"),
        "disconnected": Gift(_MNT, "its own /tmp and /var/tmp, that are not directories in those of the host"),
    },
    "PrivateUsers": {
        "yes": Gift(("user",), "sees itself, root and its own user only"),
        "self": Gift(("user",), "sees itself, root and its own user only"),
        "identity": Gift(("user",), "the first 65536 users and groups as they are outside"),
        "full": Gift(("user",), "all users and groups as they are outside"),
        "managed": Gift(("user",), "65536 users and groups of its own"),
    },
    "ProcSubset": {"pid": Gift(_MNT, "in its own /proc nothing but the processes")},
    "ProtectControlGroups": {
        "yes": Gift(_MNT, "/sys/fs/cgroup read-only"),
        "private": Gift(("cgroup", "mnt"), "its own view of /sys/fs/cgroup"),
        "strict": Gift(("cgroup", "mnt"), "its own view of /sys/fs/cgroup, read-only"),
    },
    "ProtectHome": {
        "yes": Gift(_MNT, "/home, /root and /run/user empty and inaccessible"),
        "read-only": Gift(_MNT, "/home, /root and /run/user read-only"),
        "tmpfs": Gift(_MNT, "empty, read-only tmpfs on /home, /root and /run/user"),
    },
    "ProtectHostname": {
        "yes": Gift(("uts",), "its own host name, that it cannot change"),
        "private": Gift(("uts",), "its own host name"),
    },
    "ProtectKernelLogs": {"yes": Gift(_MNT, "/dev/kmsg and /proc/kmsg inaccessible")},
    "ProtectKernelModules": {"yes": Gift(_MNT, "/usr/lib/modules inaccessible")},
    "ProtectKernelTunables": {"yes": Gift(_MNT, "/proc/sys, /sys and other kernel settings read-only")},
    "ProtectProc": {
        "noaccess": Gift(_MNT, "its own /proc where processes of other users are inaccessible"),
        "invisible": Gift(_MNT, "its own /proc where processes of other users are invisible"),
        "ptraceable": Gift(_MNT, "its own /proc where processes it may not trace are invisible"),
    },
    "ProtectSystem": {
        "yes": Gift(_MNT, "/usr and the boot loader's directories read-only"),
        "full": Gift(_MNT, "/usr, /etc and the boot loader's directories read-only"),
        "strict": Gift(_MNT, "everything read-only but /dev, /proc and /sys"),
    },
}
"""Options that are on or off, or have words of their own. A later line replaces an earlier one; `yes` is any of systemd's words for it."""

NAMED: Mapping[str, Gift] = {
    "IPCNamespacePath": Gift(("ipc", "mnt"), "joins the IPC namespace bound at this path"),
    "LogNamespace": Gift(_MNT, "the sockets of another journal instead of the system's"),
    "MountFlags": Gift(_MNT, "its own mount table with this propagation"),
    "NetworkNamespacePath": Gift(("net",), "joins the network namespace bound at this path", newer=_MNT),
    "RootDirectory": Gift(_MNT, "another directory as its root, with /proc, /sys, /dev and /run mounted in it"),
    "RootImage": Gift(_MNT, "a disk image as its root"),
    "UserNamespacePath": Gift(("user",), "joins the user namespace at this path"),
}
"""Options that take one value of a person's choice. A later line replaces an earlier one, an empty one takes it back."""

LISTS: Mapping[str, Gift] = {
    "BindPaths": Gift(_MNT, "these paths bound to other places"),
    "BindReadOnlyPaths": Gift(_MNT, "these paths bound to other places, read-only"),
    "CacheDirectory": Gift(_MNT, "its directory in /var/cache bound from a private place"),
    "ConfigurationDirectory": Gift(_MNT, "its directory in /etc bound into it"),
    "ExecPaths": Gift(_MNT, "files in these paths can be executed"),
    "ExtensionDirectories": Gift(_MNT, "these directories laid over /usr, /opt and /etc"),
    "ExtensionImages": Gift(_MNT, "these disk images laid over /usr, /opt and /etc"),
    "InaccessiblePaths": Gift(_MNT, "these paths empty and inaccessible"),
    "JoinsNamespaceOf": Gift(("net", "ipc"), "shares /tmp, /var/tmp, network and IPC with these units, as far as both have their own"),
    "LogsDirectory": Gift(_MNT, "its directory in /var/log bound from a private place"),
    "MountImages": Gift(_MNT, "these disk images mounted"),
    "NoExecPaths": Gift(_MNT, "no file in these paths can be executed"),
    "ReadOnlyPaths": Gift(_MNT, "these paths read-only"),
    "ReadWritePaths": Gift(_MNT, "these paths writable"),
    "RuntimeDirectory": Gift(_MNT, "its directory in /run bound into it"),
    "StateDirectory": Gift(_MNT, "its directory in /var/lib bound from a private place"),
    "TemporaryFileSystem": Gift(_MNT, "a new, empty tmpfs on these paths"),
}
"""Options that take a list. Lines add up, an empty one takes back all before it."""

OLD_NAMES: Mapping[str, str] = {
    "InaccessibleDirectories": "InaccessiblePaths",
    "ReadOnlyDirectories": "ReadOnlyPaths",
    "ReadWriteDirectories": "ReadWritePaths",
}

_YES = frozenset({"1", "yes", "y", "true", "t", "on"})
_NO = frozenset({"0", "no", "n", "false", "f", "off"})
_OFF = {"ProtectProc": "default", "ProcSubset": "all"}
"""The words of options that have no `no`."""

_PRIVATE_DIRECTORIES = ("StateDirectory", "CacheDirectory", "LogsDirectory")
_DIRECTORIES = (*_PRIVATE_DIRECTORIES, "RuntimeDirectory", "ConfigurationDirectory")
_SHAREABLE = ("PrivateTmp", "PrivateNetwork", "PrivateIPC", "NetworkNamespacePath", "IPCNamespacePath")
_NAMES = {"cgroup": "control group", "ipc": "IPC", "mnt": "mount", "net": "network", "pid": "process id", "user": "user", "uts": "UTS"}


class Line(NamedTuple):
    """An assignment in a unit file. `number` counts from 1, and is that of its first line where it goes on over several."""

    section: str
    option: str
    value: str
    path: str
    number: int


def options_of(lines: Sequence[Line], section: str) -> tuple[UnitOption, ...]:
    """What these lines, in the order in which systemd reads them, give a unit whose own section is `section`."""
    settings = _settings(lines, section)
    found = []
    for option, assigned in settings.items():
        for line in assigned:
            gift = _gift(option, line.value)
            if gift is not None and _takes_effect(option, line.value, settings):
                found.append(UnitOption(line.option, line.value, line.path, line.number, _sentence(gift), gift.types + gift.newer))
    places = {(line.path, line.number): place for place, line in enumerate(lines)}
    return tuple(sorted(found, key=lambda option: places[option.path, option.line]))


def options_for(kind: str, options: Sequence[UnitOption]) -> tuple[UnitOption, ...]:
    """Those of the options of a unit that give it a namespace of that type."""
    found = []
    for option in options:
        gift = _gift(OLD_NAMES.get(option.option, option.option), option.value)
        if gift is not None and kind in gift.types + gift.newer:
            found.append(option)
    return tuple(found)


def _settings(lines: Sequence[Line], section: str) -> dict[str, list[Line]]:
    """The lines that hold, by option: the last one of a switch, all since the last empty one of a list."""
    settings: dict[str, list[Line]] = {}
    for line in lines:
        option = OLD_NAMES.get(line.option, line.option)
        if line.section != ("Unit" if option == "JoinsNamespaceOf" else section):
            continue
        if option in SWITCHES:
            if _word(option, line.value) is not None:  # systemd ignores a line with a word that it does not know, and an empty one
                settings[option] = [line]
        elif not line.value:
            settings.pop(option, None)
        elif option in LISTS:
            settings.setdefault(option, []).append(line)
        elif option in NAMED:
            settings[option] = [line]
    return settings


def _word(option: str, value: str) -> str | None:
    """`yes`, `no` or the word of its own that a switch is set to; None where it has no such word."""
    text = value.lower()
    if text in _NO or text == _OFF.get(option):
        return "no"
    if option == "ProtectHostname":
        value = value.partition(":")[0]  # private:NAME (systemd 258)
    word = "yes" if text in _YES else value
    return word if word in SWITCHES[option] else None


def _gift(option: str, value: str) -> Gift | None:
    if option in SWITCHES:
        return SWITCHES[option].get(_word(option, value) or "no")
    if option == "MountFlags" and value == "shared":
        return None
    return NAMED.get(option) or LISTS.get(option)


def _takes_effect(option: str, value: str, settings: Mapping[str, Sequence[Line]]) -> bool:
    """Whether the option makes a difference beside the others: some only do together with another one."""

    def is_on(name: str) -> bool:
        return any(_gift(name, line.value) is not None for line in settings.get(name, ()))

    own_root = is_on("RootDirectory") or is_on("RootImage")
    if option == "RootDirectory":  # without those file systems it is a mere chroot(2)
        return value != "/" and ("MountAPIVFS" not in settings or is_on("MountAPIVFS"))
    if option == "MountAPIVFS":
        return own_root
    if option in _DIRECTORIES:
        private = option in _PRIVATE_DIRECTORIES and is_on("DynamicUser")
        return private or own_root or any(word.endswith(":ro") for word in value.split())  # :ro since systemd 257
    if option == "JoinsNamespaceOf":
        return any(is_on(name) for name in _SHAREABLE)
    return True


def _sentence(gift: Gift) -> str:
    names = [_NAMES[kind] for kind in gift.types]
    kinds = f"{' and '.join(names)} namespace{'s' if len(names) > 1 else ''}"
    newer = "".join(f"; since systemd 254 also a {_NAMES[kind]} namespace" for kind in gift.newer)
    return f"{gift.what} ({kinds}{newer})"
