"""The answer of `show`: everything a snapshot has about one namespace or one process."""

from collections.abc import Callable
from dataclasses import dataclass

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.naming import name_of, shared_with_host
from nsexplorer.explain.targets import Target
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.idmap import IdMap
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.process import Process, Thread
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Named:
    """A namespace and what it is called; `shared_with_host`: it is one of the host's."""

    id: str
    name: str
    shared_with_host: bool


@dataclass(frozen=True, slots=True)
class NamespaceFacts:
    """A namespace with those it belongs to. `owners` and `parents` go upwards, the next one first.

    `owned` are the namespaces that it owns (a user namespace's), beside its children. `options` are those lines of unit files that gave
    it to the unit. `id_map` is a user namespace's.
    """

    namespace: Namespace
    name: str
    shared_with_host: bool
    members: tuple[Process, ...]
    owners: tuple[Named, ...]
    parents: tuple[Named, ...]
    children: tuple[Named, ...]
    owned: tuple[Named, ...]
    id_map: IdMap | None
    container: Container | None
    unit: Unit | None
    options: tuple[UnitOption, ...]


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A process, or one thread of it, with its namespaces in the order of their types; those that could not be read are missing."""

    process: Process
    tid: int | None
    namespaces: tuple[tuple[str, Named], ...]
    threads: tuple[Thread, ...]
    container: Container | None
    unit: Unit | None


def show(snapshot: Snapshot, target: Target) -> NamespaceFacts | ProcessFacts:
    """The facts of the namespace or the process that a target names; `host` and `self` stand for a process in those namespaces.

    Raises UnknownTarget where the host's namespaces have no process that was read.
    """
    if target.namespace is not None:
        return namespace_facts(snapshot, snapshot.namespaces[target.namespace])
    if target.pid is not None and target.pid in snapshot.processes:
        return process_facts(snapshot, snapshot.processes[target.pid], target)
    for identifier in target.namespaces.values():
        namespace = snapshot.namespace(identifier)
        if namespace is not None and namespace.leader is not None and namespace.leader in snapshot.processes:
            return process_facts(snapshot, snapshot.processes[namespace.leader], target)
    raise UnknownTarget(target.text, "no process of it was read", "name one of its namespaces")


def namespace_facts(snapshot: Snapshot, namespace: Namespace) -> NamespaceFacts:
    """The facts of a namespace of the snapshot."""
    unit = _unit_of(snapshot, namespace)
    return NamespaceFacts(
        namespace=namespace,
        name=name_of(snapshot, namespace),
        shared_with_host=shared_with_host(snapshot, namespace),
        members=tuple(snapshot.processes[pid] for pid in namespace.members if pid in snapshot.processes),
        owners=_upwards(snapshot, namespace, lambda each: each.owner),
        parents=_upwards(snapshot, namespace, lambda each: each.parent),
        children=_named(snapshot, namespace.children),
        owned=_named(snapshot, tuple(each.id for each in snapshot.namespaces.values() if each.owner == namespace.id)),
        id_map=snapshot.id_maps.get(namespace.id),
        container=_container_of(snapshot, namespace),
        unit=unit,
        options=() if unit is None else tuple(option for option in unit.options if namespace.type in option.types),
    )


def process_facts(snapshot: Snapshot, process: Process, target: Target) -> ProcessFacts:
    """The facts of a process of the snapshot, with the namespaces that the target has (a thread may have others)."""
    namespaces = target.namespaces if target.pid == process.pid else process.namespaces
    kinds = [kind for kind in NAMESPACE_TYPES if kind in namespaces]
    return ProcessFacts(
        process=process,
        tid=target.tid,
        namespaces=tuple((kind, _name(snapshot, namespaces[kind])) for kind in kinds),
        threads=tuple(thread for thread in snapshot.threads if thread.pid == process.pid),
        container=_container_around(snapshot, process),
        unit=next((unit for unit in snapshot.units if _descends(snapshot, process, unit.pid)), None),
    )


def _name(snapshot: Snapshot, identifier: str) -> Named:
    namespace = snapshot.namespace(identifier)
    if namespace is None:
        return Named(identifier, "", identifier in snapshot.host.values())
    return Named(identifier, name_of(snapshot, namespace), shared_with_host(snapshot, namespace))


def _named(snapshot: Snapshot, identifiers: tuple[str, ...]) -> tuple[Named, ...]:
    return tuple(_name(snapshot, identifier) for identifier in identifiers)


def _upwards(snapshot: Snapshot, namespace: Namespace, step: Callable[[Namespace], str | None]) -> tuple[Named, ...]:
    """The owner or parent, its own one, and so on."""
    found: list[Named] = []
    seen = {namespace.id}
    current: Namespace | None = namespace
    while current is not None and (identifier := step(current)) is not None and identifier not in seen:
        seen.add(identifier)
        found.append(_name(snapshot, identifier))
        current = snapshot.namespace(identifier)
    return tuple(found)


def _container_of(snapshot: Snapshot, namespace: Namespace) -> Container | None:
    """The container that a namespace belongs to: its first process is in it. The host's belong to none."""
    return next((container for container in snapshot.containers if _is_in(snapshot, container.pid, namespace)), None)


def _unit_of(snapshot: Snapshot, namespace: Namespace) -> Unit | None:
    return next((unit for unit in snapshot.units if _is_in(snapshot, unit.pid, namespace)), None)


def _container_around(snapshot: Snapshot, process: Process) -> Container | None:
    """The container that a process runs in: in its mount namespace, as what was started there later, or below its first process."""
    mount_namespace = snapshot.namespace(process.namespaces.get("mnt"))
    beside = None if mount_namespace is None else _container_of(snapshot, mount_namespace)
    return beside or next((container for container in snapshot.containers if _descends(snapshot, process, container.pid)), None)


def _is_in(snapshot: Snapshot, pid: int, namespace: Namespace) -> bool:
    process = snapshot.processes.get(pid)
    its = process is not None and process.namespaces.get(namespace.type) == namespace.id
    return its and not shared_with_host(snapshot, namespace)


def _descends(snapshot: Snapshot, process: Process, ancestor: int) -> bool:
    seen = set()
    current: Process | None = process
    while current is not None and current.pid not in seen:
        if current.pid == ancestor:
            return True
        seen.add(current.pid)
        current = snapshot.processes.get(current.parent)
    return False
