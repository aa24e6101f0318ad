"""The port to the terminal emulation: what the pane needs of it and no more. bittty is behind it, imported with the first session."""

import codecs
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from bittty import XTERM, Board, KeyEvent, KeyModifiers
from bittty.style import Color as TheirColor
from bittty.style import Style as TheirStyle
from bittty.terminals import Terminal
from bittty.terminals.scrollback import MemoryScrollback, ScrollbackLine
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from nsexplorer.tui.terminal.jump import jump, plain

NAME = "xterm-256color"
"""TERM for what runs on it."""

KEPT = 5000
"""Lines of history that a flood of output leaves."""

_NOTHING = TheirStyle()


class Emulator:
    """A screen of cells with its history above. `write` is called with what has to be typed for an answer or a key."""

    def __init__(self, columns: int, rows: int, write: Callable[[bytes], None]) -> None:
        self._board = Board(width=columns, height=rows, model=XTERM)
        self._scrollback = MemoryScrollback()
        self._chrome = Terminal(self._board, self._scrollback)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._chrome.attach()
        self._board.host.attach(_Typing(write))

    # Output

    def feed(self, data: bytes) -> None:
        """Work out what was written."""
        text = self._decoder.decode(data)
        ahead = jump(text, self.rows) if self._scrolls_whole() else None
        if ahead is not None:
            self._pass_by(ahead.passed)
            text = ahead.rest
        self._board.parser.feed(text)

    def _scrolls_whole(self) -> bool:
        blitter = self._board.blitter
        return not self.alternate and (blitter.scroll_top, blitter.scroll_bottom) == (0, self.rows - 1)

    def _pass_by(self, lines: list[str]) -> None:
        """Have what is on the screen in the history, then these lines; the first of them goes on where the cursor is."""
        if len(lines) > KEPT:  # what lies before would not be kept for long
            self._scrollback.clear()
            self._board.parser.feed("\x1b[H\x1b[J")
            lines = lines[-KEPT:]
        page, cursor = self._chrome.port.page, self._board.cursor
        for y in range(cursor.y):
            line = page.line(y)
            self._scrollback.append(ScrollbackLine.of(line.cells, not line.wrapped, line.attribute), line.wrapped)
        begun = "".join(cell[1] for cell in page.line(cursor.y).cells[: cursor.x])
        for text in (begun + lines[0], *lines[1:]):
            shown = plain(text).expandtabs(8)
            self._scrollback.append(ScrollbackLine(shown, (_NOTHING,) * len(shown)))
        self._board.parser.feed("\x1b[H\x1b[J")

    def resize(self, columns: int, rows: int) -> None:
        """Have another size."""
        self._chrome.port.resize(columns, rows)

    # What there is to see

    @property
    def columns(self) -> int:
        """Its width in cells."""
        return int(self._chrome.port.width)

    @property
    def rows(self) -> int:
        """Its height."""
        return int(self._chrome.port.height)

    @property
    def history(self) -> int:
        """How many rows lie above the screen."""
        return 0 if self.alternate else len(self._scrollback.width(self.columns))

    @property
    def alternate(self) -> bool:
        """Whether a program has the whole screen (as less and vim do)."""
        return bool(self._board.blitter.in_alt_screen)

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Column and row of the cursor on the screen; None where it is hidden."""
        cursor: tuple[int, int] | None = self._chrome.port.cursor
        return cursor

    @property
    def takes_mouse(self) -> bool:
        """Whether a program has asked for the mouse."""
        return str(self._board.mouse.protocol.value) != "off"

    def row(self, number: int) -> list[Segment]:
        """A row, the oldest of the history being 0."""
        above = self.history
        cells: Sequence[Any] = (
            self._scrollback.width(self.columns)[number] if number < above else self._chrome.port.page.line(number - above).cells
        )
        return _segments(cells)

    # Input

    def key(self, key: str, character: str | None) -> bool:
        """Type a key by Textual's name for it; whether there is such a key on a terminal."""
        *modifiers, name = key.split("+") if key != "+" else ["+"]
        flags = KeyModifiers.NONE
        for modifier in modifiers:
            flags |= getattr(KeyModifiers, modifier.upper(), KeyModifiers.NONE)
        if character is not None and character.isprintable() and "alt" not in modifiers and "ctrl" not in modifiers:
            self._chrome.port.input_text(character)
            return True
        name = _NAMES.get(name, name)
        if len(name) > 1 and name not in _KNOWN and not (name[:1] == "f" and name[1:].isdigit()):
            named = _CHARACTERS.get(name) or character
            if named is None:
                return False
            name = named
        self._chrome.port.input_key_event(KeyEvent(name, flags))
        return True

    def paste(self, text: str) -> None:
        """Paste a text: bracketed, where the program asks for that."""
        self._chrome.port.input_paste(text)

    def mouse(self, x: int, y: int, button: int, event: str, modifiers: set[str]) -> None:
        """A press, release or move of the mouse, by cells of the screen from 1 on."""
        self._chrome.port.input_mouse(x, y, button, event, modifiers)


class _Typing:
    """What the emulation types into; it is connected as a program's terminal would be."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self.closed = False

    def write(self, data: str) -> int:
        """Type this text."""
        return self.write_bytes(data.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> int:
        """Type these bytes."""
        self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def configure_line(self, line: object) -> None:
        """There is no modem."""

    def resize(self, rows: int, cols: int) -> None:
        """The terminal is told its size elsewhere."""

    def close(self) -> None:
        """Nothing is held."""


_NAMES = {"enter": "enter", "return": "enter", "pageup": "page_up", "pagedown": "page_down", "backspace": "backspace"}

_KNOWN = frozenset(
    ["enter", "tab", "escape", "backspace", "up", "down", "left", "right", "home", "end", "page_up", "page_down", "insert", "delete"]
)

_CHARACTERS = {
    "space": " ",
    "slash": "/",
    "backslash": "\\",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "underscore": "_",
    "at": "@",
    "circumflex_accent": "^",
    "minus": "-",
    "question_mark": "?",
}


def _segments(cells: Sequence[Any]) -> list[Segment]:
    """Stretches of one style."""
    found: list[Segment] = []
    text, style = "", None
    for theirs, character in cells:
        if theirs is not style:
            if text:
                found.append(Segment(text, None if style is None else _style(style)))
            text, style = "", theirs
        text += character
    if text:
        found.append(Segment(text, None if style is None else _style(style)))
    return found


@lru_cache(1024)
def _style(theirs: TheirStyle) -> Style:
    return Style(
        color=_color(theirs.fg),
        bgcolor=_color(theirs.bg),
        bold=theirs.bold,
        dim=theirs.dim,
        italic=theirs.italic,
        underline=theirs.underline,
        blink=theirs.blink,
        reverse=theirs.reverse,
        conceal=theirs.conceal,
        strike=theirs.strike,
    )


def _color(theirs: TheirColor | None) -> Color | None:
    if theirs is None or theirs.mode == "default":
        return None
    if theirs.mode == "indexed":
        return Color.from_ansi(int(theirs.value))
    red, green, blue = theirs.value
    return Color.from_rgb(red, green, blue)
