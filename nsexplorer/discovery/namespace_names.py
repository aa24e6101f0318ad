"""The names of namespaces: the target that names each, where something that people know by name has it for its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from nsexplorer.engines.container_ids import is_long_id
from nsexplorer.linux import cgroups
from nsexplorer.model.mount import DELETED
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.container import Container, Unit
    from nsexplorer.model.session import Session

ReadCgroup = Callable[[int], str | None]
ReadCommandLine = Callable[[int], tuple[str, ...]]

SHORT_ID = 12
"""How many digits of a long id engines show."""

NETNS_DIRECTORIES = ("/run/netns", "/var/run/netns")
"""Where `ip netns` binds network namespaces (ip-netns(8)); the second on systems where /var/run is not a link."""

SNAP_DIRECTORY = "/run/snapd/ns"
"""Where snapd binds the mount namespace of a snap, as NAME.mnt."""

USER_DIRECTORY = "/run/user"

Named = Iterator[tuple[str, str]]
"""Pairs of a namespace id and a name that it could have."""


def name_namespaces(
    processes: Mapping[int, Process],
    leaders: Mapping[str, int],
    pins: Mapping[str, Sequence[Pin]],
    sessions: Sequence[Session],
    containers: Sequence[Container],
    units: Sequence[Unit],
    host: Collection[str],
    read_cgroup: ReadCgroup,
    read_command_line: ReadCommandLine,
) -> dict[str, str]:
    """The names by namespace id. The `host`'s namespaces have none, nor has one that nothing known by name has for its own.

    A container, a service or a snap has those for its own whose leader, of `leaders` by namespace id, is its first process. Where more
    than one name fits, the first of session, container, netns, snap and unit holds; what only bind `pins` keep alive is named by the path
    of one of them in the host's mount table. Rootless podman's own namespaces are named by a text that is no target.
    """
    led: dict[int, list[str]] = {}
    for namespace, pid in leaders.items():
        if namespace not in host:
            led.setdefault(pid, []).append(namespace)
    binds = sorted(_binds(pins), key=lambda bind: (bind[1].within not in host, bind[1].path or ""))
    names: dict[str, str] = {}
    for source in (
        _of_sessions(sessions),
        _of_containers(containers, led),
        _of_network_namespaces(binds),
        _of_snaps(binds, led, read_cgroup),
        _of_rootless_podman(binds, led, processes, read_command_line),
        _of_units(units, led),
        _of_paths(binds, leaders, host),
    ):
        for namespace, name in source:
            if namespace not in host:
                names.setdefault(namespace, name)
    return names


def _binds(pins: Mapping[str, Sequence[Pin]]) -> Iterator[tuple[str, Pin]]:
    for namespace, keeping in pins.items():
        for pin in keeping:
            if pin.kind == "bind" and pin.path is not None and not pin.path.endswith(DELETED):
                yield namespace, pin


def _of_sessions(sessions: Sequence[Session]) -> Named:
    for session in sessions:
        yield from ((namespace, f"session:{session.name}") for namespace in session.namespaces.values())


def _of_containers(containers: Sequence[Container], led: Mapping[int, Sequence[str]]) -> Named:
    called = [container.name for container in containers]
    for container in containers:
        known = container.name if container.name is not None and called.count(container.name) == 1 else None
        short = container.id[:SHORT_ID] if is_long_id(container.id) else container.id
        for namespace in led.get(container.pid, ()):
            yield namespace, f"container:{known or short}"


def _of_network_namespaces(binds: Sequence[tuple[str, Pin]]) -> Named:
    """A name belongs to one namespace; the host's binds come first."""
    owners: dict[str, str] = {}
    for namespace, pin in binds:
        directory, _, name = (pin.path or "").rpartition("/")
        if namespace.startswith("net:") and directory in NETNS_DIRECTORIES and owners.setdefault(name, namespace) == namespace:
            yield namespace, f"netns:{name}"


def _of_snaps(binds: Sequence[tuple[str, Pin]], led: Mapping[int, Sequence[str]], read_cgroup: ReadCgroup) -> Named:
    for namespace, pin in binds:
        directory, _, name = (pin.path or "").rpartition("/")
        if namespace.startswith("mnt:") and directory == SNAP_DIRECTORY and name.endswith(".mnt"):
            yield namespace, f"snap:{name.removesuffix('.mnt')}"
    for pid, namespaces in led.items():
        snap = _snap(read_cgroup(pid) or "")
        if snap is not None:
            yield from ((namespace, f"snap:{snap}") for namespace in namespaces)


def _snap(text: str) -> str | None:
    """The snap that a control group is of: snap.NAME.APP.service, or snap.NAME.APP and something that makes it unique, .scope."""
    for path in cgroups.paths(text):
        for part in reversed(path.split("/")):
            words = part.split(".")
            if len(words) >= 4 and words[0] == "snap" and words[-1] in ("service", "scope"):
                return words[1]
    return None


def _of_rootless_podman(
    binds: Sequence[tuple[str, Pin]], led: Mapping[int, Sequence[str]], processes: Mapping[int, Process], read_command_line: ReadCommandLine
) -> Named:
    """The user and mount namespaces that all rootless containers of a user start from, and the network namespace they may share."""
    for namespace, pin in binds:
        path = pin.path or ""
        if namespace.startswith("net:") and path.startswith(f"{USER_DIRECTORY}/") and "/rootless-netns" in path:
            yield namespace, f"podman rootless-netns of {_user_name(path.split('/')[3])}"
    for pid, namespaces in led.items():
        process = processes.get(pid)
        if process is not None and any(namespace.startswith("user:") for namespace in namespaces) and _is_pause(process, read_command_line):
            yield from ((namespace, f"podman pause of {_user_name(str(process.uid))}") for namespace in namespaces)


def _is_pause(process: Process, read_command_line: ReadCommandLine) -> bool:
    """Whether it does nothing but keep namespaces for rootless podman (podman 4 and 5; older ones have no catatonit)."""
    return process.command == "podman pause" or (process.command == "catatonit" and read_command_line(process.pid)[1:] == ("-P",))


def _user_name(number: str) -> str:
    """The name of the user with this number, the number where there is none."""
    import pwd

    try:
        return pwd.getpwuid(int(number)).pw_name
    except (KeyError, ValueError, OverflowError):
        return number


def _of_units(units: Sequence[Unit], led: Mapping[int, Sequence[str]]) -> Named:
    for unit in units:
        yield from ((namespace, f"unit:{unit.name}") for namespace in led.get(unit.pid, ()))


def _of_paths(binds: Sequence[tuple[str, Pin]], leaders: Mapping[str, int], host: Collection[str]) -> Named:
    for namespace, pin in binds:
        if namespace not in leaders and pin.within in host and pin.path is not None:
            yield namespace, pin.path
