"""The compare screen on real namespaces: what is read live, and only when it is asked for."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from nsexplorer import api
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.explanation_pane import BY_WALK
from tests.kernel import needs_root
from tests.topology import process
from tests.tui.explorer import explore, explorer_of, press, settled
from tests.tui.screens import text_of
from tests.tui.test_compare import compare_of, open_at

pytestmark = [needs_root, pytest.mark.usefixtures("leftovers")]


def test_a_mount_of_a_namespace_is_beside_nothing_and_a_walk_rules_out_what_the_tables_cannot(tmp_path: Path) -> None:
    (tmp_path / "only").mkdir()
    with process("mnt") as there:
        there.do(f"tmpfs({str(tmp_path / 'only')!r}, 'mine')")

        async def visit(app: Explorer, pilot: Pilot[int]) -> None:
            screen = await open_at(app, pilot, there.namespace("mnt"))
            key = next(key for key in screen.comparison.lines.table.keys if isinstance(key, tuple) and key[0] == str(tmp_path / "only"))
            screen.comparison.lines.move_to(key)
            await settled(app, pilot)
            before = screen.explanation.page
            assert before is not None and "only a walk of the path on both sides could tell" in before.text(UNICODE)
            await press(app, pilot, "w")
            after = screen.explanation.page
            assert BY_WALK in text_of(app)
            assert after is not None and "only a walk" not in after.text(UNICODE)
            await press(app, pilot, "o")
            assert app.screen is explorer_of(app)
            assert explorer_of(app).panel.subject == there.namespace("mnt")
            assert explorer_of(app).panel.lines.cursor_key == key[2]

        explore(visit, api.observer().capture, (120, 40))


def test_a_directory_is_compared_once_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "host-only").touch()
    with process("mnt") as there:
        there.do(f"tmpfs({str(tmp_path / 'shared')!r}, 'mine')")
        there.do(f"open({str(tmp_path / 'shared' / 'theirs')!r}, 'w').close()")

        async def visit(app: Explorer, pilot: Pilot[int]) -> None:
            screen = await open_at(app, pilot, there.namespace("mnt"), "6")
            assert "Which directory?" in text_of(app)
            await press(app, pilot, "p", "end", *(["backspace"] * 30), *str(tmp_path / "shared"), "enter")
            assert list(screen.comparison.lines.table.keys) == ["host-only", "theirs"]
            assert "< host-only" in text_of(app) and "> " in text_of(app)

        explore(visit, api.observer().capture, (120, 40))


def test_network_namespaces_are_read_live() -> None:
    with process("net") as there:

        async def visit(app: Explorer, pilot: Pilot[int]) -> None:
            screen = await open_at(app, pilot, there.namespace("net"))
            assert screen.tab == "net"
            await press(app, pilot, "a")
            assert "link lo" in screen.comparison.lines.table.keys

        explore(visit, api.observer().capture, (120, 40))


def test_a_walk_that_hangs_is_told_and_can_be_stopped_and_the_keys_work(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()
    ask: Callable[..., object] = api.why

    def hang(*arguments: object, live: bool = True, **named: object) -> object:
        if live:
            answered.wait(30)
        return ask(*arguments, live=False, **named)

    monkeypatch.setattr(api, "why", hang)
    with process("mnt", "uts") as there:
        there.do("tmpfs('/mnt', 'mine')")

        async def visit(app: Explorer, pilot: Pilot[int]) -> None:
            screen = await open_at(app, pilot, there.namespace("mnt"))
            await pilot.press("w")
            await pilot.pause(0.6)
            assert "Reading ..." in text_of(app)
            await pilot.press("a")
            await pilot.pause(0.2)
            assert screen.comparison.everything
            await pilot.press("w", "escape")
            await settled(app, pilot)
            assert BY_WALK not in text_of(app) and compare_of(app) is app.screen

        try:
            explore(visit, api.observer().capture, (120, 40), surroundings=Surroundings())
        finally:
            answered.set()


def test_what_the_shell_line_says_gives_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "only").mkdir()
    with process("mnt") as there:
        there.do(f"tmpfs({str(tmp_path / 'only')!r}, 'mine')")
        lines: list[str] = []

        async def visit(app: Explorer, pilot: Pilot[int]) -> None:
            lines.append((await open_at(app, pilot, there.namespace("mnt"))).line)

        explore(visit, api.observer().capture)
        line = lines[0].replace("nsexplorer", f"{sys.executable} -m nsexplorer", 1)
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        assert done.returncode == 1 and f"> {tmp_path / 'only'}" in done.stdout
