"""The start screen: all namespaces on the left, the selected one on the right."""

import time
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import BY_ID, bindings
from nsexplorer.tui.documents import facts_document, tree_document
from nsexplorer.tui.messages import CaptionChanged, FilterChanged, PlaceChosen, SubjectShown
from nsexplorer.tui.place import Place, Subject, Trail
from nsexplorer.tui.questions import ABOUT, Selection
from nsexplorer.tui.rows.subject import step_of
from nsexplorer.tui.screens.about_snapshot import AboutSnapshot
from nsexplorer.tui.screens.answer import AnswerScreen
from nsexplorer.tui.screens.asking import ask_path, compare_screen
from nsexplorer.tui.screens.front import FrontScreen
from nsexplorer.tui.screens.shell_line import ShellLine
from nsexplorer.tui.shell_lines import line_of
from nsexplorer.tui.sides import Choice
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.view import View
from nsexplorer.tui.widgets.filter_line import FilterLine
from nsexplorer.tui.widgets.key_hints import KeyHints
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.marks_line import MarksLine
from nsexplorer.tui.widgets.namespaces_pane import NamespacesPane
from nsexplorer.tui.widgets.pane import Pane
from nsexplorer.tui.widgets.panel import TABS, Panel
from nsexplorer.tui.widgets.snapshot_line import SnapshotLine
from nsexplorer.tui.widgets.subject_pane import SubjectPane
from nsexplorer.tui.widgets.trail_line import TrailLine

if TYPE_CHECKING:
    from nsexplorer.tui.app import Explorer

NARROW = 120
"""Cells below which the panel gets the whole width while one works in it."""

REST = 0.05
"""Seconds that the tree's cursor has to rest before the panel follows it: holding a key down works out nothing."""


class ExplorerScreen(FrontScreen):
    """Holds the two sides together: what the tree selects the panel shows, and the trail remembers where one came from."""

    CSS_PATH = "explorer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("explorer")

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.trail = Trail()
        self.namespaces = NamespacesPane(surroundings, id="tree")
        self.panel = Panel(surroundings, id="panel")
        self._surroundings = surroundings
        self._trail_line = TrailLine(surroundings.signs)
        self._snapshot_line = SnapshotLine(surroundings)
        self._filter_line = FilterLine()
        self.marks = MarksLine()
        self._snapshot: Snapshot | None = None
        self._filtering: NamespacesPane | SubjectPane[Any] | None = None
        self._alone: bool | None = None
        self._following: Timer | None = None
        self._awaited: Subject | None = None

    def compose(self) -> ComposeResult:
        """The way, the two sides, the filter, the state of the snapshot, the keys."""
        yield self._trail_line
        with Horizontal(id="sides"):
            yield self.namespaces
            yield self.panel
        yield self.marks
        yield self._filter_line
        yield self._snapshot_line
        yield KeyHints()

    def on_mount(self) -> None:
        """Start in the tree."""
        self.set_focus(self.namespaces.lines)
        self._tell_way()

    # Snapshots

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this one; cursors and scroll positions stay."""
        self._snapshot = snapshot
        self._snapshot_line.trouble = self._snapshot_line.progress = ""
        self._snapshot_line.snapshot = snapshot
        self._trail_line.machine = self._told(snapshot)
        self.namespaces.look(snapshot)
        if self.panel.subject is not None:
            self.panel.look(snapshot, self.panel.subject)
        self._tell_way()

    def mark_fresh(self, signs: Mapping[Hashable, str]) -> None:
        """Mark the rows of these keys, and no others, as new or changed."""
        for lines in (self.namespaces.lines, *(lines for pane in self.panel.panes for lines in pane.stops[:1])):
            lines.mark_fresh(signs)

    def tell_looking(self) -> None:
        """Say that a new snapshot is being taken."""
        self._trail_line.machine = "looking ..."

    def tell_progress(self, stage: str, seconds: int) -> None:
        """Say how far the look is that takes so long, and how to stop it."""
        self._trail_line.machine = f"looking for {seconds} s"
        what = f"{stage}; " if stage else ""
        self._snapshot_line.progress = f"Looking at the machine: {what}{seconds} s. {self._key('explorer.back')} stops it."
        self.refresh_bindings()

    def _key(self, action: str) -> str:
        """The first key of an action, as it is written; also of one that does not apply now."""
        keys = self._surroundings.settings.keys.get(action) or BY_ID[action].keys[0]
        return self.app.get_key_display(Binding(keys.partition(",")[0], action))

    def tell_trouble(self, reason: str) -> None:
        """Say why there is no new snapshot; the last one stays."""
        self._snapshot_line.trouble, self._snapshot_line.progress = reason, ""
        if self._snapshot is None:
            self.namespaces.say(f"There is nothing to show yet: {neutral(reason)}. {self._key('app.refresh')} looks again.")
        self._trail_line.machine = "" if self._snapshot is None else self._told(self._snapshot)

    def _told(self, snapshot: Snapshot) -> str:
        return f"{neutral(snapshot.machine)} {time.strftime('%H:%M:%S', time.localtime(snapshot.taken))}"

    # Places

    def go_to(self, place: Place) -> None:
        """Go in to a place; escape comes back."""
        subject = self._awaited or self.panel.subject
        if subject is not None:
            self.trail.go_in(Place(subject, self.panel.tab, self.panel.lines.cursor_key, in_tree=not self._in_panel()))
        self._arrive(place)

    def _arrive(self, place: Place) -> None:
        if self._snapshot is None:
            return
        self._forget_following()
        self.namespaces.lines.move_to(place.subject)
        self.panel.go_to(self._snapshot, place)
        self.set_focus(self.namespaces.lines if place.in_tree else self.panel.lines)
        self._tell_way()

    @on(PlaceChosen)
    def _go_in(self, message: PlaceChosen) -> None:
        self.go_to(message.place)

    @on(SubjectShown)
    def _follow(self, message: SubjectShown) -> None:
        """The panel follows the tree's cursor, but not while one works in the panel."""
        if self.panel.subject is None:
            self._look_at(message.subject)
        elif not self._in_panel():
            self._forget_following()
            if message.subject != self.panel.subject:
                self._awaited = message.subject
                self._following = self.set_timer(REST, lambda: self._look_at(message.subject))

    @property
    def panes(self) -> Sequence[Pane[Any]]:
        """All that is worked out from a snapshot: the tree, and the tabs of the panel."""
        return (self.namespaces, *self.panel.panes)

    @property
    def following(self) -> bool:
        """Whether the panel is about to follow the tree's cursor."""
        return self._awaited is not None

    def _look_at(self, subject: Subject) -> None:
        self._awaited = None
        if self._snapshot is not None:
            self.panel.look(self._snapshot, subject)
            self.trail.start_over()
            self._tell_way()

    def _forget_following(self) -> None:
        if self._following is not None:
            self._following.stop()
            self._following = self._awaited = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is not always a way back, nor another moment to compare with."""
        if action == "compare_with_start":
            return self._surroundings.saved is None
        if action == "enter":
            return self._surroundings.saved is None and not self._surroundings.read_only
        if action != "back":
            return True
        return bool(self._in_panel() or self.trail.places or self._side().filter_text or cast("Explorer", self.app).slow)

    def action_back(self) -> None:
        """Stop a look that takes long; else drop the filter; else leave the details, the place, the panel."""
        side = self._side()
        program = cast("Explorer", self.app)
        if program.slow:
            program.stop_looking()
        elif side.filter_text:
            self._filter(side, "")
        elif self.panel.leave_details():
            pass
        elif (place := self.trail.go_back()) is not None:
            self._arrive(place)
        else:
            self.set_focus(self.namespaces.lines)

    @on(Lines.Left)
    def _leave(self, message: Lines.Left) -> None:
        if message.lines is not self.namespaces.lines and not self.panel.leave_details():
            self.set_focus(self.namespaces.lines)

    def _tell_way(self) -> None:
        steps = ["Namespaces"]
        if self._snapshot is not None and self.panel.subject is not None and self._in_panel():
            inside = [place for place in self.trail.places if not place.in_tree]
            inside.append(Place(self.panel.subject, self.panel.tab))
            titles = {tab.name: tab.title for tab in TABS}
            steps += [f"{step_of(self._snapshot, place.subject)} {titles[place.tab]}" for place in inside]
        self._trail_line.steps = tuple(steps)
        self.refresh_bindings()

    # Sides

    def _in_panel(self) -> bool:
        if self._filtering is not None:
            return self._filtering is not self.namespaces
        return self.focused is not None and self.panel in self.focused.ancestors

    def _side(self) -> NamespacesPane | SubjectPane[Any]:
        return self.panel.pane if self._in_panel() else self.namespaces

    def on_descendant_focus(self) -> None:
        """The side that one works in may get the whole width."""
        self._share_width()
        self._tell_way()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow terminal shows the panel alone while one works in it."""
        self._share_width()

    def _share_width(self) -> None:
        self.set_class(self.size.width >= NARROW, "-wide")
        alone = self.size.width < NARROW if self._alone is None else self._alone
        if not isinstance(self.focused, Lines):
            return
        self.set_class(alone and self._in_panel(), "-panel-alone")

    def action_wider(self) -> None:
        """The panel alone, or beside the tree again."""
        self._alone = not self.has_class("-panel-alone")
        if self._alone and not self._in_panel():
            self.set_focus(self.panel.lines)
        self._share_width()

    def action_next_side(self) -> None:
        """To the next table of the screen."""
        self._step_side(1)

    def action_previous_side(self) -> None:
        """To the table before."""
        self._step_side(-1)

    def _step_side(self, step: int) -> None:
        stops = [self.namespaces.lines, *self.panel.stops]
        here = next((index for index, lines in enumerate(stops) if lines.has_focus), 0)
        self.set_focus(stops[(here + step) % len(stops)])

    def action_open_tab(self, name: str) -> None:
        """Open a tab of the panel."""
        self.panel.open(name)
        self._tell_way()

    def action_about_snapshot(self) -> None:
        """Everything about the snapshot in front."""
        if self._snapshot is not None:
            self.app.push_screen(AboutSnapshot(self._snapshot, self._surroundings))

    # Questions

    def _selection(self) -> Selection | None:
        subject = self._awaited or self.panel.subject
        if self._snapshot is None or subject is None:
            return None
        return Selection(self._snapshot, subject, self.panel.selected_mount if self._in_panel() else None)

    def action_ask(self, name: str) -> None:
        """Ask about what is selected."""
        selection = self._selection()
        if selection is not None:
            self.app.push_screen(AnswerScreen(ABOUT[name](selection, self._surroundings), selection.snapshot, self._surroundings))

    def action_ask_path(self, name: str) -> None:
        """Ask about a path: that of the selected mount, unless another is typed."""
        selection = self._selection()
        if selection is not None:
            ask_path(self.app, name, selection, self._surroundings)

    def action_enter(self) -> None:
        """Open a terminal in what is selected."""
        selection = self._selection()
        if selection is not None:
            cast("Explorer", self.app).terminals.enter(str(selection.subject))

    def action_mark(self) -> None:
        """Mark what is selected as a side to compare, or take its mark away."""
        selection = self._selection()
        if selection is not None:
            self.marks.change(selection.subject)

    def action_compare(self) -> None:
        """Open what is marked, or the host, and what is selected side by side."""
        selection = self._selection()
        if selection is not None:
            self.app.push_screen(compare_screen(selection, self.marks.sides(selection.subject), self._surroundings))

    def action_compare_with_start(self) -> None:
        """Open what is selected as it was at the start, and as it is now."""
        selection, start = self._selection(), cast("Explorer", self.app).start
        if selection is not None and start is not None:
            target = str(selection.subject)
            self.app.push_screen(compare_screen(selection, (Choice(target, start), Choice(target)), self._surroundings))

    def action_shell_line(self) -> None:
        """Show the command line that shows what is selected."""
        selection = self._selection()
        if selection is not None:
            tab = self.panel.tab if self._in_panel() else f"tree {self.namespaces.grouping}"
            line = line_of(selection.subject, tab, self._side().filter_text, self._surroundings)
            self.app.push_screen(ShellLine(line, self._surroundings))

    @property
    def can_export(self) -> bool:
        """Whether there is a view."""
        return self._snapshot is not None and self.panel.subject is not None

    @property
    def view(self) -> View | None:
        """The table that one works in, to be exported."""
        snapshot, subject = self._snapshot, self.panel.subject
        if snapshot is None or subject is None:
            return None
        if not self._in_panel():
            text, grouping = self.namespaces.filter_text, self.namespaces.grouping
            document = partial(tree_document, snapshot, text, self._surroundings)
            return View("namespaces", f"Namespaces by {grouping}", self.namespaces.lines.table, document)
        tab = self.panel.tab
        title = f"{step_of(snapshot, subject)} {tab}"
        found = self.panel.pane.document() or partial(facts_document, snapshot, subject, self._surroundings)
        return View(f"{subject}-{tab}", title, self.panel.lines.table, found)

    # Filter

    def action_filter(self) -> None:
        """Type a filter for the side one works in."""
        self._filtering = self._side()
        self._filter_line.open(self._filtering.filter_text, self._filtering.filter_hint)

    def _filter(self, side: NamespacesPane | SubjectPane[Any], text: str) -> None:
        side.filter_text = text
        side.again()
        self.refresh_bindings()

    @on(FilterChanged)
    def _filter_changed(self, message: FilterChanged) -> None:
        if self._filtering is not None:
            self._filter(self._filtering, message.text)

    def action_keep_filter(self) -> None:
        """Back to the rows that are left."""
        side, self._filtering = self._filtering, None
        self._filter_line.close()
        if side is not None:
            self.set_focus(side.lines)

    def action_drop_filter(self) -> None:
        """Back to the rows, all of them."""
        if self._filtering is not None:
            self._filter(self._filtering, "")
        self.action_keep_filter()

    @on(CaptionChanged)
    def _tell_count(self, message: CaptionChanged) -> None:
        if self._filtering is not None and self._filtering.id == message.pane:
            self._filter_line.tell(f"{message.shown} of {message.total}")
