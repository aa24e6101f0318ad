"""A tab of the panel: one view of one subject."""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.messages import CaptionChanged
from nsexplorer.tui.place import Subject
from nsexplorer.tui.view import Document
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.pane import Pane

Content = TypeVar("Content")


class SubjectPane(Pane[Content], Generic[Content]):
    """Knows its subject and its filter. Another subject starts at its first row; the same one keeps its cursor and its scroll."""

    filter_hint = ""
    """What can be typed to filter it."""

    def __init__(self, lines: Lines, *, id: str) -> None:
        super().__init__(id=id)
        self.lines = lines
        self.filter_text = ""
        self._snapshot: Snapshot | None = None
        self._subject: Subject | None = None
        self._arriving: Hashable = None
        self._arrived = True

    @property
    def stops(self) -> Sequence[Lines]:
        """The tables in it that keys can act on."""
        return (self.lines,)

    def look(self, snapshot: Snapshot, subject: Subject, row: Hashable = None) -> None:
        """Show this subject as this snapshot has it, with the cursor on that row if given."""
        if subject != self._subject or row is not None:
            self._arriving, self._arrived = row, False
        self._snapshot, self._subject = snapshot, subject
        self.again()

    def again(self) -> None:
        """Show the same anew: its filter or its form is another."""
        snapshot, subject = self._snapshot, self._subject
        if snapshot is not None and subject is not None:
            self.ask(self.question(snapshot, subject))

    def document(self) -> Callable[[], Document] | None:
        """What makes the JSON of exactly what is shown; None where that of the subject's facts has it all."""
        return None

    @abstractmethod
    def question(self, snapshot: Snapshot, subject: Subject) -> Callable[[], Content]:
        """What is to be worked out in a thread: a function that touches nothing of the screen."""

    def settle(self, caption: str, shown: int, total: int) -> None:
        """To be called when the rows are there: puts the cursor where it was asked for, and tells what is shown."""
        if not self._arrived:
            self._arrived = True
            if self._arriving is None or not self.lines.move_to(self._arriving):
                self.lines.action_first()
        self.post_message(CaptionChanged(self.id or "", caption, shown, total, neutral(self.filter_text)))
