"""The left side: all namespaces as a tree, grouped one way or another."""

from collections.abc import Hashable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.messages import CaptionChanged, PlaceChosen, SubjectShown
from nsexplorer.tui.rows.filtering import NAMESPACES_HINT
from nsexplorer.tui.rows.namespaces import GROUPINGS, alone, namespaces_sheet
from nsexplorer.tui.rows.table import NO_ROWS, Sheet
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.outline import Outline
from nsexplorer.tui.widgets.pane import Pane

ALONE = """Nothing here has namespaces of its own: all processes share the host's.
To see some, run this in another terminal, and press r here:

  unshare --map-root-user --mount"""


class NamespacesPane(Pane[Sheet]):
    """The tree. Moving in it tells which subject to show; entering a row chooses it."""

    filter_hint = NAMESPACES_HINT
    BINDINGS: ClassVar[list[BindingType]] = bindings("namespaces")
    DEFAULT_CSS = """
    NamespacesPane > .alone { display: none; height: auto; padding: 0 1; color: $text-muted; }
    NamespacesPane.-alone > .alone { display: block; }
    NamespacesPane.-alone > Outline { height: auto; }
    """

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(id=id)
        self.filter_text = ""
        self.grouping = GROUPINGS[0]
        self.lines = Outline(surroundings.signs, columns=surroundings.settings.columns.get("namespaces"))
        self.sheet = Sheet(NO_ROWS)
        self._surroundings = surroundings
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        """The sentence, the rows, and what to try where there is nothing but the host."""
        yield self.sentence
        yield self.lines
        self.say("Looking at the machine ...")
        yield Static(ALONE, classes="alone", markup=False)

    def look(self, snapshot: Snapshot) -> None:
        """Show the namespaces of this snapshot."""
        self._snapshot = snapshot
        grouping, text, surroundings = self.grouping, self.filter_text, self._surroundings
        self.ask(lambda: namespaces_sheet(snapshot, grouping, text, surroundings))

    def present(self, content: Sheet) -> None:
        """Show the tree; the cursor stays with its namespace, or goes to the first that fits the filter."""
        first = self.lines.cursor_key is None
        self.sheet = content
        self.lines.show(content.table, content.words)
        if self.filter_text and content.fitting and self.lines.cursor_key not in content.fitting:
            self.lines.move_to(content.fitting[0])
        self.say(content.sentence)
        self.set_class(self._snapshot is not None and alone(self._snapshot), "-alone")
        told = CaptionChanged(self.id or "", "", content.shown, content.total, neutral(self.filter_text))
        self.border_title = Content(f"Namespaces {content.caption}")
        self.border_subtitle = Content(told.told)
        self.post_message(told)
        if first:
            self._tell_shown(self.lines.cursor_key)

    def again(self) -> None:
        """Show the same anew: the filter or the order is another."""
        if self._snapshot is not None:
            self.look(self._snapshot)

    def action_next_grouping(self) -> None:
        """Group by the next of user, pid, process, container, type."""
        self.grouping = GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]
        self.again()

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self._tell_shown(message.key)

    @on(Lines.Chosen)
    def _chosen(self, message: Lines.Chosen) -> None:
        message.stop()
        place = self.sheet.leads_to(message.key)
        if place is not None:
            self.post_message(PlaceChosen(place))

    def _tell_shown(self, key: Hashable) -> None:
        place = self.sheet.leads_to(key)
        if place is not None:
            self.post_message(SubjectShown(place.subject))
