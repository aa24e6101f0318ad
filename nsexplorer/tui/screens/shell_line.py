"""The command line that shows the same as the screen, without a screen."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.fact import Fact
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.fact_lines import FactLines
from nsexplorer.tui.widgets.lines import Lines


class ShellLine(ModalScreen[None]):
    """One line, which a key copies (OSC 52). `note` says what has to be done before it works."""

    CSS_PATH = "shell_line.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page"), *bindings("shell_line")]

    def __init__(self, line: str, surroundings: Surroundings, note: str = "") -> None:
        super().__init__()
        self.line = line
        self._note = note
        self._lines = FactLines(surroundings.signs, id="page")

    def compose(self) -> ComposeResult:
        """The line."""
        yield self._lines

    def on_mount(self) -> None:
        """Show it."""
        self._lines.border_title = Content("The same from a shell")
        copy = next(
            self.app.get_key_display(each.binding) for each in self.active_bindings.values() if each.binding.id == "shell_line.copy"
        )
        self._lines.border_subtitle = Content(f"{copy} copies it, esc closes")
        note = [Fact("", self._note, "faint")] if self._note else []
        self._lines.show_facts([Fact("", self.line, "title"), *note])
        self.set_focus(self._lines)

    def action_copy(self) -> None:
        """Copy the line."""
        self.app.copy_to_clipboard(self.line)
        self.notify("Copied", markup=False)
        self.dismiss()

    def action_close(self) -> None:
        """Put it away."""
        self.dismiss()

    @on(Lines.Left)
    def _left(self) -> None:
        self.dismiss()
