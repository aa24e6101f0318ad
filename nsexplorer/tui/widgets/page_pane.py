"""The answer to one question: sentence, evidence, ways out; made in a thread, wrapped to the width, ready to be copied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from nsexplorer.text.cells import shortened
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.page import Page, page_table
from nsexplorer.tui.rows.table import NO_ROWS, Table
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.pane import Pane


@dataclass(frozen=True, slots=True)
class Laid:
    """A page laid out in so many cells; `commands` has for each row the command line it is of."""

    page: Page
    width: int
    table: Table
    commands: tuple[str | None, ...]


class PageLines(Lines):
    """The rows of a page. What was wrapped for another width is wrapped anew by the pane."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No row of a page leads on."""
        return action not in ("enter", "right")

    def on_resize(self) -> None:
        """Keep the cursor in sight, and have the rows made again."""
        super().on_resize()
        if isinstance(self.parent, PagePane):
            self.parent.fold_again()


class PagePane(Pane[Laid]):
    """Shows the page that a question is answered with. Its ways out and its whole text can be copied (OSC 52)."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("answer")
    DEFAULT_CSS = """
    PagePane > .fix { display: none; dock: bottom; height: 1; background: $boost; }
    PagePane.-fix > .fix { display: block; }
    """

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(id=id)
        self.lines = PageLines(surroundings.signs)
        self._fix_line = Static("", classes="fix", markup=False)
        self._glyphs = surroundings.signs.glyphs
        self._laid: Laid | None = None

    def compose(self) -> ComposeResult:
        """The sentence, the page, and the way out in sight wherever the page is scrolled."""
        yield self.sentence
        yield self.lines
        yield self._fix_line

    def answer(self, question: Callable[[], Page]) -> None:
        """Have the question answered, and show the answer from its start."""
        self._laid = None
        self._lay_out(question)

    def clear(self) -> None:
        """Show nothing; an answer that is still to come is not shown either."""
        self.drop()
        self.refuse("")

    def fold_again(self) -> None:
        """Wrap the page that is shown to the width there is now."""
        laid = self._laid
        if laid is not None and laid.width != self._width():
            self._lay_out(lambda: laid.page)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return None if self._laid is None else self._laid.page

    def refuse(self, sentence: str) -> None:
        """Show the sentence alone."""
        self._laid = None
        self.lines.show(NO_ROWS)
        self._show_fix()
        self.say(sentence)

    def present(self, content: Laid) -> None:
        """Show the page."""
        if content.width != self._width():  # it was asked for before there was a place for it, or that changed meanwhile
            self._lay_out(lambda: content.page)
            return
        first = self._laid is None
        self._laid = content
        self.lines.show(content.table)
        self._show_fix()
        if first:
            self.lines.action_first()
        self.screen.refresh_bindings()

    def action_copy_fix(self) -> None:
        """Copy the command line under the cursor, else the mildest way out."""
        command = self._command()
        if command is not None:
            self.app.copy_to_clipboard(command)
            self.notify(f"Copied: {command}", markup=False)

    def action_copy_answer(self) -> None:
        """Copy sentence, evidence and ways out, as the command prints them."""
        if self._laid is not None:
            self.app.copy_to_clipboard(self._laid.page.text(self._glyphs))
            self.notify("Copied: the whole answer", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is not always an answer, nor a command line in it."""
        if action == "copy_fix":
            return self._command() is not None
        return action != "copy_answer" or self._laid is not None

    def _command(self) -> str | None:
        if self._laid is None:
            return None
        place = self.lines.cursor_place
        here = self._laid.commands[place] if place < len(self._laid.commands) else None
        return here or self._mildest()

    def _show_fix(self) -> None:
        command = self._mildest()
        self.set_class(command is not None, "-fix")
        self._fix_line.update(shortened(f" y copies: {command}", self._width(), self._glyphs.ellipsis))

    def _mildest(self) -> str | None:
        fixes = () if self._laid is None else self._laid.page.fixes
        return next((neutral(fix.command) for fix in fixes if fix.command), None)

    def _lay_out(self, question: Callable[[], Page]) -> None:
        width, glyphs = self._width(), self._glyphs

        def work_out() -> Laid:
            page = question()
            return Laid(page, width, *page_table(page, width, glyphs))

        self.ask(work_out)

    def _width(self) -> int:
        return max(self.lines.inner_width - 1, 20)
