"""What appeared, changed and vanished since the explorer was opened, the latest first."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.table import Column, Table
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.lines import Lines

AGAIN = 1.0
"""Seconds between two looks at the list."""


class EventsScreen(ModalScreen[None]):
    """The list, kept up to date while it is open."""

    CSS_PATH = "about_snapshot.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")

    def __init__(self, lines: Callable[[], Sequence[str]], surroundings: Surroundings) -> None:
        super().__init__()
        self._told = lines
        self.lines = Lines(surroundings.signs, id="page")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.lines

    def on_mount(self) -> None:
        """Fill it, again and again."""
        self.lines.border_title = Content("Events")
        self.lines.border_subtitle = Content("esc closes")
        self.set_focus(self.lines)
        self._fill()
        self.set_interval(AGAIN, self._fill)

    def _fill(self) -> None:
        told = self._told() or ("Nothing has happened since the explorer was opened.",)
        keys = range(len(told), 0, -1)  # counted from the oldest, so that the cursor stays with its event
        self.lines.show(Table((Column("", 20, 200, grow=1),), keys, lambda index: (((told[index], "plain"),),)))

    def action_close(self) -> None:
        """Put the list away."""
        self.dismiss()

    @on(Lines.Left)
    def _left(self) -> None:
        self.dismiss()
