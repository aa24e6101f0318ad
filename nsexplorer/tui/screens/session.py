"""A session: its terminal, and beside it what is different from the host, who one is, what keeps it alive."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from nsexplorer.explain.session_view import SessionView, session_view
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from nsexplorer.tui.app import Explorer

NARROW = 100
"""Cells below which the panes are under the terminal."""

OFTEN = 0.5
"""Seconds between two looks at the machine while the session is in front, and nothing tells when there is something to see."""


class SessionScreen(Screen[None]):
    """`target` is what the terminal's shell is in; `session` the name of the session that was opened for it, None where it was entered."""

    CSS_PATH = "session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("session")

    def __init__(self, title: str, target: str, words: Sequence[str], environment: Mapping[str, str], session: str | None) -> None:
        super().__init__(classes="terminal")
        self.called = title
        self.target = target
        self.session = session
        self.terminal = TerminalPane(words, environment)
        self._differs, self._who, self._keeps = (Static(markup=False) for _ in range(3))
        self._before: frozenset[int] | None = None
        self._found = False
        self.over = False

    def compose(self) -> ComposeResult:
        """The terminal, and the three panes."""
        with Horizontal(id="session"):
            yield self.terminal
            with VerticalScroll(id="beside", can_focus=False):
                yield self._differs
                yield self._who
                yield self._keeps

    def on_mount(self) -> None:
        """Type into the terminal at once, and look at the machine while it is in front."""
        self.terminal.border_title = Content(neutral(self.called))
        self.terminal.border_subtitle = Content("ctrl+] goes back to the explorer, twice types it")
        for pane, title in ((self._differs, "different from the host"), (self._who, "who you are"), (self._keeps, "what keeps it alive")):
            pane.border_title = Content(title)
        self.set_focus(self.terminal)
        self.set_interval(OFTEN, self._look)

    def on_screen_resume(self) -> None:
        """Back in the terminal."""
        self.set_focus(self.terminal)
        self._look()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen has the panes below."""
        self.set_class(event.size.width < NARROW, "-narrow")

    def _look(self) -> None:
        app = cast("Explorer", self.app)
        if app.screen is self and not (self._found and app.live):
            app.action_refresh()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Tell what this one has of the session."""
        if self._before is None:
            hosts = snapshot.tables_of(snapshot.host.get("mnt", ""))
            self._before = frozenset(mount.id for table in hosts for mount in table.mounts)
        view = session_view(snapshot, self.target, self._before)
        self._found = isinstance(view, SessionView)
        if isinstance(view, str):
            lines: tuple[list[str], ...] = ([view], [], [])
        else:
            lines = (list(_differences(view)), list(view.who), list(view.keeps))
        for pane, told in zip((self._differs, self._who, self._keeps), lines, strict=True):
            pane.update(Content("\n".join(map(neutral, told))))

    @on(TerminalPane.Ended)
    def _ended(self, message: TerminalPane.Ended) -> None:
        self.over = True
        self.terminal.border_subtitle = Content(f"ended with status {message.status}; escape closes it")
        cast("Explorer", self.app).session_over(self)

    @on(TerminalPane.Left)
    def _left(self) -> None:
        cast("Explorer", self.app).leave_session(self)

    def action_close(self) -> None:
        """Back to the explorer; what has ended is closed."""
        cast("Explorer", self.app).leave_session(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the program runs, every key is its own."""
        return self.over if action == "close" else True


def _differences(view: SessionView) -> Iterator[str]:
    yield view.why
    yield ""
    yield f"only in here: {len(view.here) or 'nothing'}"
    yield from (f"> {mount.target}  {mount.fstype} {mount.source}" for mount in view.here)
    yield f"only on the host, since: {len(view.there) or 'nothing'}"
    yield from (f"< {mount.target}  {mount.fstype} {mount.source}" for mount in view.there)
