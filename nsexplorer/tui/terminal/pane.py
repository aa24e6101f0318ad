"""The pane with a terminal in it: what is written is shown, what is typed goes there, until the leader key."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nsexplorer.sessions.terminal import Terminal

if TYPE_CHECKING:
    from nsexplorer.tui.terminal.emulator import Emulator

LEADER = "ctrl+right_square_bracket"
"""The key that leaves the terminal; telnet(1) has the same. Typed twice it goes to the program."""

PART = 1 << 13
"""Bytes that are worked out at a time: keys are looked at between two."""

WAITING = 1 << 19
"""Bytes that may wait to be worked out; then nothing is read, and the program waits."""

_CURSOR = Style(reverse=True)


class TerminalPane(ScrollView, can_focus=True):
    """A program on a terminal of its own. The history above can be scrolled to with the wheel, or shift and page up."""

    class Left(Message):
        """The leader key was pressed."""

    class Ended(Message):
        """Nobody has the terminal open any more: the program's status."""

        def __init__(self, pane: "TerminalPane", status: int) -> None:
            super().__init__()
            self.pane = pane
            self.status = status

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        super().__init__()
        self._words, self._environment = words, environment
        self._terminal: Terminal | None = None
        self._emulator: Emulator | None = None
        self._waiting = bytearray()
        self._outbox = bytearray()
        self._busy = False
        self._reading = False
        self.status: int | None = None

    # Its life

    def on_resize(self, event: events.Resize) -> None:
        """The first size starts the program; each other is told to it."""
        columns, rows = max(2, self.content_size.width), max(1, self.content_size.height)
        if self._emulator is None:
            from nsexplorer.tui.terminal.emulator import Emulator  # it takes longer to import than all else here

            self._emulator = Emulator(columns, rows, self._type)
            try:
                self._terminal = Terminal(self._words, self._environment, columns, rows)
            except OSError as error:
                self._emulator.feed(f"nsexplorer: {error.strerror}\r\n".encode())
                return
            self._read_on()
        elif (columns, rows) != (self._emulator.columns, self._emulator.rows):
            self._emulator.resize(columns, rows)
            if self._terminal is not None:
                self._terminal.resize(columns, rows)
        self._painted()

    def on_unmount(self) -> None:
        """Closing the pane hangs up."""
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal; what runs on it gets SIGHUP."""
        if self._terminal is not None:
            self._read_no_more()
            with suppress(ValueError, OSError):
                asyncio.get_running_loop().remove_writer(self._terminal.fd)
            self._terminal.close()
            self._terminal = None

    def _read_on(self) -> None:
        if self._terminal is not None and not self._reading:
            self._reading = True
            asyncio.get_running_loop().add_reader(self._terminal.fd, self._read)

    def _read_no_more(self) -> None:
        if self._terminal is not None and self._reading:
            self._reading = False
            asyncio.get_running_loop().remove_reader(self._terminal.fd)

    # What is written

    def _read(self) -> None:
        """Take all that is there: a pty gives 4 KiB at a time."""
        terminal = self._terminal
        if terminal is None:
            return
        while len(self._waiting) < WAITING:
            data = terminal.read()
            if data is None:
                self._read_no_more()
                self._work()
                self._end(terminal)
                return
            if not data:
                break
            self._waiting += data
        else:
            self._read_no_more()
        if not self._busy:
            self._busy = True
            asyncio.get_running_loop().call_soon(self._work_on)

    def _work_on(self) -> None:
        self._busy = False
        self._work()
        self._read_on()

    def _work(self) -> None:
        if self._emulator is not None and self._waiting:
            data = bytes(self._waiting)
            self._waiting.clear()
            self._emulator.feed(data)
            self._painted()

    def _end(self, terminal: Terminal) -> None:
        status = terminal.status()
        if status is None:  # it has closed the terminal, and is about to end
            self.set_timer(0.02, lambda: self._end(terminal))
            return
        self.status = status
        self.hang_up()
        self.post_message(self.Ended(self, status))

    def _painted(self) -> None:
        emulator = self._emulator
        if emulator is None:
            return
        at_end = self.scroll_offset.y >= self.virtual_size.height - self.size.height - 1
        height = emulator.history + emulator.rows
        if height != self.virtual_size.height:
            self.virtual_size = Size(emulator.columns, height)
        if at_end or emulator.alternate:
            self.scroll_to(y=height, animate=False, force=True, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row: of the history, or of the screen with its cursor."""
        emulator = self._emulator
        if emulator is None:
            return Strip.blank(self.size.width)
        number = y + self.scroll_offset.y
        if number >= emulator.history + emulator.rows:
            return Strip.blank(self.size.width)
        strip = Strip(emulator.row(number)).adjust_cell_length(self.size.width, self.rich_style)
        cursor = emulator.cursor
        if cursor is not None and self.has_focus and self.status is None and number - emulator.history == cursor[1]:
            strip = _with_cursor(strip, cursor[0], self.size.width)
        return strip.apply_style(self.rich_style)

    # What is typed

    def _type(self, data: bytes) -> None:
        if self._terminal is None:
            return
        if not self._outbox:
            data = data[self._terminal.write(data) :]
        if data:
            self._outbox += data
            asyncio.get_running_loop().add_writer(self._terminal.fd, self._type_on)

    def _type_on(self) -> None:
        if self._terminal is None:
            return
        del self._outbox[: self._terminal.write(bytes(self._outbox[:PART]))]
        if not self._outbox:
            asyncio.get_running_loop().remove_writer(self._terminal.fd)

    def on_key(self, event: events.Key) -> None:
        """Every key goes to the program, but for the leader, and for those that scroll."""
        if self._emulator is None or self.status is not None:
            return
        if event.key == LEADER:
            event.stop()
            self.post_message(self.Left())
            return
        if event.key in ("shift+pageup", "shift+pagedown") and not self._emulator.alternate:
            self.scroll_relative(y=(-1 if event.key == "shift+pageup" else 1) * self.size.height // 2, animate=False)
        elif self._emulator.key(event.key, event.character):
            self.scroll_to(y=self.virtual_size.height, animate=False, force=True, immediate=True)
        event.stop()
        event.prevent_default()

    def type_leader(self) -> None:
        """Type the leader key itself."""
        self._type(b"\x1d")

    def on_paste(self, event: events.Paste) -> None:
        """A paste is one."""
        if self._emulator is not None and self.status is None:
            self._emulator.paste(event.text)
            event.stop()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """For the program, where it asked for the mouse."""
        self._mouse(event, "press")

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """For the program, where it asked for the mouse."""
        self._mouse(event, "release")

    def _mouse(self, event: events.MouseEvent, kind: str) -> None:
        emulator = self._emulator
        if emulator is None or not emulator.takes_mouse:
            return
        held = {name for name, down in (("shift", event.shift), ("meta", event.meta), ("ctrl", event.ctrl)) if down}
        emulator.mouse(event.x + 1, event.y + 1, event.button - 1, kind, held)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls the history, or is the program's, or arrows in a program that has the screen."""
        self._wheel(event, 64, "up")

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls the history, or is the program's, or arrows in a program that has the screen."""
        self._wheel(event, 65, "down")

    def _wheel(self, event: events.MouseEvent, button: int, arrow: str) -> None:
        emulator = self._emulator
        if emulator is None or not (emulator.takes_mouse or emulator.alternate):
            return
        if emulator.takes_mouse:
            emulator.mouse(event.x + 1, event.y + 1, button, "press", set())
        else:
            emulator.key(arrow, None)
        event.stop()
        event.prevent_default()

    def on_focus(self) -> None:
        """The cursor is shown."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is hidden."""
        self.refresh()

    @property
    def text(self) -> str:
        """The screen as text."""
        emulator = self._emulator
        if emulator is None:
            return ""
        rows = ("".join(segment.text for segment in emulator.row(emulator.history + y)).rstrip() for y in range(emulator.rows))
        return "\n".join(rows).rstrip()


def _with_cursor(strip: Strip, column: int, width: int) -> Strip:
    column = min(column, width - 1)
    before, under, after = strip.crop(0, column), strip.crop(column, column + 1), strip.crop(column + 1, width)
    shown = Strip([Segment(segment.text or " ", (segment.style or Style()) + _CURSOR) for segment in under] or [Segment(" ", _CURSOR)])
    return Strip.join([before, shown, after])
