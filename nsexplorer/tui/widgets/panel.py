"""The right side: one subject, a tab for each view of it."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from nsexplorer.explain.mounts import MountRow
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.messages import CaptionChanged
from nsexplorer.tui.place import Place, Subject
from nsexplorer.tui.rows.ids import ids_sheet
from nsexplorer.tui.rows.processes import processes_sheet
from nsexplorer.tui.rows.subject import counts_of, title_of
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.facts_pane import FactsPane
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.mounts_pane import MountsPane
from nsexplorer.tui.widgets.network_pane import NetworkPane
from nsexplorer.tui.widgets.sheet_pane import SheetPane
from nsexplorer.tui.widgets.subject_pane import SubjectPane
from nsexplorer.tui.widgets.tab_line import Tab, TabLine

TABS = (
    Tab("facts", "1", "Facts", "Fact"),
    Tab("mounts", "2", "Mounts", "Mnt"),
    Tab("processes", "3", "Processes", "Proc"),
    Tab("ids", "4", "Ids", "Ids"),
    Tab("network", "5", "Network", "Net"),
)


TALL = 40
"""Lines of the panel from which the facts leave room for the mount table below them."""


class Panel(Vertical):
    """Shows one subject. Only what is in sight is worked out; the other tabs are when they are opened."""

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(id=id)
        self.subject: Subject | None = None
        self.tab = TABS[0].name
        self._snapshot: Snapshot | None = None
        self._tabs = TabLine(TABS)
        self._mounts = MountsPane(surroundings, id="mounts")
        self._panes: Mapping[str, SubjectPane[Any]] = {
            "facts": FactsPane(surroundings, id="facts"),
            "mounts": self._mounts,
            "processes": SheetPane(processes_sheet, surroundings, id="processes"),
            "ids": SheetPane(ids_sheet, surroundings, id="ids"),
            "network": NetworkPane(surroundings, id="network"),
        }

    def compose(self) -> ComposeResult:
        """The tabs, and what the open one shows."""
        yield self._tabs
        yield from self._panes.values()

    def on_mount(self) -> None:
        """Nothing else is shown before there is a snapshot."""
        self._switch(self.tab)

    def on_resize(self) -> None:
        """Another height may have room for more."""
        if self._in_sight() != [pane for pane in self._panes.values() if pane.display]:
            self._switch(self.tab)
            self._look_again()

    @property
    def panes(self) -> Sequence[SubjectPane[Any]]:
        """The panes of all tabs."""
        return tuple(self._panes.values())

    @property
    def pane(self) -> SubjectPane[Any]:
        """The open tab's pane."""
        return self._panes[self.tab]

    @property
    def lines(self) -> Lines:
        """The table of the open tab."""
        return self.pane.lines

    @property
    def stops(self) -> Sequence[Lines]:
        """The tables that the keys can act on, in order."""
        return [lines for pane in self._in_sight() for lines in pane.stops]

    @property
    def selected_mount(self) -> MountRow | None:
        """The mount under the cursor of the mount table; None where that is not in sight."""
        return self._mounts.selected if self._mounts in self._in_sight() else None

    def look(self, snapshot: Snapshot, subject: Subject, row: Hashable = None) -> None:
        """Show this subject as this snapshot has it, with the cursor on that row if given."""
        self._snapshot, self.subject = snapshot, subject
        self.border_title = Content(title_of(snapshot, subject))
        self._tabs.counts = counts_of(snapshot, subject)
        for pane in self._in_sight():
            pane.look(snapshot, subject, row if pane is self.pane else None)

    def go_to(self, snapshot: Snapshot, place: Place) -> None:
        """Show this place; a filter that might hide it is dropped."""
        self._switch(place.tab)
        self.pane.filter_text = ""
        self.look(snapshot, place.subject, place.row)

    def open(self, tab: str) -> None:
        """Open a tab."""
        if tab == self.tab:
            return
        had_focus = any(lines.has_focus for lines in self.stops)
        self._switch(tab)
        if had_focus:
            self.screen.set_focus(self.lines)
        self._look_again()

    def leave_details(self) -> bool:
        """Go from the details of a mount back to the table; whether one was there."""
        inside = self._mounts.details.has_focus
        if inside:
            self.screen.set_focus(self.lines)
        return inside

    def _switch(self, tab: str) -> None:
        self.tab = self._tabs.open = tab
        in_sight = self._in_sight()
        for pane in self._panes.values():
            pane.display = pane in in_sight
        self.set_class(len(in_sight) > 1, "-overview")
        self._mounts.border_title = "Mounts" if len(in_sight) > 1 else None
        self.border_subtitle = None

    def _in_sight(self) -> list[SubjectPane[Any]]:
        overview = self.tab == "facts" and self.size.height >= TALL
        return [self.pane, self._mounts] if overview else [self.pane]

    def _look_again(self) -> None:
        if self._snapshot is not None and self.subject is not None:
            self.look(self._snapshot, self.subject)

    @on(TabLine.Opened)
    def _open_clicked(self, message: TabLine.Opened) -> None:
        message.stop()
        self.open(message.name)
        self.screen.set_focus(self.lines)

    @on(CaptionChanged)
    def _tell_caption(self, message: CaptionChanged) -> None:
        if message.pane == self._in_sight()[-1].id:
            self.border_subtitle = Content(message.told)
