"""The mounts that hold nobody's files, as proc and sysfs: nearly every table has the same ones, so that they are folded into one line."""

from collections.abc import Sequence

from nsexplorer.explain.mounts import MountRow
from nsexplorer.model.filesystems import pseudo
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.rows.fact import Fact
from nsexplorer.tui.rows.table import Cell, Table
from nsexplorer.tui.signs import Signs

KEY = "pseudo"
"""The key of the line that stands for them."""


def foldable(rows: Sequence[MountRow]) -> frozenset[int]:
    """The ids of the mounts that a table can do without: pseudo file systems below which there is nothing else.

    What is hidden, or hides something, stays: it is what people look for. So does everything where nothing else would be left.
    """
    telling = {row.mount.id for row in rows if not pseudo(row.mount.fstype) or not row.visible}
    telling |= {row.hidden_by.mount for row in rows if row.hidden_by is not None and row.hidden_by.mount is not None}
    by_id = {row.mount.id: row for row in rows}
    kept: set[int] = set()
    for number in telling:
        while number in by_id and number not in kept:
            kept.add(number)
            number = by_id[number].mount.parent
    return frozenset(by_id.keys() - kept) if kept & by_id.keys() else frozenset()


def with_line(table: Table, folded: Sequence[MountRow], signs: Signs) -> Table:
    """The table without those mounts, which one line at its end stands for."""
    if not folded:
        return table
    gone = {row.mount.id for row in folded}
    left = [index for index, key in enumerate(table.keys) if key not in gone]
    line = _line(folded, len(table.columns), signs)
    return Table(
        table.columns,
        [*(table.keys[index] for index in left), KEY],
        lambda place: table.cells(left[place]) if place < len(left) else line,
        None if table.depths is None else [*(table.depths[index] for index in left), 0],
    )


def facts_of_line(folded: Sequence[MountRow]) -> Sequence[Fact]:
    """What the line stands for."""
    where: dict[str, list[str]] = {}
    for row in folded:
        where.setdefault(neutral(row.mount.fstype), []).append(neutral(row.target))
    told = Fact("pseudo", "Interfaces of the kernel, which hold nobody's files; enter shows them.")
    return (told, *(Fact(each, " ".join(paths)) for each, paths in where.items()))


def _line(folded: Sequence[MountRow], columns: int, signs: Signs) -> Sequence[Cell]:
    first: Cell = ((f"{signs.folded} {len(folded)} pseudo", "faint"),)
    return (first, *[()] * (columns - 1))
