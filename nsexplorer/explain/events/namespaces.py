"""Namespaces that appeared, were renamed, or are gone."""

from collections.abc import Iterator, Set

from nsexplorer.explain.events.event import Event
from nsexplorer.explain.events.sameness import same_namespace
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot


def namespace_events(before: Snapshot, after: Snapshot, ours: Set[int]) -> Iterator[Event]:
    """Where an inode was used again, the one is gone and the other has appeared."""
    for name, now in after.namespaces.items():
        was = before.namespaces.get(name)
        if was is now or _of_ours(now, ours):
            continue
        if was is None or not same_namespace(was, now):
            if was is not None:
                yield _event("namespace-gone", before, after, was)
            yield _event("namespace-appeared", after, after, now)
        elif was.name != now.name:
            yield _event("namespace-changed", after, after, now, {"name": (was.name, now.name)})
    for name, was in before.namespaces.items():
        if name not in after.namespaces and not _of_ours(was, ours):
            yield _event("namespace-gone", before, after, was)


def _event(
    kind: str, snapshot: Snapshot, after: Snapshot, namespace: Namespace, changes: dict[str, tuple[str | None, str | None]] | None = None
) -> Event:
    """`snapshot` is the one that the namespace is in."""
    related = {name for name in (namespace.id, namespace.owner, namespace.parent) if name is not None}
    appeared = kind == "namespace-appeared" and namespace.leader is not None
    by = snapshot.processes.get(namespace.leader) if appeared and namespace.leader is not None else None
    return Event(kind, after.taken, namespace.id, frozenset(related), of_namespace=namespace, by=by, changes=changes or {})


def _of_ours(namespace: Namespace, ours: Set[int]) -> bool:
    """Whether nobody but nsexplorer's helper is in it."""
    return bool(namespace.members) and all(pid in ours for pid in namespace.members)
