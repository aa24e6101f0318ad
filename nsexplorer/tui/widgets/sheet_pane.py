"""A tab that is one plain table: processes, ids."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.messages import PlaceChosen
from nsexplorer.tui.place import Subject
from nsexplorer.tui.rows.filtering import WORDS_HINT
from nsexplorer.tui.rows.table import NO_ROWS, Sheet
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.outline import Outline
from nsexplorer.tui.widgets.subject_pane import SubjectPane

Maker = Callable[[Snapshot, Subject, str, Surroundings], Sheet]
"""Makes the sheet of a subject, with a filter."""


class SheetPane(SubjectPane[Sheet]):
    """Shows the sheets of one maker."""

    filter_hint = WORDS_HINT

    def __init__(self, make: Maker, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(Outline(surroundings.signs, columns=surroundings.settings.columns.get(id)), id=id)
        self._make = make
        self._surroundings = surroundings
        self._sheet = Sheet(NO_ROWS)

    def compose(self) -> ComposeResult:
        """The sentence, then the rows."""
        yield self.sentence
        yield self.lines

    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Sheet]:
        """Makes the sheet."""
        text = self.filter_text
        return lambda: self._make(snapshot, subject, text, self._surroundings)

    def present(self, content: Sheet) -> None:
        """Shows the sheet."""
        self._sheet = content
        self.lines.show(content.table, content.words)
        self.say(content.sentence)
        self.settle(content.caption, content.shown, content.total)

    @on(Lines.Chosen)
    def _go_in(self, message: Lines.Chosen) -> None:
        message.stop()
        place = self._sheet.leads_to(message.key)
        if place is not None:
            self.post_message(PlaceChosen(place))
