"""Namespaces as a forest, in each of the orders people look for them. Every namespace of the snapshot is in every forest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nsexplorer.explain.naming import name_of, shared_with_host
from nsexplorer.explain.target_names import target_of
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Node:
    """A namespace, or a group of them (`namespace` is None then), and what hangs below. `label` is what it is called."""

    namespace: str | None
    label: str
    children: tuple["Node", ...] = ()


def by_owner(snapshot: Snapshot) -> tuple[Node, ...]:
    """User namespaces below their parents, all others below the user namespace that owns them."""
    above = {}
    for namespace in snapshot.namespaces.values():
        above[namespace.id] = namespace.parent or namespace.owner if namespace.type == "user" else namespace.owner
    strays = [each for each in snapshot.namespaces.values() if each.type != "user" and above[each.id] not in snapshot.namespaces]
    return _grow(snapshot, above, _all_but(snapshot, strays)) + _group(snapshot, "owner not readable", strays)


def by_pid(snapshot: Snapshot) -> tuple[Node, ...]:
    """Pid namespaces below their parents, all others below the pid namespace that their leader is in."""
    above: dict[str, str | None] = {}
    for namespace in snapshot.namespaces.values():
        above[namespace.id] = namespace.parent if namespace.type == "pid" else _leaders(snapshot, namespace, "pid")
    strays = [each for each in snapshot.namespaces.values() if each.type != "pid" and above[each.id] not in snapshot.namespaces]
    return _grow(snapshot, above, _all_but(snapshot, strays)) + _group(snapshot, "no process, or not readable", strays)


def by_process(snapshot: Snapshot) -> tuple[Node, ...]:
    """Each namespace below the one of the same type that the nearest ancestor of its leader is in, as processes made one another."""
    above = {namespace.id: _ancestors(snapshot, namespace) for namespace in snapshot.namespaces.values()}
    strays = [namespace for namespace in snapshot.namespaces.values() if namespace.leader is None]
    return _grow(snapshot, above, _all_but(snapshot, strays)) + _group(snapshot, "no process", strays)


def by_type(snapshot: Snapshot) -> tuple[Node, ...]:
    """One group for each type that is there."""
    groups = ((kind, [each for each in snapshot.namespaces.values() if each.type == kind]) for kind in NAMESPACE_TYPES)
    return tuple(node for kind, namespaces in groups for node in _group(snapshot, kind, namespaces))


def by_container(snapshot: Snapshot) -> tuple[Node, ...]:
    """One group for each container with the namespaces it does not share with the host, then the host's, then the others.

    A namespace that containers share, as in a pod, is in the group of each.
    """
    found: list[Node] = []
    grouped: set[str] = set()
    for container in snapshot.containers:
        process = snapshot.processes.get(container.pid)
        ids = process.namespaces.values() if process is not None else ()
        own = [namespace for each in ids if (namespace := snapshot.namespace(each)) and not shared_with_host(snapshot, namespace)]
        found += _group(snapshot, target_of(container), own)
        grouped.update(namespace.id for namespace in own)
    of_host = [namespace for namespace in snapshot.namespaces.values() if shared_with_host(snapshot, namespace)]
    grouped.update(namespace.id for namespace in of_host)
    others = [namespace for namespace in snapshot.namespaces.values() if namespace.id not in grouped]
    return (*found, *_group(snapshot, "host", of_host), *_group(snapshot, "in no container", others))


FORESTS: Mapping[str, Callable[[Snapshot], tuple[Node, ...]]] = {
    "user": by_owner,
    "pid": by_pid,
    "process": by_process,
    "container": by_container,
    "type": by_type,
}
"""The orders by name; `ls --tree` has the first three."""


def prune(forest: Iterable[Node], keep: Callable[[str], bool]) -> tuple[Node, ...]:
    """The forest with only the namespaces (by id) that `keep` wants, and whatever they hang below."""
    pruned: dict[int, Node | None] = {}
    roots = list(forest)
    for node in _children_first(roots):
        children = tuple(child for each in node.children if (child := pruned[id(each)]) is not None)
        wanted = children or (node.namespace is not None and keep(node.namespace))
        pruned[id(node)] = Node(node.namespace, node.label, children) if wanted else None
    return tuple(kept for node in roots if (kept := pruned[id(node)]) is not None)


def _leaders(snapshot: Snapshot, namespace: Namespace, kind: str) -> str | None:
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    return None if leader is None else leader.namespaces.get(kind)


def _ancestors(snapshot: Snapshot, namespace: Namespace) -> str | None:
    process = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    seen = set()
    while process is not None and process.pid not in seen:
        seen.add(process.pid)
        process = snapshot.processes.get(process.parent)
        found = None if process is None else process.namespaces.get(namespace.type)
        if found is not None and found != namespace.id:
            return found
    return None


def _all_but(snapshot: Snapshot, strays: Iterable[Namespace]) -> list[Namespace]:
    left_out = {namespace.id for namespace in strays}
    return [namespace for namespace in snapshot.namespaces.values() if namespace.id not in left_out]


def _group(snapshot: Snapshot, label: str, namespaces: Sequence[Namespace]) -> tuple[Node, ...]:
    if not namespaces:
        return ()
    ordered = sorted(namespaces, key=lambda namespace: _order(snapshot, namespace))
    return (Node(None, label, tuple(Node(namespace.id, name_of(snapshot, namespace)) for namespace in ordered)),)


def _grow(snapshot: Snapshot, above: Mapping[str, str | None], namespaces: Sequence[Namespace]) -> tuple[Node, ...]:
    """The trees of these namespaces, each below `above` of it; one whose parent is missing, or that is its own ancestor, is a root."""
    ordered = sorted(namespaces, key=lambda namespace: _order(snapshot, namespace))
    known = {namespace.id for namespace in ordered}
    below: dict[str, list[str]] = {}
    for namespace in ordered:
        below.setdefault(above[namespace.id] or "", []).append(namespace.id)
    tops = [namespace.id for namespace in ordered if above[namespace.id] not in known]
    roots: list[str] = []
    placed: set[str] = set()
    sequence: list[tuple[str, list[str]]] = []  # each before its children
    # What the tops do not reach goes round in a circle, which is entered where it comes first.
    for start in (*tops, *(namespace.id for namespace in ordered)):
        if start in placed:
            continue
        roots.append(start)
        placed.add(start)
        pending = [start]
        while pending:
            identifier = pending.pop()
            children = [child for child in below.get(identifier, ()) if child not in placed]
            placed.update(children)
            sequence.append((identifier, children))
            pending += children
    nodes: dict[str, Node] = {}
    for identifier, children in reversed(sequence):
        label = name_of(snapshot, snapshot.namespaces[identifier])
        nodes[identifier] = Node(identifier, label, tuple(nodes[child] for child in children))
    return tuple(nodes[identifier] for identifier in roots)


def _order(snapshot: Snapshot, namespace: Namespace) -> tuple[int, bool, float, str]:
    """By type, the host's first, then by inode: the kernel hands them out upwards."""
    kind = NAMESPACE_TYPES.index(namespace.type) if namespace.type in NAMESPACE_TYPES else len(NAMESPACE_TYPES)
    inode = float("inf") if namespace.inode is None else namespace.inode
    return kind, not shared_with_host(snapshot, namespace), inode, namespace.id


def _children_first(roots: Sequence[Node]) -> list[Node]:
    sequence: list[Node] = []
    pending = list(roots)
    while pending:
        node = pending.pop()
        sequence.append(node)
        pending += node.children
    return sequence[::-1]
