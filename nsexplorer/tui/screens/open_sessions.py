"""The terminals that are open, to go to one."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList

from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.screens.session import SessionScreen


class OpenSessions(ModalScreen[SessionScreen | None]):
    """Gives the one that was chosen, None where it was put away."""

    CSS_PATH = "open_sessions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")

    def __init__(self, sessions: Sequence[SessionScreen]) -> None:
        super().__init__()
        self._sessions = sessions
        self._list = OptionList(*(Content(neutral(each.called)) for each in sessions), id="page")

    def compose(self) -> ComposeResult:
        """The list."""
        yield self._list

    def on_mount(self) -> None:
        """Choose."""
        self._list.border_title = Content("Sessions")
        self.set_focus(self._list)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._sessions[message.option_index])

    def action_close(self) -> None:
        """None of them."""
        self.dismiss(None)
