"""A page of text/plain as rows: the answer of a command, as the command itself would print it, with roles instead of colours."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from nsexplorer.model.answer import Fix
from nsexplorer.text.cells import cells
from nsexplorer.text.colors import plain
from nsexplorer.text.glyphs import Glyphs
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.rows.fact import wrapped
from nsexplorer.tui.rows.table import Cell, Column, Piece, Table

_PAINTED = re.compile("\x01(\\w*)\x02([^\x03]*)\x03|([^\x01]+)")
"""Neutralised text has no control characters, so that these can frame a painted piece."""

_LABEL = re.compile(" *[^ ]+ {2,}")
"""What stands in a column of its own before a text, as `warning  ` does."""

_ROLES = {"title": "title", "name": "name", "faint": "faint", "warning": "warning", "host": "plain"}
"""The styles of text/colors.py as roles of a table."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its lines for any medium, its ways out, the mildest first."""

    lines: Callable[[Medium], Iterable[str]]
    fixes: Sequence[Fix] = ()

    def text(self, glyphs: Glyphs) -> str:
        """The whole answer as it would be sent through a pipe: nothing is shortened or wrapped."""
        return "\n".join(self.lines(Medium(None, glyphs, plain))) + "\n"


def page_table(page: Page, width: int, glyphs: Glyphs) -> tuple[Table, tuple[str | None, ...]]:
    """The rows of the page in that many cells, and for each the command line that it is of, None for most."""
    commands = {neutral(fix.command) for fix in page.fixes if fix.command}
    rows: list[Cell] = []
    of_row: list[str | None] = []
    for line in page.lines(Medium(width, glyphs, _framed)):
        pieces = _pieces(line)
        text = "".join(piece for piece, _ in pieces)
        command = _command_in(text, commands)
        if command is not None:
            pieces = [(text.removesuffix(command), "plain"), (command, "link")]
        for row in _folded(text, pieces, width):
            rows.append(row)
            of_row.append(command)
    return Table((Column("", 1, width, grow=1),), range(len(rows)), lambda index: (rows[index],)), tuple(of_row)


def _command_in(line: str, commands: Collection[str]) -> str | None:
    """The command line that a line is, or ends with behind a colon."""
    rest = line.strip(" ")
    while rest not in commands and rest:
        rest = rest.partition(": ")[2]
    return rest or None


def _framed(text: str, style: str) -> str:
    return f"\x01{style}\x02{text}\x03" if style else text


def _pieces(line: str) -> list[Piece]:
    return [(text or other, _ROLES.get(style, "plain")) for style, text, other in _PAINTED.findall(line)]


def _folded(text: str, pieces: Sequence[Piece], width: int) -> Iterator[Cell]:
    """The line as it is, or continued below: behind its label, or two cells further in."""
    if cells(text) <= width:
        yield tuple(pieces)
        return
    indent = len(text) - len(text.lstrip(" "))
    label = _LABEL.match(text)
    further = label.end() if label is not None and label.end() * 4 <= width else indent + 2
    start = indent
    for number, part in enumerate(wrapped(text[indent:], max(width - further, 10))):
        start = text.index(part, start)
        before = " " * (indent if number == 0 else further)
        yield ((before, "plain"), *_between(pieces, start, start + len(part)))
        start += len(part)


def _between(pieces: Iterable[Piece], start: int, stop: int) -> Iterator[Piece]:
    """What lies between two places of the line."""
    place = 0
    for text, role in pieces:
        part = text[max(start - place, 0) : max(stop - place, 0)]
        if part:
            yield part, role
        place += len(text)
