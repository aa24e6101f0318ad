"""The answer of `mounts`: one mount table from a stated viewpoint, with what hides and what locks each mount."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nsexplorer.explain.errors import TableUnreadable
from nsexplorer.explain.targets import Target, mount_namespace_of
from nsexplorer.explain.viewpoint import Viewpoint, default_viewpoint
from nsexplorer.explain.visibility import Hidden, ViewpointKind, carrier_of_root, lookup, visibility
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class MountRow:
    """A mount as the viewpoint has it. `target` is its path from there; for one outside the root directory, an entrant's.

    `locked` is None where that is not known; `locked_flags` are the options that cannot be taken off.
    """

    mount: Mount
    target: str
    visible: bool
    hidden_by: Hidden | None
    locked: bool | None
    locked_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MountsAnswer:
    """The rows are in the kernel's order. `unreadable` has the reason for what is None or missing in them: `locked`, `mounts`."""

    target: Target
    viewpoint: Viewpoint
    namespace: str
    rows: tuple[MountRow, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)


def mounts(
    snapshot: Snapshot, target: Target, viewpoint: Viewpoint | None = None, locks: Mapping[int, LockFacts] | None = None
) -> MountsAnswer:
    """The mount table of a target, from the viewpoint that goes with it unless another is stated.

    `locks` are what a live test found, by mount id. Without it no mount of the host's mount namespace counts as locked where the initial
    user namespace owns that: a mount is locked by being copied to a namespace with another owner (mount_namespaces(7), "Restrictions").

    Raises TableUnreadable where the snapshot does not have the table.
    """
    namespace = mount_namespace_of(snapshot, target)
    viewpoint = viewpoint or default_viewpoint(snapshot, target)
    tables = snapshot.tables_of(namespace)
    whole = tables[0] if tables and tables[0].root == "/" else None
    own = table_seen_from(snapshot, viewpoint, namespace)
    unreadable = {}
    if whole is None and viewpoint.kind == "entrant":
        unreadable["mounts"] = "only what a process sees from another root directory could be read of this namespace"
    untested, reason = locked_by_ownership(snapshot, namespace)
    if locks is not None:
        untested, reason = LockFacts(None), "the live test could not tell for every mount"
    rows = []
    for mount, path, hidden in _seen(own, whole, viewpoint.kind):
        facts = untested if locks is None else locks.get(mount.id, untested)
        rows.append(MountRow(mount, path, hidden is None, hidden, facts.locked, facts.flags))
    if reason is not None and any(row.locked is None for row in rows):
        unreadable["locked"] = reason
    return MountsAnswer(target, viewpoint, namespace, tuple(rows), unreadable)


def table_seen_from(snapshot: Snapshot, viewpoint: Viewpoint, namespace: str) -> MountTable:
    """The table of a mount namespace that a viewpoint has: of a process its own. Raises TableUnreadable, with the reason."""
    tables = snapshot.tables_of(namespace)
    found = tables[0] if tables else None
    if viewpoint.pid is not None:
        found = snapshot.table_of_process(viewpoint.pid)
    if found is not None:
        return found
    process = snapshot.processes.get(viewpoint.pid or 0)
    if process is not None and process.zombie:
        raise TableUnreadable(f"process {process.pid}", "it has ended and waits for its parent, so it has no mount table", "name another")
    known = snapshot.namespaces.get(namespace)
    why = "it was not read" if known is None else known.unreadable.get("table", "no process in it could be read through")
    raise TableUnreadable(f"the mount table of {namespace}", why)


def locked_by_ownership(snapshot: Snapshot, namespace: str) -> tuple[LockFacts, str | None]:
    """What the owner of a mount namespace tells of its locks, and why it tells nothing."""
    known = snapshot.namespaces.get(namespace)
    owner = None if known is None else known.owner
    if owner == INITIAL_USER_NAMESPACE and namespace == snapshot.host.get("mnt"):
        return LockFacts(False), None
    if owner == INITIAL_USER_NAMESPACE:
        # copy_tree() keeps the locks of what root copies from a user's namespace (fs/namespace.c)
        why = f"{namespace} belongs to {owner}: what it holds is locked only where it was copied from a namespace with another owner"
        return LockFacts(None), f"{why}; only a live test tells"
    if owner is None:
        why = "it was not found" if known is None else known.unreadable.get("owner", "the kernel does not tell it here")
        return LockFacts(None), f"the owner of {namespace} is not known ({why}), so neither is what came locked from another"
    return LockFacts(None), (
        f"{namespace} belongs to {owner}: mounts that it got from a namespace with another owner are likely locked; only a live test tells"
    )


def _seen(own: MountTable, whole: MountTable | None, kind: ViewpointKind) -> Iterable[tuple[Mount, str, Hidden | None]]:
    """Each mount with its path and what hides it: those of a process's own table, and the rest of its namespace as outside its root."""
    hidden = visibility(own.mounts, kind)
    if whole is None or whole is own:
        return ((mount, mount.target, hidden[mount.id]) for mount in own.mounts)
    return _with_the_rest(own, hidden, whole)


def _with_the_rest(own: MountTable, hidden: Mapping[int, Hidden | None], whole: MountTable) -> Iterator[tuple[Mount, str, Hidden | None]]:
    inside = {mount.id: mount for mount in own.mounts}
    outside = Hidden(_carrier(own, whole), "outside-root")
    for mount in whole.mounts:
        mine = inside.pop(mount.id, None)
        if mine is None:
            yield mount, mount.target, outside
            continue
        verdict = hidden[mine.id]
        yield mine, mount.target if verdict is not None and verdict.rule == "outside-root" else mine.target, verdict
    for mount in inside.values():
        yield mount, mount.target, hidden[mount.id]


def _carrier(own: MountTable, whole: MountTable) -> int | None:
    """The mount that a process's root directory is on. Where nothing is mounted below that directory, only its path tells."""
    if own.mounts or own.root is None:
        return carrier_of_root(own.mounts)
    found = lookup(whole.mounts, own.root, "entrant")
    return None if found is None else found.id
