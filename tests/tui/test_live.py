"""The explorer on a machine that changes: news without a key, marked, listed, and paused."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from queue import Queue

from textual.pilot import Pilot

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.events import EventsScreen
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import explore, explorer_of, press, settled
from tests.tui.machine import BLUE, WEB, machine
from tests.tui.screens import text_of


class Scripted:
    """A watch whose snapshots a test hands out."""

    def __init__(self) -> None:
        self.coming: Queue[Snapshot | None] = Queue()
        self.paused = False

    def snapshots(self) -> Iterator[Snapshot]:
        while (snapshot := self.coming.get()) is not None:
            yield snapshot

    def pause(self, paused: bool) -> None:
        self.paused = paused


def later() -> Snapshot:
    """The machine with a namespace more."""
    new = "net:[4026532999]"
    known = machine()
    return replace(
        known, taken=time.time(), namespaces={**known.namespaces, new: replace(known.namespaces[BLUE], id=new, inode=4026532999)}
    )


def live(visit: Callable[[Explorer, Pilot[int], Scripted], object]) -> None:
    watch = Scripted()

    async def wrapped(app: Explorer, pilot: Pilot[int]) -> None:
        try:
            await visit(app, pilot, watch)  # type: ignore[misc]
        finally:
            watch.coming.put(None)

    explore(wrapped, size=(160, 48), surroundings=Surroundings(watch=lambda capture: watch))


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    for _ in range(1000):
        await pilot.pause(0.01)
        if true():
            return
    raise AssertionError("it does not come")


def test_news_come_without_a_key_and_are_marked_and_listed() -> None:
    async def visit(app: Explorer, pilot: Pilot[int], watch: Scripted) -> None:
        lines = explorer_of(app).namespaces.lines
        lines.move_to(WEB["mnt"])
        await settled(app, pilot)
        watch.coming.put(later())
        await until(pilot, lambda: "+" in text_of(app) and "net:[4026532999]" in text_of(app))
        await settled(app, pilot)
        assert lines.cursor_key == WEB["mnt"]
        row = next(line for line in text_of(app).splitlines() if "net:[4026532999]" in line)
        assert "+" in row.split("net:")[0]
        await press(app, pilot, "E")
        assert isinstance(app.screen, EventsScreen)
        assert "+ net:[4026532999]" in text_of(app) and "appeared" in text_of(app)
        await press(app, pilot, "escape")

    live(visit)


def test_space_pauses() -> None:
    async def visit(app: Explorer, pilot: Pilot[int], watch: Scripted) -> None:
        await press(app, pilot, "space")
        assert watch.paused
        await press(app, pilot, "space")
        assert not watch.paused

    live(visit)
