"""The answer to one question, over the screen it was asked from."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.questions import Question
from nsexplorer.tui.rows.completeness import gaps
from nsexplorer.tui.screens.shell_line import ShellLine
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.key_hints import KeyHints
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.page_pane import PagePane
from nsexplorer.tui.widgets.snapshot_line import SnapshotLine


class AnswerScreen(ModalScreen[None]):
    """Asks as soon as it is open. Closing it forgets an answer that is still to come."""

    CSS_PATH = "answer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page"), *bindings("asked")]

    def __init__(self, question: Question, snapshot: Snapshot, surroundings: Surroundings) -> None:
        super().__init__()
        self.pane = PagePane(surroundings, id="page")
        self._question = question
        self._snapshot_line = SnapshotLine(surroundings)
        self._snapshot_line.snapshot = snapshot
        self._snapshot_line.display = bool(gaps(snapshot))
        self._surroundings = surroundings

    def compose(self) -> ComposeResult:
        """The answer, what is missing, the keys."""
        yield self.pane
        yield self._snapshot_line
        yield KeyHints()

    def on_mount(self) -> None:
        """Ask."""
        self.pane.border_title = Content(neutral(self._question.title))
        self.set_focus(self.pane.lines)
        self.pane.answer(self._question.ask)

    def action_shell_line(self) -> None:
        """Show the command line that asks the same."""
        self.app.push_screen(ShellLine(self._question.line, self._surroundings))

    def action_close(self) -> None:
        """Put the answer away."""
        self.dismiss()

    @on(Lines.Left)
    def _left(self) -> None:
        self.dismiss()
