"""Who gave B its mounts: the lines of its unit file, where it is a systemd service, and how it is started anew."""

from __future__ import annotations

from collections.abc import Iterator

from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import shell
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.snapshot import Snapshot

ENGINES = ("podman", "docker", "nerdctl")
_HOMES = ("/home", "/root", "/run/user")
_CONCERNS = {
    "DynamicUser": ("/tmp", "/var/tmp", *_HOMES, "/usr", "/boot", "/efi", "/etc"),
    "PrivateDevices": ("/dev",),
    "PrivateTmp": ("/tmp", "/var/tmp"),
    "ProcSubset": ("/proc",),
    "ProtectControlGroups": ("/sys/fs/cgroup",),
    "ProtectHome": _HOMES,
    "ProtectKernelLogs": ("/dev/kmsg", "/proc/kmsg"),
    "ProtectKernelModules": ("/usr/lib/modules", "/lib/modules"),
    "ProtectKernelTunables": ("/proc", "/sys"),
    "ProtectProc": ("/proc",),
}
"""The directories that a switch of systemd.exec(5) is about; other options name theirs."""


def unit_lines_about(snapshot: Snapshot, side: Side, path: str) -> list[Evidence]:
    """The lines of a service's unit file that make mounts at this path, below it or above."""
    return [_evidence(option) for option in _options(snapshot, side) if _concerns(option, path)]


def unit_lines_of_namespace(snapshot: Snapshot, side: Side) -> list[Evidence]:
    """All lines of a service's unit file that gave it a mount namespace of its own."""
    return [_evidence(option) for option in _options(snapshot, side)]


def change_of_unit(snapshot: Snapshot, side: Side) -> Iterator[Fix]:
    """How the options of a service are changed."""
    unit = _unit(snapshot, side)
    if unit is not None:
        yield Fix("change that option of the unit, then restart it", shell("systemctl", "edit", "--full", unit.name))


def start_anew(snapshot: Snapshot, side: Side, effect: str) -> Iterator[Fix]:
    """How a container or service is started anew, and what that does."""
    container = next((each for each in snapshot.containers if _in(snapshot, each.pid, side)), None)
    unit = _unit(snapshot, side)
    if container is not None:
        user = _user(snapshot, container)
        yield Fix(f"start it anew{'' if user is None else f' as user {user}'}: {effect}", _restart(container))
        if container.engine == "podman" and user is not None:
            keeps = (
                "if that does not help: rootless podman keeps a mount namespace of its own; this stops its containers, and makes it anew"
            )
            yield Fix(keeps, "podman system migrate")
    elif unit is not None:
        yield Fix(f"start it anew: {effect}", shell("systemctl", "restart", unit.name))


def _options(snapshot: Snapshot, side: Side) -> list[UnitOption]:
    unit = _unit(snapshot, side)
    return [] if unit is None else [option for option in unit.options if "mnt" in option.types]


def _evidence(option: UnitOption) -> Evidence:
    return Evidence(f"{option.option}={option.value} ({option.gives})", f"{option.path}:{option.line}")


def _restart(container: Container) -> str | None:
    return shell(container.engine, "restart", container.name or container.id) if container.engine in ENGINES else None


def _user(snapshot: Snapshot, container: Container) -> int | None:
    """Who runs a rootless container; None for root, and where that is not known."""
    process = snapshot.processes.get(container.pid)
    user = None if process is None else snapshot.namespace(process.namespaces.get("user"))
    return None if user is None else user.creator_uid or None


def _unit(snapshot: Snapshot, side: Side) -> Unit | None:
    """The service that has its own mount namespace, which the side is in."""
    if side.namespace == snapshot.host.get("mnt"):
        return None
    return next((unit for unit in snapshot.units if _in(snapshot, unit.pid, side)), None)


def _in(snapshot: Snapshot, pid: int, side: Side) -> bool:
    process = snapshot.processes.get(pid)
    return process is not None and process.namespaces.get("mnt") == side.namespace


def _concerns(option: UnitOption, path: str) -> bool:
    if option.option in _CONCERNS:
        return any(_beside(directory, path) for directory in _CONCERNS[option.option])
    if option.option == "ProtectSystem":
        return option.value == "strict" or any(_beside(each, path) for each in ("/usr", "/boot", "/efi", "/etc"))
    named = (word.lstrip("-+") for part in option.value.split() for word in part.split(":"))
    return any(word.startswith("/") and _beside(word, path) for word in named)


def _beside(directory: str, path: str) -> bool:
    """Whether one of the two is at or above the other."""
    one, other = directory.rstrip("/") + "/", path.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)
