"""Two mount tables side by side, aligned by path.

What two mounts have to do with each other is told by peer groups, unique ids, and the directory of the file system that is mounted. Mount
ids tell nothing: every copy of a mount has another one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nsexplorer.explain.compare.rows import Change
from nsexplorer.explain.compare.side import Side, same_boot
from nsexplorer.explain.compare.stacks import paired
from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.propagation import PeerIndex, index
from nsexplorer.model.mount import DELETED, Mount
from nsexplorer.model.snapshot import Snapshot

Relation = Literal["same", "peer", "a-slave-of-b", "b-slave-of-a", "slaves-of-same", "copy", "none"]


@dataclass(frozen=True, slots=True)
class MountPair:
    """What both sides have at `path`. `a` and `b` are None where there is no mount (or no other one of a stack) on that side.

    `differences` are the keys of a mount's JSON that differ. A difference in `propagation` alone leaves `change` at `same`: the copies of
    shared mounts that a container gets are slaves. `relation` is `same` for one and the same mount, `copy` for two that show the same
    directory of one file system and exchange nothing, as a clone of a mount namespace makes of private ones.
    """

    path: str
    change: Change
    a: MountRow | None
    b: MountRow | None
    differences: tuple[str, ...]
    relation: Relation


def compare_mounts(a: Side, b: Side, of_a: MountsAnswer, of_b: MountsAnswer) -> tuple[MountPair, ...]:
    """A row for each mount of either side, or for two that belong together: by path, a stack on one path from below. Linear in the mounts
    but for sorting the paths.
    """
    here = same_boot(a.snapshot, b.snapshot)
    relations = _Relations(a.snapshot, b.snapshot, a.snapshot is b.snapshot and of_a.namespace == of_b.namespace) if here else None
    at_a, at_b = _by_path(of_a.rows), _by_path(of_b.rows)
    return tuple(
        _pair(path, one, other, relations)
        for path in sorted({*at_a, *at_b}, key=_directory_order)
        for one, other in paired(at_a.get(path, ()), at_b.get(path, ()), here)
    )


class _Relations:
    """What mounts of two tables of one machine have to do with each other. `one_table`: both were read at once, of one namespace."""

    def __init__(self, a: Snapshot, b: Snapshot, one_table: bool) -> None:
        self._one_table = one_table
        self._receiver_in_a = _Reach(a)
        self._receiver_in_b = self._receiver_in_a if a is b else _Reach(b)

    def of(self, a: Mount, b: Mount) -> Relation:
        if a.device != b.device:  # what is in one peer group, or receives from it, shows one file system
            return "none"
        if a.unique_id is not None and b.unique_id is not None:
            if a.unique_id == b.unique_id:
                return "same"
        elif self._one_table and a.id == b.id:  # at one moment within one namespace, that id is unique too
            return "same"
        if a.shared is not None and a.shared == b.shared:
            return "peer"
        if self._receiver_in_b.receives(b, a.shared):
            return "b-slave-of-a"
        if self._receiver_in_a.receives(a, b.shared):
            return "a-slave-of-b"
        if a.master is not None and a.master == b.master:
            return "slaves-of-same"
        return "copy" if _directory(a) == _directory(b) else "none"


class _Reach:
    """Which mounts of a snapshot receive from a peer group, through others too. The groups are gathered when that is first in question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._index: PeerIndex | None = None
        self._reached: dict[int, frozenset[int]] = {}

    def receives(self, mount: Mount, group: int | None) -> bool:
        if group is None or mount.master is None:
            return False
        if mount.master == group:
            return True
        if group not in self._reached:
            self._index = self._index or index(self._snapshot)
            self._reached[group] = self._index.reach(group)
        return mount.master in self._reached[group]


def _pair(path: str, a: MountRow | None, b: MountRow | None, relations: _Relations | None) -> MountPair:
    if a is None or b is None:
        return MountPair(path, "only-b" if a is None else "only-a", a, b, (), "none")
    differences = tuple(_differences(a, b, relations is not None))
    change: Change = "same" if differences in ((), ("propagation",)) else "differs"
    return MountPair(path, change, a, b, differences, "none" if relations is None else relations.of(a.mount, b.mount))


def _differences(a: MountRow, b: MountRow, same_machine: bool) -> Iterator[str]:
    """What differs. Of two machines, numbers of devices and peer groups are not compared."""
    one, other = a.mount, b.mount
    if one is not other:
        if same_machine and one.device != other.device:
            yield "device"
        if one.root != other.root:
            if _directory(one) != _directory(other):
                yield "root"
            if one.deleted_source != other.deleted_source:
                yield "deleted_source"
        if one.fstype != other.fstype:
            yield "fstype"
        if one.source != other.source:
            yield "source"
        if one.options != other.options and set(one.options) != set(other.options):
            yield "options"
        if one.super_options != other.super_options and set(one.super_options) != set(other.super_options):
            yield "super_options"
        if _group(one, same_machine) != _group(other, same_machine):
            yield "propagation"
        if one.id_map != other.id_map:
            yield "idmap"
    if a.visible != b.visible:
        yield "visible"


def _group(mount: Mount, same_machine: bool) -> tuple[object, ...]:
    return (mount.shared, mount.master, mount.unbindable) if same_machine else (mount.propagation,)


def _directory(mount: Mount) -> str:
    return mount.root.removesuffix(DELETED)


def _by_path(rows: Iterable[MountRow]) -> dict[str, Sequence[MountRow]]:
    found: dict[str, list[MountRow]] = {}
    for row in rows:
        if row.target in found:
            found[row.target].append(row)
        else:
            found[row.target] = [row]
    return {**found}


def _directory_order(path: str) -> str:
    """So that everything below a directory comes right after it."""
    return path.replace("/", "\0")
