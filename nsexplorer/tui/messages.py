"""What the parts of the explorer tell each other. Everything that a thread finds out arrives as one of these."""

from dataclasses import dataclass

from textual.message import Message

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.place import Place, Subject


@dataclass
class SnapshotTaken(Message):
    """The machine was looked at."""

    snapshot: Snapshot


@dataclass
class SnapshotFailed(Message):
    """The machine could not be looked at, and why."""

    reason: str


@dataclass
class PlaceChosen(Message):
    """A row was entered that leads to this place."""

    place: Place


@dataclass
class SubjectShown(Message):
    """The cursor of the tree came to this subject: it is to be shown beside it."""

    subject: Subject


@dataclass
class CaptionChanged(Message):
    """A pane shows something else: what, how many of how many rows, by which filter."""

    pane: str
    caption: str
    shown: int
    total: int
    filter_text: str = ""

    @property
    def told(self) -> str:
        """The caption in a line."""
        count = f"/{self.filter_text}: {self.shown} of {self.total}" if self.filter_text else ""
        return ", ".join(filter(None, (self.caption, count)))


@dataclass
class FilterChanged(Message):
    """What is typed as a filter is now this."""

    text: str
