"""The answer of `predict mount`: who would receive a mount made at a path, and who would not (mount_namespaces(7), "SHARED SUBTREES").

The kernel puts a copy below every mount that receives from the peer group of the mount that carries the path, if it shows the directory
at all (fs/pnode.c, propagate_mnt). Where something is mounted on that directory already, the copy goes below it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from nsexplorer.explain.places import Spot, path_of
from nsexplorer.explain.predict.not_received import why_not_received
from nsexplorer.explain.predict.spot import find_spot
from nsexplorer.explain.propagation import PeerIndex, index
from nsexplorer.explain.targets import Target
from nsexplorer.explain.visibility import Hidden, visibility
from nsexplorer.explain.why.side import Side, side_of
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Trail

Role = Literal["peer", "slave"]


@dataclass(frozen=True, slots=True)
class Reception:
    """A mount that would appear in `namespace` at `path`, mounted on `parent`.

    `role`: `peer` where what is mounted below it in turn would come back, `slave` where not. `hidden_by` is what would hide it from
    someone who enters the namespace. `hides` are the mounts there that could be reached so far, and then no longer.
    """

    namespace: str
    role: Role
    path: str
    parent: Mount
    hidden_by: Hidden | None
    hides: tuple[Mount, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """A mount namespace that would not receive it, as far as can be told: not `certain` where something of it could not be read."""

    namespace: str
    reason: str
    certain: bool


@dataclass(frozen=True, slots=True)
class MountPrediction:
    """What would come of a mount made at `path`, as `side` sees that, on the mount `parent`.

    `receives` has every further mount that would appear, in the side's own namespace too; `others` every other namespace.
    `hides` are the mounts that the new one itself would hide. `fails` says why nothing could be mounted there; nobody is told of then.
    """

    side: Side
    path: str
    parent: Mount
    receives: tuple[Reception, ...]
    others: tuple[Omission, ...]
    hides: tuple[Mount, ...]
    fails: str | None


def predict_mount(snapshot: Snapshot, target: Target, path: str, trail: Trail | None = None) -> MountPrediction:
    """Who would receive a mount made at an absolute path, as that target sees it.

    `trail` is an exact walk of the path from the target's root; without it the path is taken to have no symbolic link in it.
    Raises TableUnreadable where the snapshot lacks the target's table, UnknownTarget where it does not tell what carries the path.
    """
    side = side_of(snapshot, target, trail)
    namespace = side.namespace
    spot, missing = find_spot(side, path)
    if missing is None and spot.mount.deleted_source:
        missing = "what was mounted there was removed where it came from: nothing can be mounted on it (ENOENT)"
    if missing is not None:
        return MountPrediction(side, path, spot.mount, (), (), (), missing)
    peers = index(snapshot)
    appearing = list(_appearing(namespace, spot, peers))
    tables = _by_namespace(snapshot, {each.namespace for each in appearing})
    changes = {each: _change(tables[each], [new for new in appearing if new.namespace == each]) for each in tables}
    receives = tuple(
        Reception(new.namespace, new.role, new.path, new.parent, *changes[new.namespace][new.id])
        for new in appearing
        if new.role is not None and new.namespace in changes
    )
    reached = {namespace, *(each.namespace for each in receives)}
    others = tuple(
        Omission(each.id, *why_not_received(snapshot, each, spot, peers))
        for each in snapshot.namespaces.values()
        if each.type == "mnt" and each.id not in reached
    )
    own = changes[namespace][appearing[0].id][1] if namespace in changes else ()
    return MountPrediction(side, path, spot.mount, receives, others, own, None)


class _New(NamedTuple):
    id: int  # none that the kernel gives
    namespace: str
    role: Role | None  # None: the one that is made, not received
    path: str
    parent: Mount


def _appearing(namespace: str, spot: Spot, peers: PeerIndex) -> Iterator[_New]:
    """The mount itself, then what propagation adds."""
    yield _New(-1, namespace, None, path_of(spot.mount, spot.inside) or "/", spot.mount)
    group = spot.mount.shared
    if group is None:
        return
    for number, (where, mount) in enumerate(peers.receivers(group)):
        path = path_of(mount, spot.inside)
        if mount.id != spot.mount.id and path is not None:
            yield _New(-2 - number, where, "peer" if mount.shared == group else "slave", path, mount)


def _by_namespace(snapshot: Snapshot, namespaces: Iterable[str]) -> dict[str, MountTable]:
    return {namespace: tables[0] for namespace in namespaces if (tables := snapshot.tables_of(namespace))}


def _change(table: MountTable, appearing: Sequence[_New]) -> Mapping[int, tuple[Hidden | None, tuple[Mount, ...]]]:
    """For each new mount of one namespace: what hides it then, and which mounts it hides that were visible."""
    kind: Literal["entrant", "process"] = "entrant" if table.root == "/" else "process"
    before = visibility(table.mounts, kind)
    after = visibility(_with(table.mounts, appearing), kind)
    newly = [mount for mount in table.mounts if before[mount.id] is None and after[mount.id] is not None]
    return {new.id: (after[new.id], tuple(mount for mount in newly if _hider(after[mount.id]) == new.id)) for new in appearing}


def _with(mounts: Sequence[Mount], appearing: Sequence[_New]) -> list[Mount]:
    """The table with the new mounts in it, and what is on their mount points on top of them."""
    at = {(new.parent.id, new.path): new.id for new in appearing}
    moved = [replace(mount, parent=at[mount.parent, mount.target]) if (mount.parent, mount.target) in at else mount for mount in mounts]
    return moved + [replace(new.parent, id=new.id, parent=new.parent.id, target=new.path) for new in appearing]


def _hider(hidden: Hidden | None) -> int | None:
    return None if hidden is None else hidden.mount
