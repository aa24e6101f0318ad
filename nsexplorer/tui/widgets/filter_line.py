"""Where a filter is typed, with how many rows it leaves."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from nsexplorer.tui.actions import bindings
from nsexplorer.tui.messages import FilterChanged


class FilterInput(Input):
    """What is typed. The keys that end it are the screen's: they take effect before the next key is read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("filter")


class FilterLine(Horizontal):
    """One line: `/`, what is typed, the count. It tells every change."""

    DEFAULT_CSS = """
    FilterLine { height: 1; background: $boost; }
    FilterLine > .slash { width: 3; text-style: bold; color: $text-accent; padding: 0 1; }
    FilterLine > Input { width: 1fr; }
    FilterLine > .count { width: auto; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._input = FilterInput(compact=True, select_on_focus=False)
        self._count = Static("", classes="count", markup=False)
        self.display = False

    def compose(self) -> ComposeResult:
        """The slash, the text, the count."""
        yield Static("/", classes="slash")
        yield self._input
        yield self._count

    def open(self, text: str, placeholder: str) -> None:
        """Start typing, from this text."""
        self._input.placeholder = placeholder
        with self._input.prevent(Input.Changed):
            self._input.value = text
            self._input.cursor_position = len(text)
        self.display = True
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Put the line away; the filter stays."""
        self.display = False

    def tell(self, text: str) -> None:
        """Show how many rows are left, or what is wrong with the filter."""
        self._count.update(text)

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(FilterChanged(message.value))
