"""The compare screen: two sides row by row, and why they differ."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nsexplorer import api
from nsexplorer.explain.why.answer import Why
from nsexplorer.model import saved
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.mount import MountTable
from nsexplorer.model.snapshot import Completeness, Snapshot
from nsexplorer.text.cells import cells
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.compare import CompareScreen
from nsexplorer.tui.screens.shell_line import ShellLine
from nsexplorer.tui.signs import PLAIN
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import SIZES, explore, explorer_of, press, settled, with_later
from tests.tui.machine import HOST, HOST_MOUNTS, UDEV, WEB, machine, mount
from tests.tui.screens import assert_screen, text_of

SAVED = Surroundings(saved="web1.json")
"""Nothing here asks the machine that the tests run on."""


def compare_of(app: Explorer) -> CompareScreen:
    """The compare screen, whatever page is over it."""
    return next(screen for screen in app.screen_stack if isinstance(screen, CompareScreen))


async def open_at(app: Explorer, pilot: Pilot[int], subject: str, *keys: str) -> CompareScreen:
    """Compare the host with that namespace."""
    explorer_of(app).namespaces.lines.move_to(subject)
    await settled(app, pilot)
    await press(app, pilot, "c", *keys)
    return compare_of(app)


PLACES = {
    "compare-mounts": (WEB["mnt"], ("down",)),
    "compare-all": (UDEV["mnt"], ("a",)),
    "compare-ids": (WEB["user"], ()),
    "compare-namespaces": (WEB["uts"], ("end",)),
    "compare-processes": (WEB["pid"], ()),
    "compare-network": (WEB["net"], ()),
    "compare-files": (WEB["mnt"], ("6",)),
    "compare-filter": (WEB["mnt"], ("slash", *"netns")),
    "compare-shell-line": (WEB["mnt"], ("dollar_sign",)),
    "compare-help": (WEB["mnt"], ("question_mark",)),
    "compare-side": (WEB["mnt"], ("left_square_bracket",)),
}


def because(snapshot: Snapshot, path: str, b: str, a: str = "host", at: str | None = None, live: bool = True) -> Why:
    """An answer of `why`; what the real ones say is held where they are worked out."""
    evidence = (Evidence("37 22 254:32 / /mnt/readonly ro,relatime - ext4 /dev/vdc1 ro", "/proc/1/mountinfo"),)
    fixes = (Fix("mount it there as well", "mount -N 300 -t ext4 /dev/vdc1 /mnt/readonly"),)
    answer = Answer(f"Nothing carried what {a} has at {path}.", evidence, fixes)
    return Why("umounted-in-b", "likely", path, path, api.target(snapshot, a), api.target(snapshot, b), answer)


@pytest.mark.parametrize("place", PLACES)
def test_screen(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At all sizes: the terminal grows under it."""
    monkeypatch.setattr(api, "why", because)
    subject, keys = PLACES[place]

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await open_at(app, pilot, subject, *keys)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
            await assert_screen(app, pilot, f"{place}-{size[0]}x{size[1]}")
            lines = text_of(app).splitlines()
            assert len(lines) == size[1]
            assert all(cells(line) <= size[0] for line in lines)

    explore(visit, surroundings=SAVED)


def test_the_host_is_left_and_rows_stand_beside_each_other() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"])
        assert [side.word for side in screen.sides] == ["host", WEB["mnt"]]
        table = screen.comparison.lines.table
        for index in range(len(table.keys)):
            change, left, of_left, _, right, of_right = ("".join(text for text, _ in cell) for cell in table.cells(index))
            assert change in "<>~"
            assert (left == of_left == "") == (change == ">")
            assert (right == of_right == "") == (change == "<")
            assert change != "~" or left == right
        await press(app, pilot, "x")
        assert [side.word for side in screen.sides] == [WEB["mnt"], "host"]
        await press(app, pilot, "escape")
        assert app.screen is explorer_of(app)

    explore(visit, surroundings=SAVED)


def test_two_marked_are_compared_and_one_marked_is_the_left_side() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        tree = explorer_of(app).namespaces.lines
        tree.move_to(UDEV["mnt"])
        await settled(app, pilot)
        await press(app, pilot, "m")
        assert f"marked: {UDEV['mnt']} (c compares it with the selected one)" in text_of(app)
        screen = await open_at(app, pilot, WEB["mnt"])
        assert [side.word for side in screen.sides] == [UDEV["mnt"], WEB["mnt"]]
        await press(app, pilot, "escape", "m", "home", "c")
        assert [side.word for side in compare_of(app).sides] == [UDEV["mnt"], WEB["mnt"]]
        await press(app, pilot, "escape")
        tree.move_to(UDEV["mnt"])
        await settled(app, pilot)
        await press(app, pilot, "m")
        assert explorer_of(app).marks.marked == (WEB["mnt"],)

    explore(visit, surroundings=SAVED)


def test_the_row_under_the_cursor_explains_itself_from_the_tables_and_can_be_copied() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"])
        screen.comparison.lines.move_to(("/data", None, 304))
        await settled(app, pilot)
        shown = text_of(app)
        assert "Why, by the tables alone" in shown
        assert "/srv/data/www" in shown and "at-other-path (likely)" in shown
        await press(app, pilot, "Y")
        assert "304 300 254:16 /www /data rw,relatime master:50 - ext4 /dev/vdb1 rw" in app.clipboard
        await press(app, pilot, "enter")
        assert screen.explanation.lines.has_focus
        await press(app, pilot, "tab")
        assert screen.comparison.lines.has_focus
        await press(app, pilot, "tab", "escape")
        assert screen.comparison.lines.has_focus
        assert not screen.explanation.can_walk  # a saved snapshot has no files

    explore(visit, surroundings=SAVED)


def test_a_fix_is_copied_as_a_line_for_a_shell() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, UDEV["mnt"])
        screen.comparison.lines.move_to(("/mnt/readonly", 37, None))
        await settled(app, pilot)
        await press(app, pilot, "y")
        told = api.why(machine(), "/mnt/readonly", UDEV["mnt"], live=False)
        assert app.clipboard == told.answer.fix[0].command

    explore(visit, surroundings=SAVED)


def test_only_differences_or_all_and_the_next_difference() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, UDEV["mnt"])
        lines = screen.comparison.lines
        only = list(lines.table.keys)
        await press(app, pilot, "a")
        assert len(lines.table.keys) > len(only)
        await press(app, pilot, "home", "n")
        first = lines.cursor_key
        assert first in only
        await press(app, pilot, "n", "N")
        assert lines.cursor_key == first
        await press(app, pilot, "a")
        assert list(lines.table.keys) == only

    explore(visit, surroundings=SAVED)


def test_a_filter_leaves_rows_and_escape_drops_it_before_it_leaves() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"], "slash", *"netns", "enter")
        assert {key[0] for key in screen.comparison.lines.table.keys if isinstance(key, tuple)} == {"/run/netns", "/run/netns/blue"}
        await press(app, pilot, "escape")
        assert app.screen is screen and not screen.comparison.filter_text
        await press(app, pilot, "slash", *"nothing-has-this")
        assert "No row has all of these words." in text_of(app)
        await press(app, pilot, "escape", "escape")
        assert app.screen is explorer_of(app)

    explore(visit, surroundings=SAVED)


def test_tabs_by_key_and_by_mouse() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"])
        for key, tab in zip("123456", ("mounts", "ids", "namespaces", "processes", "net", "files"), strict=True):
            await press(app, pilot, key)
            assert screen.tab == tab
        await pilot.click(offset=(14, 2))
        await settled(app, pilot)
        assert screen.tab == "ids"

    explore(visit, surroundings=SAVED)


def test_another_side_can_be_typed_and_what_is_not_there_is_a_sentence() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"], "right_square_bracket", *"300", "enter")
        assert screen.sides[1].word == "300"
        assert "B  process 300 (systemd-udevd)" in text_of(app)
        await press(app, pilot, "left_square_bracket", *"99999", "enter")
        assert "99999: no process has that pid" in text_of(app)
        await press(app, pilot, "left_square_bracket", "escape")
        assert screen.sides[0].word == "99999"

    explore(visit, surroundings=SAVED)


def test_a_saved_snapshot_compares_with_this_one(tmp_path: Path) -> None:
    before = _without(machine(), 37)
    file = tmp_path / "before.json"
    file.write_text(saved.save(before))

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, HOST["mnt"])
        assert "No difference." in text_of(app)
        screen._put(0, f"snapshot:{file}#host")
        await settled(app, pilot)
        assert [key[0] for key in screen.comparison.lines.table.keys if isinstance(key, tuple)] == ["/mnt/readonly"]
        shown = text_of(app)
        assert "/mnt/readonly is only on the right side" in shown
        page = screen.explanation.page
        assert page is not None and "Two moments are compared" in page.text(UNICODE)
        assert screen.line.startswith(f"nsexplorer compare 'snapshot:{file}#host' ")
        screen._put(0, f"snapshot:{tmp_path}/none.json")
        await settled(app, pilot)
        assert "none.json: No such file or directory" in " ".join(text_of(app).replace("│", " ").split())
        assert not screen.comparison.lines.table.keys

    explore(visit, surroundings=SAVED)


def _without(snapshot: Snapshot, number: int) -> Snapshot:
    """The machine without that mount of the host's."""
    tables = tuple(
        replace(table, mounts=tuple(each for each in table.mounts if each.id != number)) if table.namespace == HOST["mnt"] else table
        for table in snapshot.tables
    )
    return replace(snapshot, tables=tables)


def _with_new_mount(snapshot: Snapshot) -> Snapshot:
    """The machine a moment later."""
    tables = list(snapshot.tables)
    table: MountTable = tables[0]
    tables[0] = replace(table, mounts=(*table.mounts, mount(90, 22, "/mnt/new", device="0:90")))
    return replace(snapshot, tables=tuple(tables), taken=snapshot.taken + 60)


def test_now_compares_with_the_start_and_a_new_look_keeps_cursor_and_rows() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(HOST["mnt"])
        await settled(app, pilot)
        await press(app, pilot, "C")
        screen = compare_of(app)
        assert "No difference." in text_of(app)
        await press(app, pilot, "r")
        assert [key[0] for key in screen.comparison.lines.table.keys if isinstance(key, tuple)] == ["/mnt/new"]
        await press(app, pilot, "dollar_sign")
        assert isinstance(app.screen, ShellLine)
        assert app.screen.line.startswith("nsexplorer compare 'snapshot:start.json#mnt:[4026531841]' 'mnt:[4026531841]' --aspect mounts")
        await press(app, pilot, "y")
        assert app.clipboard.startswith("nsexplorer compare ")

    explore(visit, with_later(_with_new_mount))


def test_ten_thousand_mounts_are_rows_that_are_made_when_they_come_into_view() -> None:
    many = tuple(mount(1000 + number, 22, f"/srv/many/{number:05d}", device=f"0:{1000 + number}") for number in range(10_000))

    def crowded() -> Snapshot:
        snapshot = machine()
        tables = (replace(snapshot.tables[0], mounts=(*HOST_MOUNTS, *many)), *snapshot.tables[1:])
        return replace(snapshot, tables=tables)

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = await open_at(app, pilot, WEB["mnt"])
        assert len(screen.comparison.lines.table.keys) > 10_000
        made: list[int] = []
        table = screen.comparison.lines.table
        screen.comparison.lines.table = replace(table, cells=lambda index: (made.append(index), table.cells(index))[1])
        await press(app, pilot, "end", "pageup")
        assert 0 < len(made) < 200

    explore(visit, crowded, surroundings=SAVED)


@pytest.mark.parametrize("keys", [("c",), ("c", "dollar_sign"), ("c", "left_square_bracket"), ("U",), ("P",)], ids=" ".join)
def test_a_terminal_without_unicode_gets_ascii_alone(keys: tuple[str, ...]) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(UDEV["uts"])
        await settled(app, pilot)
        await press(app, pilot, *keys)
        assert text_of(app).isascii(), [character for character in text_of(app) if not character.isascii()]

    explore(visit, surroundings=Surroundings(saved="web1.json", signs=PLAIN))


def test_what_is_missing_is_said_on_the_screen() -> None:
    def partly() -> Snapshot:
        return machine(Completeness(processes=9, unreadable_processes=7, tables=5, unreadable_tables=0, missing=()))

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await open_at(app, pilot, WEB["mnt"])
        assert "incomplete without the namespaces of 7 of 9 processes" in text_of(app)
        await press(app, pilot, "escape", "U")
        assert "incomplete without the namespaces of 7 of 9 processes" in text_of(app)

    explore(visit, partly, surroundings=SAVED)


def test_the_palette_has_what_the_screen_does_and_leads_out_of_it() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await open_at(app, pilot, WEB["mnt"])
        await press(app, pilot, "colon", *"swap")
        await pilot.pause(0.3)
        assert "Swap the sides  (x)" in text_of(app)
        await press(app, pilot, "escape", "colon", *"process 300")
        await pilot.pause(0.3)
        await press(app, pilot, "down", "enter")
        await pilot.pause(0.3)
        await settled(app, pilot)
        assert app.screen is explorer_of(app)
        assert explorer_of(app).panel.subject == 300

    explore(visit, surroundings=SAVED)
