"""Sessions in the explorer: the form, the terminal beside the three panes, coming and going, and what becomes of them. All of it real."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from nsexplorer import api
from nsexplorer.discovery.session_records import sessions
from nsexplorer.model.session import Session
from nsexplorer.sessions.ending import end
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.explorer import ExplorerScreen
from nsexplorer.tui.screens.leaving import Leaving
from nsexplorer.tui.screens.new_session import NewSessionForm
from nsexplorer.tui.screens.open_sessions import OpenSessions
from nsexplorer.tui.screens.session import SessionScreen
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.terminal.pane import LEADER
from tests.tui.explorer import SIZES

Visit = Callable[[Explorer, Pilot[int]], Awaitable[None]]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run-time directory of the test's own, and a shell without anybody's start-up files."""
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("HOME", str(tmp_path))


def explore(visit: Visit, size: tuple[int, int] = (140, 36)) -> tuple[Session, ...]:
    """The explorer on this machine; gives the sessions of it that live at the end."""
    app = Explorer(api.observer().capture, surroundings=Surroundings())

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.snapshot is not None)
            await visit(app, pilot)

    asyncio.run(run())
    return sessions()


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        if holds():
            return
        await pilot.pause(0.01)
    told = [*map(str, (each.content for each in pilot.app.screen.query("#beside Static").results()))]  # type: ignore[attr-defined]
    raise AssertionError(f"it does not come to be: {pilot.app.screen_stack} {getattr(pilot.app.focused, 'text', '')}\n{told}")


def key(app: Explorer, name: str, character: str | None = None) -> None:
    app.post_message(events.Key(name, character or (name if len(name) == 1 else None)))


KEYS = {" ": "space", "/": "slash", "-": "minus", "\n": "enter", ";": "semicolon", "'": "apostrophe"}


def typed(app: Explorer, text: str) -> None:
    for character in text:
        key(app, KEYS.get(character, character), character)


async def opened(app: Explorer, pilot: Pilot[int]) -> SessionScreen:
    """A session by the form as it stands, its shell waiting."""
    key(app, "u")
    await until(pilot, lambda: isinstance(app.screen, NewSessionForm))
    key(app, "enter", "\r")
    await until(pilot, lambda: isinstance(app.screen, SessionScreen))
    screen = app.screen
    assert isinstance(screen, SessionScreen)
    await until(pilot, lambda: screen.terminal.text.endswith("] #"))
    return screen


def beside(screen: SessionScreen) -> str:
    return "\n".join(str(pane.content) for pane in screen.query("#beside Static").results())  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", SIZES)
def test_a_mount_in_the_shell_is_shown_beside_it(size: tuple[int, int]) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await opened(app, pilot)
        assert "unshare(CLONE_NEWUSER)" in screen.terminal.text or size[1] == 24
        await until(pilot, lambda: "only in here: nothing" in beside(screen))
        typed(app, "mount -t tmpfs mine /mnt\n")
        await until(pilot, lambda: "> /mnt  tmpfs mine" in beside(screen))
        assert "private" in beside(screen)
        assert "uid 0, gid 0 in user:[" in beside(screen)
        assert "nsexplorer keeps it" in beside(screen)
        assert not os.path.ismount("/mnt")
        typed(app, "exit\n")
        await until(pilot, lambda: screen.over and not sessions())
        key(app, "escape")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        assert app.terminals.screens == []

    assert explore(visit, size) == ()


def test_the_leader_goes_to_the_explorer_and_back() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        first = await opened(app, pilot)
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, "s")
        await until(pilot, lambda: app.screen is first)
        typed(app, "cat -v; echo 'cat is over'\n")
        await until(pilot, lambda: first.terminal.text.endswith("over'"))
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: app.screen is first)
        typed(app, "\n")
        await until(pilot, lambda: "\n^]\n" in first.terminal.text)
        key(app, "ctrl+d", "\x04")
        await until(pilot, lambda: "\ncat is over\n" in first.terminal.text and first.terminal.text.endswith("] #"))
        typed(app, "echo still here\n")
        await until(pilot, lambda: "\nstill here\n" in first.terminal.text)
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        second = await opened(app, pilot)
        assert {session.name for session in sessions()} == {"s1", "s2"}
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, "s")
        await until(pilot, lambda: isinstance(app.screen, OpenSessions))
        key(app, "down")
        key(app, "enter", "\r")
        await until(pilot, lambda: app.screen is second)
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, "q")
        await until(pilot, lambda: isinstance(app.screen, Leaving))
        key(app, "e")
        await until(pilot, lambda: app.return_value == 0)

    assert explore(visit) == ()


def test_sessions_can_be_kept_when_the_explorer_is_left() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await opened(app, pilot)
        key(app, LEADER, "\x1d")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, "q")
        await until(pilot, lambda: isinstance(app.screen, Leaving))
        key(app, "escape")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))
        key(app, "q")
        await until(pilot, lambda: isinstance(app.screen, Leaving))
        key(app, "k")
        await until(pilot, lambda: app.return_value == 0)

    (kept,) = explore(visit)
    assert kept.name == "s1"
    assert end(kept)
    assert sessions() == ()


def test_the_form_tells_the_command_line_as_it_is_made() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        key(app, "u")
        await until(pilot, lambda: isinstance(app.screen, NewSessionForm))
        form = app.screen
        assert isinstance(form, NewSessionForm)

        def told() -> str:
            return str(form.query_one("#meaning").content)  # type: ignore[attr-defined]

        await until(pilot, lambda: told().endswith("\nnsexplorer unshare --name s1"))
        for name in ("map", "propagation", "pid"):
            key(app, "tab")
            await until(
                pilot, lambda name=name: name in (getattr(app.focused, "id", ""), getattr(getattr(app.focused, "parent", None), "id", ""))
            )
        key(app, "space", " ")
        await until(pilot, lambda: told().endswith("\nnsexplorer unshare --pid --name s1"))
        assert "pid: sees its own processes alone" in told()
        key(app, "escape")
        await until(pilot, lambda: isinstance(app.screen, ExplorerScreen))

    assert explore(visit) == ()
