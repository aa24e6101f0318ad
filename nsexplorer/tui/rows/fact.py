"""Facts as rows: a label and a text that is never cut, but continued on further lines."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from nsexplorer.text.cells import cells, cut
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.table import Cell, Column, Table

WIDEST_LABEL = 18
"""Cells for labels at most."""

LEAST = 10
"""A text is never wrapped more narrowly than this."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts, neutralised. A label of "" continues the one above. `leads_to` is where enter on it goes."""

    label: str
    text: str
    role: str = "plain"
    leads_to: Place | None = None
    sign: tuple[str, str] = ("", "plain")


def heading(text: str) -> Fact:
    """A title over the facts that follow."""
    return Fact(text, "", "title")


def facts_table(facts: Sequence[Fact], width: int) -> tuple[Table, list[int]]:
    """The rows of these facts in that many cells, and for each row which fact it is of."""
    labels = min(max((cells(fact.label) for fact in facts if fact.text), default=0), WIDEST_LABEL)
    rows: list[tuple[Cell, Cell]] = []
    of_row: list[int] = []
    keys: list[Hashable] = []
    seen: dict[tuple[str, str], int] = {}
    for index, fact in enumerate(facts):
        occurrence = seen[fact.label, fact.text] = seen.get((fact.label, fact.text), -1) + 1
        sign = fact.sign[0]
        lines = wrapped(fact.text, max(width - labels - 1 - cells(sign), LEAST))
        for number, line in enumerate(lines):
            value: Cell = ((line, fact.role),)
            if sign:
                value = ((sign if number == 0 else " " * cells(sign), fact.sign[1]), *value)
            title = fact.role == "title" and not fact.text
            label: Cell = ((fact.label if number == 0 else "", "title" if title else "faint"),)
            rows.append((label, value))
            of_row.append(index)
            keys.append((fact.label, fact.text, occurrence, number))
    columns = (Column("", labels, labels), Column("", LEAST, LEAST, grow=1))
    return Table(columns, keys, rows.__getitem__), of_row


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most that many cells, broken behind a space, comma, colon or slash where one is near the end."""
    lines = []
    rest = text
    while cells(rest) > width:
        line = cut(rest, width)
        if not line:  # one character wider than the line
            break
        stop = max(line.rfind(mark) for mark in " ,:/")
        if line[max(stop - 1, 0) : stop + 1] == " /":  # a path does not end with its first slash
            stop -= 1
        if stop > len(line) * 2 // 3 and stop + 1 < len(rest):
            line = line[: stop + 1]
        lines.append(line.rstrip(" "))
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, rest] if rest or not lines else lines


def joined(parts: Iterable[str]) -> str:
    """The parts that are not empty, as one text."""
    return ", ".join(filter(None, parts))
