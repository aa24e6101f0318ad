"""Which mounts belong together, where several lie on one path.

Every step looks at both sides alike, so that it makes no difference which of them comes first.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from nsexplorer.explain.mounts import MountRow
from nsexplorer.model.mount import DELETED

Stack = Sequence[MountRow]
Pair = tuple[MountRow | None, MountRow | None]
Value = TypeVar("Value", bound=Hashable)


def paired(a: Stack, b: Stack, same_machine: bool) -> list[Pair]:
    """The mounts of two stacks, both from below: the same ones together, then peers, master and slave, and those that show the same
    directory; then whatever is left, the visible ones first, since they are what one finds at the path. Linear, but for sorting.
    """
    if len(a) == 1 and len(b) == 1:
        return [(a[0], b[0])]
    if not a or not b:
        return [*((row, None) for row in a), *((None, row) for row in b)]
    matching = _Matching(a, b)
    if same_machine:
        matching.by(_unique_id)
        matching.by(_peer_group)
        matching.by_master()
        matching.by(_master)
        matching.by(_directory)
    else:
        matching.by(_look)
    matching.by_visibility()
    return matching.pairs()


class _Matching:
    """The mounts of two stacks that have no partner yet, by their place in the stack, and the pairs that were found."""

    def __init__(self, a: Stack, b: Stack) -> None:
        self._a, self._b = a, b
        self._left_a, self._left_b = dict(enumerate(a)), dict(enumerate(b))
        self._partner: dict[int, int] = {}

    def by(self, key: Callable[[MountRow], Hashable | None]) -> None:
        """Pair those with equal keys, from the top of both stacks."""
        places = _places(self._left_b, key)
        for value, ones in _places(self._left_a, key).items():
            self._pair(ones, places.get(value, ()))

    def by_master(self) -> None:
        """Pair those one of which receives from the other's peer group. The groups are gone through by number: either side's alike."""
        masters_a, masters_b = _places(self._left_a, _master), _places(self._left_b, _master)
        shared_a, shared_b = _places(self._left_a, _peer_group), _places(self._left_b, _peer_group)
        for group in sorted((masters_a.keys() & shared_b.keys()) | (shared_a.keys() & masters_b.keys())):
            for ones, others in ((masters_a, shared_b), (shared_a, masters_b)):
                left_a = [place for place in ones.get(group, ()) if place in self._left_a]
                left_b = [place for place in others.get(group, ()) if place in self._left_b]
                self._pair(left_a, left_b)

    def by_visibility(self) -> None:
        """Pair what is left, from the top: the visible ones, then the others."""
        self.by(lambda row: row.visible or None)
        self._pair(list(reversed(self._left_a)), list(reversed(self._left_b)))

    def pairs(self) -> list[Pair]:
        """All mounts: those of the first stack from below, then those that only the second has."""
        found: list[Pair] = []
        for place, row in enumerate(self._a):
            partner = self._partner.get(place)
            found.append((row, None if partner is None else self._b[partner]))
        return [*found, *((None, self._b[place]) for place in self._left_b)]

    def _pair(self, ones: Sequence[int], others: Sequence[int]) -> None:
        for one, other in zip(ones, others, strict=False):
            self._partner[one] = other
            del self._left_a[one], self._left_b[other]


def _places(left: dict[int, MountRow], key: Callable[[MountRow], Value | None]) -> dict[Value, list[int]]:
    """The places of those without a partner, from the top, by their key; those without a key are not among them."""
    found: dict[Value, list[int]] = {}
    for place in reversed(left):
        value = key(left[place])
        if value is not None:
            found.setdefault(value, []).append(place)
    return found


def _unique_id(row: MountRow) -> int | None:
    return row.mount.unique_id


def _peer_group(row: MountRow) -> int | None:
    return row.mount.shared


def _master(row: MountRow) -> int | None:
    return row.mount.master


def _directory(row: MountRow) -> tuple[str, str]:
    return row.mount.device, row.mount.root.removesuffix(DELETED)


def _look(row: MountRow) -> tuple[str, str | None, str]:
    """What tells mounts of two machines apart: their numbers mean nothing to each other."""
    return row.mount.fstype, row.mount.source, row.mount.root
