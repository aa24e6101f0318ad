"""The explorer: the program around its screens. It has snapshots taken in a thread, and hands them to the screen in front."""

from __future__ import annotations

import asyncio
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider

from nsexplorer import api
from nsexplorer.explain.events.event import Event
from nsexplorer.explain.targets import Target
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.colors import plain
from nsexplorer.text.glyphs import ASCII, glyphs_for
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.events import event_lines
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.keys import by_action, key_name
from nsexplorer.tui.messages import SnapshotFailed, SnapshotTaken
from nsexplorer.tui.palette import Actions, Places
from nsexplorer.tui.place import Place, Subject
from nsexplorer.tui.screens.events import EventsScreen
from nsexplorer.tui.screens.explorer import ExplorerScreen
from nsexplorer.tui.screens.exporting import export
from nsexplorer.tui.screens.front import FrontScreen
from nsexplorer.tui.screens.help import HelpScreen
from nsexplorer.tui.signs import signs_for
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.watching import FRESH, Watching

if TYPE_CHECKING:  # what is not on the first screen is imported when it is opened
    from nsexplorer.tui.open_terminals import OpenTerminals
    from nsexplorer.tui.screens.new_session import NewSession
    from nsexplorer.tui.screens.session import SessionScreen

PATIENCE = 1.0
"""Seconds after which a look says how far it is, and can be stopped."""

PROGRESS = 0.5
"""Seconds between two looks at how far it is."""

Source = Callable[[], Snapshot]
"""Takes a snapshot: of the live machine (`Observer().capture`), or the one of a file. Called in a thread, never twice at a time."""


def one_at_a_time(source: Source) -> Source:
    """The same for several threads: what one look remembers is for the next."""
    lock = threading.Lock()

    def take() -> Snapshot:
        with lock:
            return source()

    return take


class Explorer(App[int]):
    """The program. What it does is in actions.py, what it shows in screens/."""

    TITLE = "nsexplorer"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours is opened by an action of the registry, with the registry's actions in it
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Actions, Places}
    DEFAULT_MODE = "namespaces"

    def __init__(self, source: Source, target: str | None = None, surroundings: Surroundings | None = None) -> None:
        super().__init__()
        self.snapshot: Snapshot | None = None
        self.start: Snapshot | None = None
        self.refused: api.UnknownTarget | api.AmbiguousTarget | None = None
        self._source = one_at_a_time(source)
        self.watching: Watching | None = None
        self._target = target
        self._surroundings = surroundings or Surroundings()
        self._namespaces = ExplorerScreen(self._surroundings)
        self._looker: threading.Thread | None = None
        self._started = 0.0
        self.looking = False
        self._terminals: OpenTerminals | None = None
        self.add_mode("namespaces", lambda: self._namespaces)

    def on_mount(self) -> None:
        """The first look at the machine starts as soon as there is a screen to say so."""
        settings = self._surroundings.settings
        self.set_keymap(dict(settings.keys))
        if settings.theme is not None:
            self.theme = settings.theme
        for trouble in self._surroundings.troubles:
            self.notify(trouble, title="Settings", severity="warning", timeout=20, markup=False)
        self.set_interval(PROGRESS, self._tell_progress)
        if settings.refresh is not None and self._surroundings.saved is None:
            self.set_interval(settings.refresh, self.action_refresh)
        self.set_class(self._surroundings.signs.glyphs is ASCII, "-ascii")
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):  # the terminal is restored all the same
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)
            threading.Thread(target=self._wait_for_hangup, name="hangup", daemon=True).start()
        self.call_after_refresh(self.action_refresh)

    # Snapshots

    def action_refresh(self) -> None:
        """Take a new snapshot, unless one is being taken."""
        if self.looking:
            return
        if self._looker is not None and self._looker.is_alive():
            self._namespaces.tell_trouble(f"the look that was stopped still waits for the kernel ({self._surroundings.stage()})")
            return
        self.looking, self._started = True, time.monotonic()
        self._namespaces.tell_looking()
        # No worker of Textual's: those are waited for at the end, and a look that hangs must not keep the program
        self._looker = threading.Thread(target=self._look, name="source", daemon=True)
        self._looker.start()

    def _look(self) -> None:
        looker = threading.current_thread()
        message: SnapshotTaken | SnapshotFailed
        try:
            message = SnapshotTaken(self._source())
        except Exception as error:  # a look that fails is a sentence on the screen, and every key keeps working
            message = SnapshotFailed(str(error) or type(error).__name__)
        with suppress(RuntimeError):  # the program was left meanwhile
            self.call_later(self._looked, looker, message)

    def _looked(self, looker: threading.Thread, message: SnapshotTaken | SnapshotFailed) -> None:
        """What was stopped is not shown, whenever it comes to its end."""
        if self.looking and looker is self._looker:
            self.post_message(message)

    @property
    def slow(self) -> bool:
        """Whether a look takes so long that it can be stopped."""
        return self.looking and time.monotonic() - self._started >= PATIENCE

    def stop_looking(self) -> None:
        """Wait for the look no longer: what was there before stays."""
        self.looking = False
        self._namespaces.tell_trouble("the look was stopped")
        self._namespaces.refresh_bindings()

    def _tell_progress(self) -> None:
        if self.slow:
            self._namespaces.tell_progress(self._surroundings.stage(), round(time.monotonic() - self._started))

    @on(SnapshotTaken)
    def _take(self, message: SnapshotTaken) -> None:
        self.looking = False
        first = self.snapshot is None
        self.snapshot = message.snapshot
        self.start = self.start or message.snapshot
        self._namespaces.show_snapshot(message.snapshot)
        for screen in self.screen_stack:
            if screen is not self._namespaces and (show := getattr(screen, "show_snapshot", None)) is not None:
                show(message.snapshot)
        if first and self._surroundings.watch is not None:
            self.watching = Watching(self._surroundings.watch(self._source), message.snapshot, self._tell_news, self._tell_failure)
        if first and self._target is not None:
            self._start_at(message.snapshot, self._target)

    def _tell_news(self, snapshot: Snapshot, events: tuple[Event, ...]) -> None:
        """Called in the watching thread."""
        self.call_later(self._show_news, snapshot)

    def _tell_failure(self, reason: str) -> None:
        """Called in the watching thread."""
        self.post_message(SnapshotFailed(reason))

    @property
    def live(self) -> bool:
        """Whether it looks by itself when something changes."""
        return self.watching is not None and not self.watching.watch.paused

    def _show_news(self, snapshot: Snapshot) -> None:
        if self.watching is None or self.watching.watch.paused:
            return
        self._mark_fresh()
        self._take(SnapshotTaken(snapshot))
        self.set_timer(FRESH + 0.1, self._mark_fresh)

    def _mark_fresh(self) -> None:
        if self.watching is not None:
            self._namespaces.mark_fresh(self.watching.fresh(time.time()))

    def action_pause(self) -> None:
        """Show nothing new, or all that is new."""
        if self.watching is not None:
            watch = self.watching.watch
            watch.pause(not watch.paused)
            self.notify("paused: space goes on" if watch.paused else "live again", timeout=3)

    def action_events(self) -> None:
        """What was noticed so far."""
        if self.watching is not None:
            self.push_screen(EventsScreen(self._told_events, self._surroundings))

    def _told_events(self) -> Sequence[str]:
        medium = Medium(None, self._surroundings.signs.glyphs, plain)
        found = [] if self.watching is None else list(self.watching.events)
        return [line for event, snapshot in found for line in event_lines((event,), snapshot, self._surroundings.user, medium)]

    @on(SnapshotFailed)
    def _fail(self, message: SnapshotFailed) -> None:
        self.looking = False
        self._namespaces.tell_trouble(message.reason)

    # Places

    def go_to(self, place: Place) -> None:
        """Go to a place, from wherever one is."""
        while self.screen is not self._namespaces:
            self.pop_screen()
        self._namespaces.go_to(place)

    def _start_at(self, snapshot: Snapshot, text: str) -> None:
        try:
            target = api.target(snapshot, text)
        except (api.UnknownTarget, api.AmbiguousTarget) as error:
            self.refused = error
            self.exit(0)
            return
        self.go_to(Place(_subject_of(target)))

    # Actions

    def action_palette(self) -> None:
        """Everything by name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="an action, a namespace, a process, a container"))

    def action_help(self) -> None:
        """The keys that do something where one is now."""
        self.push_screen(HelpScreen(by_action(self.screen.active_bindings.values()), self._surroundings))

    def action_export(self, form: str) -> None:
        """Ask for the name of a file, and write the view in front to it."""
        if self._front is not None and (view := self._front.view) is not None:
            export(self, view, form, self._surroundings.folder)

    def _wait_for_hangup(self) -> None:
        """End when the terminal is gone. Only its session's leader is sent SIGHUP, so not a program that `su` has started in another."""
        terminal = select.poll()
        terminal.register(0, 0)  # nothing but a hangup, which is always told
        terminal.poll()
        with suppress(RuntimeError):  # the program was left meanwhile
            self.call_from_thread(self._end, signal.SIGHUP)

    def _end(self, number: int) -> None:
        self.exit(128 + number, return_code=128 + number)

    async def action_quit(self) -> None:
        """At once, with status 0; where sessions live, not before it is said what is to become of them."""
        living = [] if self._terminals is None else self._terminals.living
        if not living:
            self.exit(0)
        else:
            from nsexplorer.tui.screens.leaving import Leaving

            self.push_screen(Leaving([session.name for session in living]), self._left)

    def _left(self, end: bool | None) -> None:
        if end is not None and end:
            self.terminals.end_all(lambda: self.exit(0))
        elif end is not None:
            self.exit(0)

    # Sessions

    @property
    def terminals(self) -> OpenTerminals:
        """The terminals that are open. What they take is imported with the first."""
        if self._terminals is None:
            from nsexplorer.tui.open_terminals import OpenTerminals

            self._terminals = OpenTerminals(self)
        return self._terminals

    def action_open_session(self) -> None:
        """Choose what it is to be, and open it."""
        from nsexplorer.tui.screens.new_session import NewSessionForm

        def opened(chosen: NewSession | None) -> None:
            if chosen is not None:
                self.terminals.open_session(chosen)

        self.push_screen(NewSessionForm(self.terminals.free_name()), opened)

    def action_sessions(self) -> None:
        """Back to a terminal that is open."""
        from nsexplorer.tui.screens.open_sessions import OpenSessions

        def chosen(screen: SessionScreen | None) -> None:
            if screen is not None:
                self.terminals.show(screen)

        if len(self.terminals.screens) == 1:
            self.terminals.show(self.terminals.screens[0])
        elif self.terminals.screens:
            self.push_screen(OpenSessions(self.terminals.screens), chosen)

    def action_type_leader(self) -> None:
        """The leader key for a second time: it was meant for the program on the terminal."""
        if self.terminals.front is not None:
            self.terminals.show(self.terminals.front)
            self.terminals.front.terminal.type_leader()

    def action_hand_over(self) -> None:
        """The whole terminal for a session's shell; the explorer comes back when that ends."""
        from nsexplorer.sessions.terminal import PROGRAM, hand_over

        with suppress(SuspendNotSupported), self.suspend():
            hand_over((*PROGRAM, "unshare", "--explain"))
        self.refresh()

    def leave_session(self, screen: SessionScreen) -> None:
        """Back from a terminal to the explorer."""
        self.terminals.leave(screen)

    def session_over(self, screen: SessionScreen) -> None:
        """The program on a terminal has ended."""
        self.terminals.over(screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On a page over the screen there is nothing to look at again, and no second page to open."""
        front = self._front
        if action in ("pause", "events") and self.watching is None:
            return False
        if action in ("refresh", "palette", "help", "pause", "events"):
            return front is not None
        if action == "export":
            return front is not None and front.can_export and not self._surroundings.read_only
        if action in ("open_session", "hand_over", "sessions", "type_leader"):
            return isinstance(front, ExplorerScreen) and self._may_do(action)
        if action == "quit":
            return not (
                self.screen.has_class("terminal") or self.screen.has_class("leaving")
            )  # there every key is the program's, or an answer
        return True

    def _may_do(self, action: str) -> bool:
        """Sessions are of the live machine, and they change it."""
        if self._surroundings.saved is not None or self._surroundings.read_only:
            return False
        return action not in ("sessions", "type_leader") or (self._terminals is not None and bool(self._terminals.screens))

    @property
    def _front(self) -> FrontScreen | None:
        """The screen that the palette, where it is open, offers actions of; None where a page is over it."""
        front = next((screen for screen in reversed(self.screen_stack) if not isinstance(screen, CommandPalette)), None)
        return front if isinstance(front, FrontScreen) else None

    def get_key_display(self, binding: Binding) -> str:
        """How a key is written everywhere in the explorer."""
        return key_name(binding, arrows=self._surroundings.signs.glyphs is not ASCII)


def _subject_of(target: Target) -> Subject:
    """What of a target is looked at: the namespace or the process it names, the mount namespace of what is neither."""
    if target.namespace is not None:
        return target.namespace
    if target.pid is not None and target.kind != "self":
        return target.pid
    return target.namespaces.get("mnt") or next(iter(target.namespaces.values()))


def run(source: Source, target: str | None, surroundings: Surroundings) -> int:
    """Open the explorer, at `target` if given; the exit status when it was left.

    Raises UnknownTarget, AmbiguousTarget, after the terminal was restored.
    """
    signs = signs_for(glyphs_for(getattr(sys.__stderr__, "encoding", None)))  # Textual writes to standard error
    explorer = Explorer(source, target, replace(surroundings, signs=signs))
    status = explorer.run()
    if explorer.refused is not None:
        raise explorer.refused
    return status or explorer.return_code or 0
