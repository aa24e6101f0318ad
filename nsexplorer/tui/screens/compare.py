"""Two sides side by side: what either has, row by row, and below it why they differ in the row under the cursor."""

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer

from nsexplorer import api
from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.documents import comparison_document
from nsexplorer.tui.messages import CaptionChanged, FilterChanged
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.comparison import place_of
from nsexplorer.tui.rows.completeness import gaps
from nsexplorer.tui.screens.front import FrontScreen
from nsexplorer.tui.screens.shell_line import ShellLine
from nsexplorer.tui.screens.type_text import TypeText
from nsexplorer.tui.shell_lines import OF_START, compare_line
from nsexplorer.tui.sides import Choice, chosen
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.view import View
from nsexplorer.tui.widgets.comparison_pane import Asked, ComparisonPane
from nsexplorer.tui.widgets.explanation_pane import ExplanationPane, Selected
from nsexplorer.tui.widgets.filter_line import FilterLine
from nsexplorer.tui.widgets.key_hints import KeyHints
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.snapshot_line import SnapshotLine
from nsexplorer.tui.widgets.tab_line import Tab, TabLine
from nsexplorer.tui.widgets.trail_line import TrailLine

if TYPE_CHECKING:
    from nsexplorer.tui.app import Explorer

TABS = (
    Tab("mounts", "1", "Mounts", "Mounts"),
    Tab("ids", "2", "Ids", "Ids"),
    Tab("namespaces", "3", "Namespaces", "Names"),
    Tab("processes", "4", "Processes", "Proc"),
    Tab("net", "5", "Network", "Net"),
    Tab("files", "6", "Files", "Files"),
)

REST = 0.1
"""Seconds that the cursor has to rest before its row is explained: holding a key down works out nothing."""

TARGETS = "host, self, a PID, mnt:[...], container:NAME, netns:NAME, unit:NAME.service, or snapshot:FILE#TARGET"
WHICH_DIRECTORY = "Which directory? It is read on both sides, so it has to be asked for: p types a path."


class CompareScreen(FrontScreen):
    """The left side is the host unless something else was chosen; either can be changed."""

    CSS_PATH = "compare.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compare"), *bindings("answer")]

    def __init__(self, snapshot: Snapshot, a: Choice, b: Choice, surroundings: Surroundings, tab: str = "mounts") -> None:
        super().__init__()
        self.comparison = ComparisonPane(surroundings, id="comparison")
        self.explanation = ExplanationPane(surroundings, id="explanation")
        self.sides = (a, b)
        self.path: str | None = None
        self._snapshot = snapshot
        self._surroundings = surroundings
        self._trail_line = TrailLine(surroundings.signs)
        self._tabs = TabLine(TABS)
        self._tabs.open = tab
        self._filter_line = FilterLine()
        self._snapshot_line = SnapshotLine(surroundings)
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The way, the tabs, the two sides, the explanation, the filter, what is missing, the keys."""
        yield self._trail_line
        with Vertical(id="two-sides"):
            yield self._tabs
            yield self.comparison
            yield self.explanation
        yield self._filter_line
        yield self._snapshot_line
        yield KeyHints()

    def on_mount(self) -> None:
        """Compare."""
        self.set_focus(self.comparison.lines)
        self._compare()

    @property
    def tab(self) -> str:
        """The aspect that is open."""
        return self._tabs.open

    @property
    def explaining(self) -> bool:
        """Whether a row is about to be explained."""
        return self._resting is not None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """What is compared as it is now, is compared as it is in this snapshot; cursor and scroll stay."""
        self._snapshot = snapshot
        self._compare()

    def _compare(self) -> None:
        a, b = self.sides
        self._snapshot_line.snapshot = self._snapshot
        self._snapshot_line.display = bool(gaps(self._snapshot))  # where nothing is missing the rows get the line
        self._trail_line.steps = ("Namespaces", f"Compare {neutral(a.word)} with {neutral(b.word)}")
        if self.tab == "files" and self.path is None:
            self.comparison.clear(WHICH_DIRECTORY)
            return
        self.comparison.compare(Asked(self._snapshot, a, b, self.tab, self.path if self.tab == "files" else None))
        self.refresh_bindings()

    # The row under the cursor

    @on(Lines.Moved, "#comparison-lines")
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self._explain(message.key)

    def _explain(self, key: Hashable) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, lambda: self._rested(key))

    def _rested(self, key: Hashable) -> None:
        self._resting = None
        pair, shown = self.comparison.pair(key), self.comparison.shown
        stale = shown is None or shown.asked.aspect != self.tab
        self.explanation.explain(None if pair is None or shown is None or stale else Selected(shown.asked, pair))
        self.refresh_bindings()

    @on(Lines.Chosen, "#comparison-lines")
    def _go_in(self, message: Lines.Chosen) -> None:
        message.stop()
        self.set_focus(self.explanation.lines)

    @on(Lines.Left)
    def _go_out(self, message: Lines.Left) -> None:
        message.stop()
        if message.lines is self.explanation.lines:
            self.set_focus(self.comparison.lines)
        else:
            self.action_back()

    def _place(self) -> Place | None:
        """What the row shows, in the snapshot in front; None where it is of another moment."""
        shown, pair = self.comparison.shown, self.comparison.pair(self.comparison.lines.cursor_key)
        if shown is None or pair is None or any(side.file or side.moment for side in self.sides):
            return None
        return place_of(shown.found, pair)

    def action_show_it(self) -> None:
        """Leave for the mount, namespace or process that the row shows."""
        place = self._place()
        if place is not None:
            cast("Explorer", self.app).go_to(place)

    def action_walk(self) -> None:
        """Walk the path of the row on both sides, live."""
        self.explanation.walk()

    def action_copy_fix(self) -> None:
        """Copy the mildest way out."""
        self.explanation.action_copy_fix()

    def action_copy_answer(self) -> None:
        """Copy the explanation."""
        self.explanation.action_copy_answer()

    def action_next_difference(self) -> None:
        """To the next row that differs."""
        self.comparison.move_to_difference(1)

    def action_previous_difference(self) -> None:
        """To the row before that differs."""
        self.comparison.move_to_difference(-1)

    # What is compared

    def action_open_tab(self, name: str) -> None:
        """Compare another aspect."""
        if name != self.tab:
            self._tabs.open = name
            self.comparison.filter_text = ""
            self._compare()

    @on(TabLine.Opened)
    def _open_clicked(self, message: TabLine.Opened) -> None:
        message.stop()
        self.action_open_tab(message.name)

    def action_all_or_differences(self) -> None:
        """Show also what is the same on both sides, or no longer."""
        self.comparison.everything = not self.comparison.everything
        self.comparison.again()

    def action_swap(self) -> None:
        """Change the sides."""
        self.sides = (self.sides[1], self.sides[0])
        self._compare()

    def action_choose_left(self) -> None:
        """Another target on the left."""
        self._choose(0)

    def action_choose_right(self) -> None:
        """Another target on the right."""
        self._choose(1)

    def _choose(self, place: int) -> None:
        name = ("left", "right")[place]

        def typed(text: str | None) -> None:
            if text is not None:
                self._put(place, text)

        self.app.push_screen(TypeText(f"What is on the {name}", self.sides[place].word, TARGETS), typed)

    def _put(self, place: int, text: str) -> None:
        try:
            choice = chosen(text)
        except api.UnknownTarget as error:
            self.notify(neutral(str(error)), severity="warning", markup=False)
            return
        self.sides = (choice, self.sides[1]) if place == 0 else (self.sides[0], choice)
        self._compare()

    def action_since_start(self) -> None:
        """What is on the right, as it was when the explorer was opened, against now."""
        start = cast("Explorer", self.app).start
        if start is not None:
            now = self.sides[1]
            self.sides = (Choice(now.target, start), Choice(now.target))
            self._compare()

    def action_directory(self) -> None:
        """Choose the directory to compare."""
        pair = self.comparison.pair(self.comparison.lines.cursor_key)
        path = self.path or (pair.path if isinstance(pair, MountPair) else "/")

        def typed(text: str | None) -> None:
            if text is not None:
                self.path = text if text.startswith("/") else f"/{text}"
                self._tabs.open = "files"
                self._compare()

        self.app.push_screen(
            TypeText("Compare a directory on both sides", path, "a path from /, as each side sees it; it is read live"), typed
        )

    def action_shell_line(self) -> None:
        """Show the command line that compares the same, or that explains the same row."""
        if self.explanation.lines.has_focus and self.explanation.line is not None:
            self.app.push_screen(ShellLine(self.explanation.line, self._surroundings))
            return
        note = OF_START if self._of_start() else ""
        self.app.push_screen(ShellLine(self.line, self._surroundings, note))

    @property
    def line(self) -> str:
        """The command line that compares the same."""
        aspect = f"files:{self.path or '/'}" if self.tab == "files" else self.tab
        return compare_line(self.sides, aspect, self.comparison.everything, self._surroundings)

    @property
    def can_export(self) -> bool:
        """Whether there is a comparison."""
        return self.comparison.shown is not None and self.comparison.shown.found.answer is not None

    @property
    def view(self) -> View | None:
        """The comparison, to be exported; None before there is one."""
        shown = self.comparison.shown
        if shown is None or shown.found.answer is None:
            return None
        a, b = (neutral(side.word) for side in self.sides)
        document = partial(comparison_document, self._snapshot, shown.found.answer, self.comparison.everything)
        return View(f"compare-{a}-{b}-{self.tab}", f"{a} and {b}: {self.tab}, {shown.caption}", self.comparison.lines.table, document)

    def _of_start(self) -> bool:
        return any(side.moment is not None for side in self.sides)

    # Going back, and the other table

    def action_back(self) -> None:
        """Stop what is being read; else leave the explanation, the filter, the screen."""
        if self.explanation.stop_walking():
            return
        if self.comparison.working and self.comparison.shown is not None:
            self.comparison.drop()
            self.comparison.say("Stopped: r compares again.")
        elif self.explanation.lines.has_focus:
            self.set_focus(self.comparison.lines)
        elif self.comparison.filter_text:
            self._filter("")
        else:
            self.dismiss()

    def action_next_side(self) -> None:
        """From the two sides to the explanation, and back."""
        to = self.comparison.lines if self.explanation.lines.has_focus else self.explanation.lines
        self.set_focus(to)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Not every row has a path to walk, and not every view has rows that are the same."""
        if action in ("copy_fix", "copy_answer"):
            return self.explanation.check_action(action, parameters)
        if action == "show_it":
            return self._place() is not None
        if action == "walk":
            return self.explanation.can_walk
        if action in ("next_difference", "previous_difference"):
            return self.comparison.everything
        if action == "since_start":
            return self._surroundings.saved is None and not self._of_start()
        return True

    # Filter

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter_line.open(self.comparison.filter_text, self.comparison.filter_hint)

    @on(FilterChanged)
    def _filter_changed(self, message: FilterChanged) -> None:
        self._filter(message.text)

    def _filter(self, text: str) -> None:
        self.comparison.filter_text = text
        self.comparison.again()

    def action_keep_filter(self) -> None:
        """Back to the rows that are left."""
        self._filter_line.close()
        self.set_focus(self.comparison.lines)

    def action_drop_filter(self) -> None:
        """Back to all rows."""
        self._filter("")
        self.action_keep_filter()

    @on(CaptionChanged)
    def _tell_caption(self, message: CaptionChanged) -> None:
        message.stop()
        self.query_one("#two-sides").border_subtitle = Content(neutral(message.told))
        self._filter_line.tell(f"{message.shown} of {message.total}")
        self._explain(self.comparison.lines.cursor_key)
