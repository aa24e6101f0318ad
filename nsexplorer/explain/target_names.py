"""Containers, systemd units and network namespaces by the names people gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nsexplorer.explain.errors import AmbiguousTarget, UnknownTarget

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.container import Container, Unit
    from nsexplorer.model.snapshot import Snapshot

SESSION = "session:"

NETNS_DIRECTORIES = ("/run/netns/", "/var/run/netns/")
"""Where `ip netns add NAME` binds NAME (ip-netns(8)); the second is the first by a symbolic link, and as older systems have it."""


def containers_called(snapshot: Snapshot, name: str) -> Sequence[Container]:
    """The containers with exactly that name or id; else those whose id starts so."""
    exact = [container for container in snapshot.containers if name in (container.name, container.id)]
    return exact or [container for container in snapshot.containers if name and container.id.startswith(name)]


def find_container(snapshot: Snapshot, name: str, text: str) -> Container:
    """The container of that name, id or start of an id. Raises UnknownTarget, AmbiguousTarget; `text` is what was typed."""
    found = containers_called(snapshot, name)
    if not found:
        names = [container.name or container.id for container in snapshot.containers]
        advice = near_misses(name, names, "container:")
        raise UnknownTarget(text, "no running container has that name, or an id that starts so", advice)
    if len(found) > 1:
        raise AmbiguousTarget(text, [f"container:{container.id}" for container in found])
    return found[0]


def target_of(container: Container) -> str:
    """The target that people would name a container by."""
    return f"container:{container.name or container.id}"


def find_unit(snapshot: Snapshot, name: str, text: str) -> Unit:
    """The systemd unit of that name, `.service` understood as by systemctl(1).

    Raises UnknownTarget, and AmbiguousTarget where several service managers have one.
    """
    found = [unit for unit in snapshot.units if unit.name in (name, f"{name}.service")]
    if not found:
        advice = near_misses(name, [unit.name for unit in snapshot.units], "unit:")
        raise UnknownTarget(text, "no systemd unit of that name has a process here", advice)
    if len(found) > 1:
        raise AmbiguousTarget(text, [str(unit.pid) for unit in found])
    return found[0]


def find_netns(snapshot: Snapshot, name: str, text: str) -> str:
    """The id of the network namespace that `ip netns` calls so, the host's where several mount namespaces have such a name.

    Raises UnknownTarget, AmbiguousTarget.
    """
    bound: dict[str, set[str | None]] = {}
    for namespace in snapshot.namespaces.values():
        if namespace.type != "net":
            continue
        if namespace.name == f"netns:{name}":
            bound.setdefault(namespace.id, set())
        for pin in namespace.pins:
            if pin.kind == "bind" and pin.path in [directory + name for directory in NETNS_DIRECTORIES]:
                bound.setdefault(namespace.id, set()).add(pin.within)
    here = [identifier for identifier, within in bound.items() if snapshot.host.get("mnt") in within]
    found = here or list(bound)
    if not found:
        raise UnknownTarget(text, f"nothing is bound at {NETNS_DIRECTORIES[0]}{name}", near_misses(name, _netns(snapshot), "netns:"))
    if len(found) > 1:
        raise AmbiguousTarget(text, found)
    return found[0]


def names(snapshot: Snapshot) -> list[str]:
    """Every target of the snapshot that is a name."""
    found = [target_of(container) for container in snapshot.containers]
    found += [f"unit:{unit.name}" for unit in snapshot.units]
    found += [f"netns:{name}" for name in _netns(snapshot)]
    found += sessions(snapshot)
    return list(dict.fromkeys(found))


def sessions(snapshot: Snapshot) -> list[str]:
    """The targets of nsexplorer's sessions."""
    return list(dict.fromkeys(each.name for each in snapshot.namespaces.values() if each.name and each.name.startswith(SESSION)))


def near_misses(name: str, known: Iterable[str], form: str = "") -> str | None:
    """The nearest to a name that is not known, as a question; `form` is put before each. None where nothing is near."""
    import difflib  # only an error needs it

    near = difflib.get_close_matches(name, list(dict.fromkeys(known)), n=3)
    return f"did you mean {' or '.join(form + each for each in near)}?" if near else None


def _netns(snapshot: Snapshot) -> list[str]:
    pins = [pin for namespace in snapshot.namespaces.values() if namespace.type == "net" for pin in namespace.pins]
    paths = [pin.path for pin in pins if pin.kind == "bind" and pin.path is not None]
    return [path.removeprefix(directory) for path in paths for directory in NETNS_DIRECTORIES if path.startswith(directory)]
