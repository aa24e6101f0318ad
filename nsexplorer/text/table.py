"""Plain tables, laid out by cell width. Cells are neutralised text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nsexplorer.text.cells import cells, padded, padded_left, shortened
from nsexplorer.text.medium import Medium

GAP = 2
"""Spaces between two columns."""


class Column(NamedTuple):
    """A column: its title, which side its texts keep to (`left`, or `right` for numbers), and the width it may be shortened to, if any.

    Where there is no room, columns of a higher `rank` are shortened to that width before any of a lower one is touched.
    """

    title: str
    side: str = "left"
    least: int | None = None
    rank: int = 0


class Cell(NamedTuple):
    """A text and the style it is painted in (colors.STYLES)."""

    text: str
    style: str = ""


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], medium: Medium) -> Iterator[str]:
    """The lines of a table: its titles, then a line for each row.

    On a medium with a width, columns that may are shortened until the lines fit, of equal rank the widest first. Where that is not enough,
    the last columns are left out.
    """
    natural = [max([cells(column.title), *(cells(row[place].text) for row in rows)]) for place, column in enumerate(columns)]
    widths = natural if medium.width is None else _fitted(natural, columns, medium.width)
    titles = [Cell(column.title, "title") for column in columns]
    for row in [titles, *rows]:
        yield _line(row, columns, widths, medium)


def _fitted(natural: list[int], columns: Sequence[Column], width: int) -> list[int]:
    widths = natural.copy()
    excess = sum(widths) + GAP * (len(widths) - 1) - width
    while excess > 0:
        able = [place for place, column in enumerate(columns) if column.least is not None and widths[place] > column.least]
        if not able:
            return [*_fitted(natural[:-1], columns[:-1], width), 0] if len(columns) > 1 else [width]
        widths[max(able, key=lambda place: (columns[place].rank, widths[place]))] -= 1
        excess -= 1
    return widths


def _line(row: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int], medium: Medium) -> str:
    line = ""
    blanks = 0
    for (text, style), column, width in zip(row, columns, widths, strict=True):
        text = shortened(text, width, medium.glyphs.ellipsis)
        filled = padded_left(text, width) if column.side == "right" else padded(text, width)
        text = filled.strip(" ")
        if text:
            before = len(filled) - len(filled.lstrip(" "))
            line += " " * (blanks + before) + medium.paint(text, style)
            blanks = len(filled) - before - len(text)
        else:
            blanks += width
        blanks += GAP
    return line
