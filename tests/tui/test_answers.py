"""The answers that are asked for from a namespace, a process, a mount or a path: the pages of the commands, over the screen."""

import os

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from nsexplorer import api
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.text.cells import cells
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.plain.answer import reasons, sentence
from nsexplorer.tui.actions import ACTIONS
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.questions import Question
from nsexplorer.tui.rows.page import Page
from nsexplorer.tui.screens.answer import AnswerScreen
from nsexplorer.tui.screens.shell_line import ShellLine
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import SIZES, explore, explorer_of, press, settled
from tests.tui.machine import BLUE, HOST, WEB, machine
from tests.tui.screens import assert_screen, text_of

SAVED = Surroundings(saved="web1.json")
"""Nothing here asks the machine that the tests run on."""

PLACES = {
    "whoami": (WEB["user"], ("U",)),
    "holders-namespace": (BLUE, ("H",)),
    "holders-mount": (HOST["mnt"], ("enter", "end", "H")),
    "predict": (WEB["mnt"], ("enter", "P", "enter")),
    "why": (WEB["mnt"], ("W", *"mnt/readonly", "enter")),
}

FIXES = (Fix("mild", "umount /a"), Fix("nothing to type"), Fix("strong", "kill 12"))
ANSWER = Answer(
    "It is busy.", (Evidence("a line of the kernel's that is longer than a narrow screen is wide " * 2, "/proc/1/mountinfo"),), FIXES
)
PAGE = Page(lambda medium: [sentence(ANSWER, medium), *reasons(ANSWER, medium)], FIXES)


@pytest.mark.parametrize("place", PLACES)
def test_the_answer_is_the_page_of_its_command_at_every_size(place: str) -> None:
    """The terminal grows under it, and the answer is wrapped anew. What it says is held where it is worked out."""
    subject, keys = PLACES[place]

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(subject)
        await settled(app, pilot)
        await press(app, pilot, *keys)
        screen = app.screen
        assert isinstance(screen, AnswerScreen)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
            page = screen.pane.page
            assert page is not None
            shown = "".join("".join(text for text, _ in cell) for row in range(3) for cell in screen.pane.lines.table.cells(row))
            assert "".join(page.text(UNICODE).split())[:40] in "".join(shown.split())
            assert all(cells(line) <= size[0] for line in text_of(app).splitlines())

    explore(visit, surroundings=SAVED)


def test_screen() -> None:
    """At all sizes."""

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        app.push_screen(AnswerScreen(Question("What keeps it", ("nsexplorer", "holders", "/a"), lambda: PAGE), machine(), SAVED))
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
            await assert_screen(app, pilot, f"answer-{size[0]}x{size[1]}")

    explore(visit, surroundings=SAVED)


@pytest.mark.parametrize(("key", "what"), [("D", "what works on it"), ("M", "which file systems may be mounted")])
def test_what_needs_the_live_machine_says_so_of_a_saved_snapshot(key: str, what: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, key)
        assert f"web1.json: a saved snapshot cannot tell {what}" in " ".join(text_of(app).replace("│", " ").split())
        await press(app, pilot, "escape")
        assert app.screen is explorer_of(app)

    explore(visit, surroundings=SAVED)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("U", "nsexplorer whoami 'mnt:[4026532303]' --snapshot web1.json"),
        ("H", "nsexplorer holders 'mnt:[4026532303]' --snapshot web1.json"),
        ("M", "nsexplorer can-mount --in 'mnt:[4026532303]'"),
        ("D", "nsexplorer doctor"),
    ],
)
def test_every_answer_shows_the_command_that_asks_the_same(key: str, line: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(WEB["mnt"])
        await settled(app, pilot)
        await press(app, pilot, key, "dollar_sign")
        assert isinstance(app.screen, ShellLine) and app.screen.line == line
        assert line in " ".join(text_of(app).replace("│", " ").replace("▌", " ").split())
        await press(app, pilot, "y")
        assert app.clipboard == line
        assert isinstance(app.screen, AnswerScreen)

    explore(visit, surroundings=SAVED)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), "nsexplorer ls --tree user --snapshot web1.json"),
        (("t",), "nsexplorer ls --tree pid --snapshot web1.json"),
        (("enter",), "nsexplorer mounts 'mnt:[4026532303]' --snapshot web1.json"),
        (("enter", "1"), "nsexplorer show 'mnt:[4026532303]' --snapshot web1.json"),
    ],
)
def test_a_view_shows_the_command_that_shows_the_same(keys: tuple[str, ...], line: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(WEB["mnt"])
        await settled(app, pilot)
        await press(app, pilot, *keys, "dollar_sign")
        assert isinstance(app.screen, ShellLine) and app.screen.line == line
        await press(app, pilot, "escape")
        assert app.screen is explorer_of(app)

    explore(visit, surroundings=SAVED)


def test_the_mildest_way_out_is_copied_and_the_one_under_the_cursor_is() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = AnswerScreen(Question("Test", ("true",), lambda: PAGE), machine(), SAVED)
        app.push_screen(screen)
        await settled(app, pilot)
        await press(app, pilot, "y")
        assert app.clipboard == "umount /a"
        await press(app, pilot, "end", "y")
        assert app.clipboard == "kill 12"
        await press(app, pilot, "Y")
        assert app.clipboard.splitlines()[0] == "It is busy."
        assert "(/proc/1/mountinfo)" in app.clipboard and "kill 12" in app.clipboard

    explore(visit, surroundings=SAVED)


def test_a_path_can_be_typed_or_not() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "P")
        assert isinstance(app.focused, Input) and app.focused.value == "/"
        await press(app, pilot, "escape")
        assert app.screen is explorer_of(app)

    explore(visit, surroundings=SAVED)


def test_the_live_machine_answers_about_itself() -> None:
    """Doctor and can-mount ask this machine; whoami is about this very process."""

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        for key, wanted in (("D", "rootless containers"), ("M", "FILE SYSTEM")):
            await press(app, pilot, key)
            assert wanted in text_of(app)
            await press(app, pilot, "escape")
        await press(app, pilot, "U")
        assert f"Process {os.getpid()}" in text_of(app) and "SETGROUPS" in text_of(app)

    explore(visit, api.observer().capture, (120, 40), str(os.getpid()))


def test_the_palette_and_the_help_have_every_question_with_its_key() -> None:
    asked = [action for action in ACTIONS if action.group == "Ask" and action.scope == "explorer"]
    assert len(asked) >= 8

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "question_mark")
        help_page = text_of(app)
        assert all(action.title in help_page for action in asked)
        await press(app, pilot, "escape", "colon")
        palette = app.screen
        assert isinstance(palette, CommandPalette)
        await press(app, pilot, *"doctor")
        await pilot.pause(0.3)
        assert "Doctor  (D)" in text_of(app)

    explore(visit, size=(200, 90))
