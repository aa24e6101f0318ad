"""The explorer run for a test: on a snapshot, in a terminal that is not there."""

import asyncio
from collections.abc import Awaitable, Callable

from textual import events
from textual.pilot import Pilot

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.app import Explorer, Source
from nsexplorer.tui.screens.compare import CompareScreen
from nsexplorer.tui.screens.explorer import ExplorerScreen
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.pane import Pane
from tests.tui.machine import machine

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
SIZES = (SMALL, MIDDLE, LARGE)

CHARACTERS = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "space": " ",
    "dollar_sign": "$",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
"""The keys that have another name than what they type."""

Visit = Callable[[Explorer, Pilot[int]], Awaitable[None]]


def explore(
    visit: Visit,
    source: Source = machine,
    size: tuple[int, int] = SMALL,
    target: str | None = None,
    surroundings: Surroundings | None = None,
) -> Explorer:
    """Open the explorer, carry out `visit` once its first snapshot is shown, and close it."""
    app = Explorer(source, target, surroundings)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await settled(app, pilot)
            await visit(app, pilot)

    asyncio.run(run())
    return app


async def press(app: Explorer, pilot: Pilot[int], *keys: str) -> None:
    """Press these keys, each after what the one before asked for is on the screen."""
    for key in keys:
        character = CHARACTERS.get(key) or (key if len(key) == 1 else None)
        app.post_message(events.Key(key, character))  # Pilot.press waits for an idle processor, twice
        await settled(app, pilot)


async def settled(app: Explorer, pilot: Pilot[int]) -> None:
    """Wait until no thread works and no timer of the tree is pending, and all is painted."""
    calm = 0
    for _ in range(1000):
        await pilot.pause(0.004)
        screen = explorer_of(app)
        workers = any(not worker.is_finished for worker in app.workers)
        panes = (*screen.panes, *app.screen.query(Pane))
        explaining = isinstance(app.screen, CompareScreen) and app.screen.explaining
        busy = workers or app.looking or screen.following or explaining or any(pane.working for pane in panes)
        calm = 0 if busy else calm + 1
        if calm == 3:
            return
    raise AssertionError("the explorer does not come to rest")


def explorer_of(app: Explorer) -> ExplorerScreen:
    """The start screen, whatever page is over it."""
    return next(screen for screen in app.screen_stack if isinstance(screen, ExplorerScreen))


def row_of(app: Explorer) -> object:
    """The key of the row under the cursor of the panel."""
    return explorer_of(app).panel.lines.cursor_key


def with_later(change: Callable[[Snapshot], Snapshot]) -> Callable[[], Snapshot]:
    """A source whose first snapshot is the machine, and whose later ones are changed."""
    taken: list[Snapshot] = []

    def take() -> Snapshot:
        taken.append(machine() if not taken else change(taken[0]))
        return taken[-1]

    return take
