"""The answer of `predict umount`: which mounts go when one is unmounted, which stay, and why it may fail.

The kernel takes away, with the mount, whatever is mounted on the same directory below every mount that receives from the peer group of its
parent (fs/pnode.c, propagate_umount). One that has mounts of its own stays, unless they go too; one that only lies below another mount
goes, and that other comes down in its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from nsexplorer.explain.holders.scope import Scope, scope_of
from nsexplorer.explain.holders.subject import Subject
from nsexplorer.explain.places import Spot, inside, path_of
from nsexplorer.explain.predict.in_use import User, users_by_holds, users_of
from nsexplorer.explain.predict.not_received import why_not_received
from nsexplorer.explain.predict.spot import find_spot
from nsexplorer.explain.propagation import PeerIndex, index
from nsexplorer.explain.targets import Target
from nsexplorer.explain.why.side import Side, side_of
from nsexplorer.model.hold import Holds
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Trail

Role = Literal["peer", "slave"]


@dataclass(frozen=True, slots=True)
class Departure:
    """A mount that goes too: it is mounted at `path` in `namespace`, on a mount that is a `peer` or a `slave` of the parent's group."""

    namespace: str
    role: Role
    path: str
    mount: Mount


@dataclass(frozen=True, slots=True)
class Remainder:
    """A mount of the same directory of the same file system that stays: why, and whether that is certain."""

    namespace: str
    path: str
    mount: Mount
    reason: str
    certain: bool


@dataclass(frozen=True, slots=True)
class UmountPrediction:
    """What would come of `umount PATH`, as `side` sees that path; `mount` is what it would unmount.

    `fails` says why it would be refused; nothing goes then. `users` are processes known to use one of the mounts that would go: each
    makes it fail with EBUSY. `unreadable_processes` is how many could not be looked into; None where nobody looked for open files.
    """

    side: Side
    path: str
    mount: Mount
    goes: tuple[Departure, ...]
    stays: tuple[Remainder, ...]
    fails: str | None
    users: tuple[User, ...]
    unreadable_processes: int | None = None

    @property
    def going(self) -> frozenset[int]:
        """The ids of all mounts that would go."""
        return frozenset({self.mount.id, *(each.mount.id for each in self.goes)})


def predict_umount(
    snapshot: Snapshot, target: Target, path: str, trail: Trail | None = None, locks: Mapping[int, LockFacts] | None = None
) -> UmountPrediction:
    """What `umount` of an absolute path would take away, as that target sees the path.

    `trail` is an exact walk of the path from the target's root; without it the path is taken to have no symbolic link in it. `locks` are
    those of the target's mount namespace. Raises TableUnreadable where the snapshot lacks the target's table, UnknownTarget where it does
    not tell what carries the path.
    """
    side = side_of(snapshot, target, trail)
    namespace = side.namespace
    spot, missing = find_spot(side, path)
    mount = spot.mount
    forest = _forest(snapshot)
    refusal = missing or _refusal(spot, forest, (locks or {}).get(mount.id))
    parent = forest.mounts.get(mount.parent)
    if refusal is not None or parent is None:
        return UmountPrediction(side, path, mount, (), (), refusal, ())
    peers = index(snapshot)
    place = Spot(parent.mount, inside(parent.mount, mount.target))
    found = {mount.id: Departure(namespace, "peer", mount.target, mount)} | {
        each.mount.id: each for each in _replicas(place, peers, forest)
    }
    going = _without_children(found, forest)
    users = tuple(user for each in going.values() for user in users_of(snapshot, each.namespace, each.mount))
    stays = (*_kept_by_children(found, going, forest), *_copies(snapshot, mount, place, found, forest, peers))
    goes = tuple(each for each in going.values() if each.mount.id != mount.id)
    return UmountPrediction(side, path, mount, goes, stays, None, users)


def in_use_of(snapshot: Snapshot, known: UmountPrediction) -> Scope:
    """What a live look for users of the mounts that would go has to look for."""
    mount = known.mount
    subject = Subject(known.path, "mount", known.path, known.side.namespace, mount.target, mount, mount.root, mount.device)
    scope = scope_of(snapshot, subject, None)
    going = known.going  # what holds a copy that stays does not matter
    return replace(scope, together=going, parts={number: part for number, part in scope.parts.items() if number in going})


def with_users(snapshot: Snapshot, known: UmountPrediction, scope: Scope, holds: Holds) -> UmountPrediction:
    """The prediction with what a live look found."""
    users = dict.fromkeys((*users_by_holds(snapshot, scope, holds), *known.users))
    return replace(known, users=tuple(users), unreadable_processes=len(holds.unreadable))


class _Standing(NamedTuple):
    namespace: str
    mount: Mount


class _Forest(NamedTuple):
    mounts: Mapping[int, _Standing]
    children: Mapping[int, Sequence[Mount]]


def _forest(snapshot: Snapshot) -> _Forest:
    """All mounts by id, each as the table has it that shows most of its namespace, and what is mounted on each."""
    mounts: dict[int, _Standing] = {}
    children: dict[int, list[Mount]] = {}
    for table in sorted(snapshot.tables, key=lambda table: (table.root != "/", -len(table.mounts))):
        for mount in table.mounts:
            if mount.id not in mounts:
                mounts[mount.id] = _Standing(table.namespace, mount)
                children.setdefault(mount.parent, []).append(mount)
    return _Forest(mounts, children)


def _refusal(spot: Spot, forest: _Forest, lock: LockFacts | None) -> str | None:
    """What umount(2) refuses at once, as a sentence."""
    mount = spot.mount
    if spot.inside != mount.root:
        return f"nothing is mounted there: the path lies inside mount {mount.id} at {mount.target} (EINVAL)"
    parent = forest.mounts.get(mount.parent)
    if parent is None or mount.parent == mount.id:
        return "it is the root mount of its namespace, as far as the table shows (EINVAL, or EBUSY)"
    if lock is not None and lock.locked:
        return "it is locked: it came from a more privileged mount namespace, and only goes with the mount that it came with (EINVAL)"
    below = forest.children.get(mount.id, ())
    if below:
        paths = ", ".join(child.target for child in below[:3]) + (", ..." if len(below) > 3 else "")
        return f"{len(below)} {'mount is' if len(below) == 1 else 'mounts are'} on it, at {paths} (EBUSY)"
    return None


def _replicas(place: Spot, peers: PeerIndex, forest: _Forest) -> Iterator[Departure]:
    """What is mounted at the place below each mount that receives from the group of the place's mount, whatever it is."""
    group = place.mount.shared
    for namespace, carrier in () if group is None else peers.receivers(group):
        path = path_of(carrier, place.inside)
        if carrier.id == place.mount.id or path is None:
            continue
        for child in forest.children.get(carrier.id, ()):
            if child.target == path:
                yield Departure(namespace, "peer" if carrier.shared == group else "slave", path, child)


def _without_children(found: Mapping[int, Departure], forest: _Forest) -> dict[int, Departure]:
    """Those of the mounts on which nothing else stays: a mount that covers one whole does not count, it comes down in its place."""
    going = dict(found)
    while kept := [each for each in going.values() if _standing_on(each.mount, going, forest)]:
        for each in kept:
            del going[each.mount.id]
    return going


def _standing_on(mount: Mount, going: Mapping[int, Departure], forest: _Forest) -> list[Mount]:
    return [child for child in forest.children.get(mount.id, ()) if child.id not in going and child.target != mount.target]


def _kept_by_children(found: Mapping[int, Departure], going: Mapping[int, Departure], forest: _Forest) -> Iterator[Remainder]:
    for each in found.values():
        if each.mount.id not in going:
            on_it = _standing_on(each.mount, going, forest)
            names = ", ".join(child.target for child in on_it[:3]) + (", ..." if len(on_it) > 3 else "")
            yield Remainder(each.namespace, each.path, each.mount, f"{names} is mounted on it", True)


def _copies(
    snapshot: Snapshot, mount: Mount, place: Spot, found: Mapping[int, Departure], forest: _Forest, peers: PeerIndex
) -> Iterator[Remainder]:
    """Other mounts of the same directory, which keep the file system in use."""
    for namespace, copy in forest.mounts.values():
        if (copy.device, copy.root) != (mount.device, mount.root) or copy.id in found:
            continue
        parent = forest.mounts.get(copy.parent)
        known = snapshot.namespaces.get(namespace)
        if parent is None or known is None or not _same_place(parent.mount, copy, place):
            yield Remainder(namespace, copy.target, copy, "it is mounted at another place, which this umount does not reach", True)
            continue
        yield Remainder(namespace, copy.target, copy, *why_not_received(snapshot, known, place, peers))


def _same_place(parent: Mount, copy: Mount, place: Spot) -> bool:
    return (parent.device, inside(parent, copy.target)) == (place.mount.device, place.inside)
