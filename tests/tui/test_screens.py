"""What the screens look like, at both ends of the sizes they are made for."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from nsexplorer.model.snapshot import Completeness, Snapshot
from nsexplorer.text.cells import cells
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.signs import PLAIN
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import LARGE, SIZES, explore, explorer_of, press, settled
from tests.tui.machine import HOST, HOSTILE, LONG, WEB, WIDE, machine, network
from tests.tui.screens import assert_screen, text_of

EACH_SIZE = pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
PLACES = {
    "start": (None, ()),
    "mounts": (HOST["mnt"], ("enter", *["down"] * 10)),
    "mount-details": (WEB["mnt"], ("enter", "enter")),
    "mounts-list": (WEB["mnt"], ("enter", "t")),
    "processes": (HOST["pid"], ("enter", "end")),
    "process": (WEB["pid"], ("enter", "enter")),
    "ids": (WEB["user"], ("enter",)),
    "network": (WEB["net"], ("enter",)),
    "facts": (WEB["uts"], ("enter",)),
    "filter": (WEB["net"], ("slash", *"web")),
    "by-container": (WEB["net"], ("t", "t", "t")),
    "help": (None, ("question_mark",)),
    "snapshot": (None, ("i",)),
}


@pytest.mark.parametrize("place", PLACES)
def test_screen(place: str) -> None:
    """At the small size, and then at the larger ones: the terminal grows under it."""
    subject, keys = PLACES[place]

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        if subject is not None:
            explorer_of(app).namespaces.lines.move_to(subject)
        await press(app, pilot, *keys)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
            await assert_screen(app, pilot, f"{place}-{size[0]}x{size[1]}")
            _assert_nothing_breaks_out(app, size)

    explore(visit, surroundings=Surroundings(network=network))


def _assert_nothing_breaks_out(app: Explorer, size: tuple[int, int]) -> None:
    """No line is longer than the terminal, and every border stands where it stood."""
    lines = text_of(app).splitlines()
    assert len(lines) == size[1]
    assert all(cells(line) <= size[0] for line in lines)
    assert not any(character in text_of(app) for character in "\x1b\x00\t\u202e")


def incomplete() -> Snapshot:
    """The machine as an ordinary user sees it."""
    missing = ("file descriptors of 7 processes: CAP_SYS_PTRACE", "mount namespaces without a process: CAP_SYS_ADMIN")
    snapshot = machine(Completeness(processes=9, unreadable_processes=7, tables=5, unreadable_tables=1, missing=missing))
    return replace(snapshot, viewer=replace(snapshot.viewer, uid=1000, capabilities=()))


@EACH_SIZE
def test_what_is_missing_is_said_with_the_line_that_completes_it(size: tuple[int, int]) -> None:
    command = "sudo /home/alice/.local/bin/nsexplorer"

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await assert_screen(app, pilot, f"incomplete-{size[0]}x{size[1]}")
        assert command in text_of(app)

    explore(visit, incomplete, size, surroundings=Surroundings(advice=command))


def alone() -> Snapshot:
    """The machine without anything but the host."""
    snapshot = machine()
    namespaces = {key: value for key, value in snapshot.namespaces.items() if key in HOST.values()}
    processes = {pid: each for pid, each in snapshot.processes.items() if dict(each.namespaces) == HOST}
    return replace(snapshot, namespaces=namespaces, processes=processes, containers=(), units=())


@EACH_SIZE
def test_a_machine_without_any_other_namespace_says_what_to_try(size: tuple[int, int]) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await assert_screen(app, pilot, f"alone-{size[0]}x{size[1]}")
        assert "unshare --map-root-user --mount" in text_of(app)

    explore(visit, alone, size)


def test_a_terminal_without_unicode_gets_ascii_alone() -> None:
    def source() -> Snapshot:
        return alone()

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        await press(app, pilot, "down", "down", "down", "enter", "f")
        assert text_of(app).isascii(), [character for character in text_of(app) if not character.isascii()]

    explore(visit, source, surroundings=Surroundings(signs=PLAIN))


def test_hostile_names_are_written_out_and_shown_whole_in_the_details() -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        screen = explorer_of(app)
        screen.namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter")
        assert HOSTILE not in text_of(app)
        for identifier, whole in ((34, "/mnt/evil\\x1b[31m\\n[red]x[/red]\\u202e"), (35, f"/mnt/{WIDE}"), (36, LONG)):
            screen.panel.lines.move_to(identifier)
            await settled(app, pilot)
            table, _, details = text_of(app).partition("mount point ")
            assert whole in "".join(line.rpartition("││")[2].strip("│▏ ") for line in details.splitlines())
            assert cells(whole) <= 50 or whole not in table

    explore(visit, size=LARGE)


def test_without_colour_the_states_are_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        assert app.no_color
        await press(app, pilot, "down", "down", "down", "enter")
        lines = text_of(app).splitlines()
        assert any(line.startswith("│▌▾ /") for line in lines)
        assert any("hidden by 32" in line for line in lines)
        assert "[2 Mounts" in lines[2]
        colours = {segment.style.color for strip in app.screen._compositor.render_strips() for segment in strip if segment.style}
        assert all(color is None or color.triplet is None or len(set(color.triplet)) == 1 for color in colours)

    explore(visit)
