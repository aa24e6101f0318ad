"""Id maps of user namespaces worked with: from inside to outside and back, and through several levels (user_namespaces(7)).

The kernel keeps each extent of a child within one extent of its parent, so composing never needs to split one; it is done all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nsexplorer.model.idmap import IdMap, IdMapRow

TYPE_CHECKING = False  # start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.snapshot import Snapshot

OVERFLOW = 65534
"""What the kernel shows for an id without a mapping, unless /proc/sys/kernel/overflowuid (overflowgid) was changed."""

NO_ID = 4294967295
"""The outside column where the reader's user namespace has no number for those ids; never an id (chown(2) keeps -1 for "unchanged")."""


def down(rows: Sequence[IdMapRow], inside: int) -> int | None:
    """The outside id of an inside one; None where it has no mapping."""
    for row in rows:
        if row.inside <= inside < row.inside + row.count and row.outside != NO_ID:
            return row.outside + inside - row.inside
    return None


def up(rows: Sequence[IdMapRow], outside: int) -> int | None:
    """The inside id of an outside one; None where it has no mapping."""
    for row in rows:
        if row.outside <= outside < row.outside + row.count and row.outside != NO_ID:
            return row.inside + outside - row.outside
    return None


def shown(identifier: int | None) -> int:
    """The id that stat(2) gives for a mapped one, or for one without a mapping."""
    return OVERFLOW if identifier is None else identifier


def compose(child: Sequence[IdMapRow], parent: Sequence[IdMapRow]) -> tuple[IdMapRow, ...]:
    """The map from inside the child to outside the parent, where the child's outside is the parent's inside."""
    return tuple(_composed(child, parent))


def to_viewer(snapshot: Snapshot, user_namespace: str) -> IdMap | None:
    """The map whose outside ids are those of the viewer, as are all ids of a snapshot; None where it was not read.

    The kernel prints the map of the reader's own user namespace towards its parent: towards the viewer it is each id to itself.
    """
    known = snapshot.id_maps.get(user_namespace)
    if known is None or user_namespace != snapshot.viewer.user_namespace:
        return known
    return IdMap(known.namespace, _itself(known.uids), _itself(known.gids), known.setgroups)


def _composed(child: Sequence[IdMapRow], parent: Sequence[IdMapRow]) -> Iterator[IdMapRow]:
    for row in child:
        for above in parent:
            first = max(row.outside, above.inside)
            last = min(row.outside + row.count, above.inside + above.count)
            if first < last and NO_ID not in (row.outside, above.outside):
                yield IdMapRow(row.inside + first - row.outside, above.outside + first - above.inside, last - first)


def _itself(rows: Sequence[IdMapRow]) -> tuple[IdMapRow, ...]:
    return tuple(IdMapRow(row.inside, row.inside, row.count) for row in rows)
