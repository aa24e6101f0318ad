"""A line of text to type: a path, or the name of a target."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from nsexplorer.tui.actions import bindings


class TypeText(ModalScreen[str | None]):
    """Gives what was typed; None where it was put away, or nothing was typed."""

    CSS_PATH = "type_text.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")

    def __init__(self, title: str, text: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._input = Input(text, compact=True, select_on_focus=True)

    def compose(self) -> ComposeResult:
        """The line, and what may be typed."""
        with Vertical(id="page"):
            yield self._input
            yield Static(self._hint, markup=False)

    def on_mount(self) -> None:
        """Start typing."""
        self.query_one("#page").border_title = Content(self._title)
        self.set_focus(self._input)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        self.dismiss(message.value.strip() or None)

    def action_close(self) -> None:
        """Type nothing."""
        self.dismiss(None)
