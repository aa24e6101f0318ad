"""Rows of a table drawn: cells laid out in columns, styled, and what was searched for marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from nsexplorer.text.cells import cells, padded, padded_left, shortened
from nsexplorer.tui.rows.table import Cell, Column

MARKS = {"+": "own", "~": "warning"}
"""The roles of the signs of what is new or changed."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How rows are drawn: the columns that fit as (index, width), the width of a line, the style of each role, what is marked."""

    columns: Sequence[Column]
    layout: Sequence[tuple[int, int]]
    width: int
    style: Callable[[str], Style]
    ellipsis: str
    words: tuple[str, ...]

    def header(self) -> Strip:
        """The line of the titles. One on the left of its column may reach over the columns behind it that have none."""
        line = ""
        titled = [(start, width, column) for start, width, column in self._placed() if column.title]
        ends = [start - 1 for start, _, _ in titled[1:]] + [self.width]
        for (start, width, column), end in zip(titled, ends, strict=True):
            title = shortened(column.title, width if column.right else end - start, self.ellipsis)
            line = padded(line, start) + (padded_left(title, width) if column.right else title)
        style = self.style("header")
        return Strip([Segment(line, style)]).adjust_cell_length(self.width, style)

    def _placed(self) -> Iterator[tuple[int, int, Column]]:
        """(start, width, column) of each column in a line, behind the mark of the cursor."""
        start = 1
        for index, width in self.layout:
            yield start, width, self.columns[index]
            start += width + 1

    def row(self, row: Sequence[Cell], mark: str, cursor: Style) -> Strip:
        """One row, behind the mark of the cursor; `cursor` is laid over all its styles."""
        plain = self.style("plain") + cursor
        segments = [Segment(mark, self.style(MARKS[mark]) if mark in MARKS else plain)]
        for place, (index, width) in enumerate(self.layout):
            if place:
                segments.append(Segment(" ", plain))
            for text, role in laid_out(row[index], width, self.columns[index].right, self.ellipsis):
                style = self.style(role) + cursor
                segments.extend(self._with_matches(text, style) if self.words else (Segment(text, style),))
        # What the terminal library counts as the width of a name decides: a row is never longer or shorter than the others
        return Strip(segments).adjust_cell_length(self.width, plain)

    def _with_matches(self, text: str, style: Style) -> list[Segment]:
        lowered = text.lower()
        found = sorted((start, start + len(word)) for word in self.words if (start := lowered.find(word)) >= 0)
        if not found or len(lowered) != len(text):
            return [Segment(text, style)]
        marked = style + self.style("match")
        segments, end = [], 0
        for start, stop in found:
            if start >= end:
                segments += [Segment(text[end:start], style), Segment(text[start:stop], marked)]
                end = stop
        return [*segments, Segment(text[end:], style)]


def laid_out(cell: Cell, width: int, right: bool, ellipsis: str) -> list[tuple[str, str]]:
    """The pieces of a cell in exactly `width` cells: padded; or without its prefix, and the piece that reaches the edge shortened."""
    if sum(cells(text) for text, _ in cell) > width:
        cell = tuple(piece for piece in cell if piece[1] != "prefix")
    pieces: list[tuple[str, str]] = []
    room = width
    for text, role in cell:
        text = shortened(text, room, ellipsis)
        pieces.append((text, role))
        room -= cells(text)
        if room <= 0:
            return pieces
    filler = (" " * room, "plain")
    return [filler, *pieces] if right else [*pieces, filler]
