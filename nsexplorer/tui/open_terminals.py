"""The terminals that are open in the explorer, and the sessions that were opened for them."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from nsexplorer.model.session import Session
from nsexplorer.sessions import records
from nsexplorer.sessions.ending import end
from nsexplorer.sessions.terminal import PROGRAM
from nsexplorer.text.quoting import shell_line
from nsexplorer.tui.screens.new_session import NewSession
from nsexplorer.tui.screens.session import SessionScreen

if TYPE_CHECKING:
    from nsexplorer.tui.app import Explorer

TERM = "xterm-256color"


class OpenTerminals:
    """What is open, in the order in which it was opened. `front` is the one that was looked at last."""

    def __init__(self, app: "Explorer") -> None:
        self._app = app
        self.screens: list[SessionScreen] = []
        self.front: SessionScreen | None = None

    @property
    def living(self) -> list[Session]:
        """The sessions that were opened for them and live, but for those that were meant to outlive their shell."""
        found = (records.find(screen.session) for screen in self.screens if screen.session is not None)
        return [session for session in found if session is not None]

    def free_name(self) -> str:
        """A name for the next session."""
        return records.free_name(records.prepared())

    def open_session(self, chosen: NewSession) -> None:
        """Open a session and its terminal. It is kept as long as that is there, and ended with it unless it is to outlive it."""
        options = [each for each in chosen.options if each != "--keep"]
        words = [*PROGRAM, "unshare", "--explain", "--keep", *options]
        title = shell_line(["nsexplorer", "unshare", *chosen.options])
        self._open(SessionScreen(title, f"session:{chosen.name}", words, self._environment(), None if chosen.keep else chosen.name))

    def enter(self, target: str) -> None:
        """Open a terminal in the namespaces of a target."""
        words = [*PROGRAM, "enter", "--explain", target]
        self._open(SessionScreen(shell_line(["nsexplorer", "enter", target]), target, words, self._environment(), None))

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "TERM": TERM}

    def _open(self, screen: SessionScreen) -> None:
        self.screens.append(screen)
        self._app.install_screen(screen, f"terminal-{id(screen)}")
        self.show(screen)

    def show(self, screen: SessionScreen) -> None:
        """Have it in front."""
        self.front = screen
        self._app.push_screen(screen)

    def leave(self, screen: SessionScreen) -> None:
        """Back to the explorer; what is over is put away."""
        if self._app.screen is screen:
            self._app.pop_screen()
        if screen.over:
            self.screens.remove(screen)
            self.front = self.screens[-1] if self.screens else None
            self._app.uninstall_screen(screen)
            screen.remove()

    def over(self, screen: SessionScreen) -> None:
        """Its program has ended: the session was there for that."""
        if screen.session is not None and (session := records.find(screen.session)) is not None:
            threading.Thread(target=end, args=(session,), name="end", daemon=True).start()

    def end_all(self, then: Callable[[], object]) -> None:
        """End the sessions that were opened for terminals, and go on."""
        living = self.living

        def work() -> None:
            for session in living:
                end(session)
            with suppress(RuntimeError):
                self._app.call_from_thread(then)

        threading.Thread(target=work, name="end", daemon=True).start()
