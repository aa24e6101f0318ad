"""What two sides have, for people: in two columns where there is room, else as a list with marks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nsexplorer.explain.compare.rows import Change
from nsexplorer.text.medium import Medium
from nsexplorer.text.table import Cell, Column, table

WIDE = 110
"""Cells from which on two columns are easier to read than one below the other."""

MARKS: dict[Change, str] = {"only-a": "<", "only-b": ">", "differs": "~", "same": "="}
"""As diff(1) has them: only on the left side, only on the right."""

STYLES: dict[Change, str] = {"only-a": "name", "only-b": "name", "differs": "warning", "same": "faint"}


class Entry(NamedTuple):
    """One thing: its name, what either side has, and what the difference is, all neutralised text."""

    change: Change
    name: str
    a: str
    b: str
    note: str


def two_sides(entries: Sequence[Entry], what: str, titles: tuple[str, str], medium: Medium) -> Iterator[str]:
    """The lines of the entries in their order, each with its mark. `what` and `titles` head the columns. Without a terminal it is the
    list: a line of it stands for itself.
    """
    if medium.width is not None and medium.width >= WIDE:
        return _columns(entries, what, titles, medium)
    return _list(entries, medium)


def _columns(entries: Iterable[Entry], what: str, titles: tuple[str, str], medium: Medium) -> Iterator[str]:
    sides = (Column(title, least=16, rank=1) for title in titles)
    columns = (Column(""), Column(what, least=16, rank=1), *sides, Column("DIFFERENCE", least=32))
    rows = [
        (Cell(MARKS[change], STYLES[change]), Cell(name, STYLES[change]), Cell(a), Cell(b), Cell(note))
        for change, name, a, b, note in entries
    ]
    return table(columns, rows, medium)


def _list(entries: Iterable[Entry], medium: Medium) -> Iterator[str]:
    for change, name, a, b, note in entries:
        start = medium.paint(f"{MARKS[change]} {name}", STYLES[change])
        if change in ("only-a", "only-b"):
            yield f"{start}  {a or b}".rstrip() + (f"  ({note})" if note else "")
            continue
        alike = a == b
        yield start + (f"  {a}" if alike and a else "") + (f"  ({note})" if note else "")
        if not alike:
            yield f"    < {a}".rstrip()
            yield f"    > {b}".rstrip()
