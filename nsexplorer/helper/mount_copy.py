"""A mount table and its copy in a new mount namespace: which mount is whose copy, and how to get at every one. Pure: no kernel is asked.

The copy has the same mounts in the same tree under new ids, but for mounts of mount namespace files and all that lies on them
(fs/namespace.c, copy_tree).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from nsexplorer.linux import mountinfo


class Row(NamedTuple):
    """What of a line of mountinfo is needed here."""

    id: int
    parent: int
    device: str
    root: str
    target: str
    options: tuple[str, ...]
    fstype: str


Children = dict[int | None, list[Row]]
"""Mounts by the id of their parent; None has those whose parent the table does not show."""


def parse(table: bytes) -> list[Row]:
    """The rows of a mountinfo."""
    return mountinfo.parse(table, _row)


def _row(*fields: Any) -> Row:
    mount, parent, device, root, target, options, _shared, _master, _propagate_from, _unbindable, _optional, fstype, *_rest = fields
    return Row(mount, parent, device, root, target, options, fstype)


def children(rows: Iterable[Row]) -> Children:
    """The tree that the rows stand in."""
    rows = list(rows)
    known = {row.id for row in rows}
    found: Children = {}
    for row in rows:
        parent = row.parent if row.parent in known and row.parent != row.id else None
        found.setdefault(parent, []).append(row)
    return found


def match(original: Iterable[Row], copy: Iterable[Row]) -> dict[int, Row]:
    """By the id of a mount in the copy, the original that it is a copy of.

    They are found from the root outwards: on one mount there can be only one at each mount point. What is doubtful is left out.
    """
    here, there = children(original), children(copy)
    found: dict[int, Row] = {}
    pending: list[tuple[int | None, int | None]] = [(None, None)]
    while pending:
        original_parent, copy_parent = pending.pop()
        candidates = _by_target(here.get(original_parent, []))
        for target, row in _by_target(there.get(copy_parent, [])).items():
            origin = candidates.get(target)
            if origin is not None and (origin.device, origin.root, origin.fstype) == (row.device, row.root, row.fstype):
                found[row.id] = origin
                pending.append((origin.id, row.id))
    return found


def _by_target(rows: list[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    doubtful = set()
    for row in rows:
        if row.target in found:
            doubtful.add(row.target)
        found[row.target] = row
    return {target: row for target, row in found.items() if target not in doubtful}


def on_the_way(rows: Iterable[Row], concerned: Callable[[Row], bool]) -> dict[int, Row]:
    """By the id of each mount that is reached through one that `concerned` picks: that one, the nearest to the root."""
    tree = children(rows)
    found: dict[int, Row] = {}
    pending: list[tuple[Row, Row | None]] = [(row, None) for row in tree.get(None, [])]
    while pending:
        row, through = pending.pop()
        if through is not None:
            found[row.id] = through
        elif concerned(row):
            through = row
        pending += [(child, through) for child in tree.get(row.id, [])]
    return found


def peel(rows: Iterable[Row], examine: Callable[[Row, bool], bool], out_of_reach: Callable[[Row, Row], None]) -> None:
    """Come to every mount that a path from the root directory can lead to, the ones on top of others first.

    `examine(mount, in_front)` is called when its path leads to it. Where it is `in_front` of others, it is to be taken off, with all
    that is on it; the answer is whether it is off now. `out_of_reach(mount, by)` is called for those behind one that stayed.
    """
    tree = children(rows)
    lids, fronts = _lids(tree), _fronts(tree)
    in_front = {row.id for row in (*lids.values(), *fronts.values())}
    off: set[int] = set()
    barriers: dict[int, Row] = {}  # by the mount whose mount point they keep out of reach
    behind: dict[int, Row] = {}  # by the mount that they keep out of reach

    def standing(*candidates: Row | None) -> Row | None:
        front = next((front for front in candidates if front is not None and front.id not in off), None)
        return front if front is None else behind.get(front.id, front)

    for row, on_it_done in _inwards_and_back(tree):
        if not on_it_done:
            lid = lids.get(row.parent)
            barrier = barriers.get(row.parent) or standing(None if lid == row else lid, fronts.get(row.id))
            if barrier is not None:
                barriers[row.id] = barrier
            continue
        by = barriers.get(row.id) or standing(lids.get(row.id))
        if by is not None:
            behind[row.id] = by
            out_of_reach(row, by)
        elif examine(row, row.id in in_front):
            off.add(row.id)


def _lids(tree: Children) -> dict[int, Row]:
    """By the id of a mount: the one that lies directly on it. Not for the mount of the root directory: no path begins on top of that."""
    root = {row.id for row in tree.get(None, []) if row.target == "/"}
    at = {row.id: row.target for rows in tree.values() for row in rows}
    return {
        parent: row
        for parent, rows in tree.items()
        if parent is not None and parent not in root
        for row in rows
        if row.target == at[parent]
    }


def _fronts(tree: Children) -> dict[int, Row]:
    """By the id of a mount: a sibling, the nearest to it, on whose mount point's directory its own mount point lies."""
    found: dict[int, Row] = {}
    for rows in tree.values():
        above: list[Row] = []
        for row in sorted(rows, key=_directory_order):
            while above and not row.target.startswith(above[-1].target + "/"):
                above.pop()
            if above:
                found[row.id] = above[-1]
            above.append(row)
    return found


def _inwards_and_back(tree: Children) -> Iterator[tuple[Row, bool]]:
    """Every mount twice: before all that is on it, and after. Of siblings, those in front of others first."""
    pending = [(row, False) for row in sorted(tree.get(None, []), key=_directory_order, reverse=True)]
    while pending:
        row, done = pending.pop()
        yield row, done
        if not done:
            pending.append((row, True))
            pending += ((child, False) for child in sorted(tree.get(row.id, []), key=_directory_order, reverse=True))


def _directory_order(row: Row) -> str:
    """With NUL, which no path contains, for the slash all below a directory comes right after it ("/a/b" before "/a-b")."""
    return row.target.replace("/", "\0")
