"""Where a filter is typed, with how many rows it leaves."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """One line: `/`, what is typed, the count. It tells every change; enter keeps the filter, escape drops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "Drop the filter", show=False),
        Binding("up,down", "keep", "Keep the filter", show=False),
    ]
    DEFAULT_CSS = """
    FilterLine { display: none; height: 1; background: $boost; }
    FilterLine.-open { display: block; }
    FilterLine > .slash { width: 3; text-style: bold; color: $accent; padding: 0 1; }
    FilterLine > Input { width: 1fr; }
    FilterLine > .count { width: auto; padding: 0 1; color: $text-muted; }
    """

    @dataclass
    class Changed(Message):
        """The filter is now this text."""

        text: str

    @dataclass
    class Closed(Message):
        """Typing is over."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._input = Input(compact=True, select_on_focus=False)
        self._count = Static("", classes="count", markup=False)

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
        self.add_class("-open")
        self._input.focus()

    def close(self) -> None:
        """Put the line away; the filter stays."""
        self.remove_class("-open")

    def tell(self, text: str) -> None:
        """Show how many rows are left, or what is wrong with the filter."""
        self._count.update(text)

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(self.Changed(message.value))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Closed())

    def action_keep(self) -> None:
        """Back to the rows."""
        self.post_message(self.Closed())

    def action_drop(self) -> None:
        """Back to the rows, all of them."""
        self.post_message(self.Changed(""))
        self.post_message(self.Closed())
