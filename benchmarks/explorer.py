"""What the explorer costs with a large machine beside a small one: a key press, opening the table; and its start beside an empty one's.

    python benchmarks/explorer.py

The real program on hand-made tables, without a terminal, at 160x48: runs of both sizes take turns, and the medians are compared.
A key press is told in processor time of the whole program, opening in time that passes until the rows are on the screen.
"""

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from textual.pilot import Pilot

from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Completeness, Snapshot, Viewer
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.screens.explorer import ExplorerScreen

ROOT = Path(__file__).resolve().parent.parent
SIZE = (160, 48)
SMALL, LARGE = 50, 10_000
"""Mounts; there are half as many processes, and as many in the small one."""

PRESSES = 60
"""Presses of a key in one run."""

KEYS = {"down a row": "down", "down a page": "pagedown"}
MOST_KEY_RATIO = 1.3
MOST_START_RATIO = 1.3
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("empty")

Empty().run()
"""
"""The least there is to be beside: one widget."""

MOST_OPENING = 0.5
"""Seconds that opening the large table may take longer."""


class Run(NamedTuple):
    """What one run measured, in seconds: opening, and the processor time of each key."""

    opening: float
    keys: dict[str, float]


class Result(NamedTuple):
    """The medians of all runs of one size."""

    opening: float
    keys: dict[str, float]


def machine(mounts: int) -> Snapshot:
    """A machine with one mount namespace of that many mounts, a tenth of them hidden, half of them shared, and its processes."""
    pids = range(1, (mounts if mounts == SMALL else mounts // 2) + 1)
    user, mnt = "user:[4026531837]", "mnt:[4026531841]"
    held = (Pin("process", pid=1),)
    namespaces = {
        identifier: Namespace(identifier, identifier[:4].rstrip(":"), 1, leader=1, members=tuple(pids), pins=held, owner=owner)
        for identifier, owner in ((user, None), (mnt, user))
    }
    return Snapshot(
        taken=0.0,
        machine="benchmark",
        kernel="",
        boot=None,
        viewer=Viewer(1, 0, (), user),
        own={"user": user, "mnt": mnt},
        host={"user": user, "mnt": mnt},
        namespaces=namespaces,
        processes={pid: Process(pid, pid, pid // 2, "S", "init", 0, pid, False, {"user": user, "mnt": mnt}, root="/") for pid in pids},
        threads=(),
        tables=(MountTable(mnt, "/", 1, (1,), "mountinfo", tuple(map(_mount, range(mounts)))),),
        id_maps={},
        containers=(),
        units=(),
        features={},
        complete=Completeness(len(pids), 0, 1, 0, ()),
    )


def _mount(number: int) -> Mount:
    target = "/" if number == 0 else f"/srv/data/volume-{number - (number % 10 == 9):05d}/content"
    return Mount(
        id=100 + number,
        parent=99 if number == 0 else 100,
        device="0:50",
        root="/",
        target=target,
        options=("rw", "relatime"),
        shared=number + 1 if number % 2 else None,
        master=None,
        propagate_from=None,
        unbindable=False,
        optional=(),
        fstype="tmpfs",
        source=f"volume-{number}",
        super_options=("rw", "size=1024k"),
        unique_id=2**31 + number,
    )


def measure(mounts: int) -> Run:
    """One run of the program with a table of that many mounts."""
    snapshot = machine(mounts)
    gc.collect()
    return asyncio.run(_measure(snapshot, mounts))


async def _measure(snapshot: Snapshot, mounts: int) -> Run:
    app = Explorer(lambda: snapshot, "mnt:[4026531841]")
    async with app.run_test(size=SIZE) as pilot:
        await _until(lambda: isinstance(app.screen, ExplorerScreen) and app.screen.panel.subject is not None)
        await pilot.press("4")
        await pilot.pause(0.2)
        screen = app.screen
        assert isinstance(screen, ExplorerScreen)
        started = time.perf_counter()
        await pilot.press("2")
        await _until(lambda: len(screen.panel.lines.table.keys) == mounts)
        await pilot.pause()
        opening = time.perf_counter() - started
        screen.panel.lines.focus()
        await pilot.pause(0.2)
        return Run(opening, {what: await _cost(pilot, key) for what, key in KEYS.items()})


async def _cost(pilot: Pilot[int], key: str) -> float:
    """Processor seconds of one press of that key. At the end of the table it starts again from the top."""
    lines = pilot.app.screen.panel.lines if isinstance(pilot.app.screen, ExplorerScreen) else None
    assert lines is not None
    spent = 0.0
    for _ in range(PRESSES):
        if lines.cursor_place == len(lines.table.keys) - 1:
            await pilot.press("home")
            await pilot.pause()
        before = time.process_time()
        await pilot.press(key)
        spent += time.process_time() - before
    return spent / PRESSES


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def starting(command: Sequence[str], painted: bytes, compiled: str) -> float:
    """Seconds from starting this program in a terminal until it has painted that text; its modules are kept compiled in that directory."""
    ours, its = os.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    program = subprocess.Popen([sys.executable, *command], stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True)
    os.close(its)
    try:
        drawn = b""
        while painted not in drawn:
            drawn += os.read(ours, 65536)
        return time.perf_counter() - started
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def starts(runs: int) -> tuple[float, float]:
    """The medians of the start of an empty program and of the explorer's, to the first paint."""
    with tempfile.TemporaryDirectory() as compiled:

        def pair() -> tuple[float, float]:
            return starting(("-c", EMPTY), b"empty", compiled), starting(("-m", "nsexplorer"), b"Looking", compiled)

        pair()  # compiles
        pairs = [pair() for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def compare(runs: int) -> tuple[Result, Result]:
    """The medians of the small and of the large table, over that many runs of each, taking turns."""
    small: list[Run] = []
    large: list[Run] = []
    for _ in range(runs):
        small.append(measure(SMALL))
        large.append(measure(LARGE))
    return _median(small), _median(large)


def _median(runs: Sequence[Run]) -> Result:
    return Result(statistics.median(run.opening for run in runs), {key: statistics.median(run.keys[key] for run in runs) for key in KEYS})


def main() -> int:
    """Print the comparison; 1 where a limit is exceeded."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    small, large = compare(runs)
    print(f"explorer, 160x48, {SMALL} and {LARGE} mounts in the table, medians of {runs} runs each")
    print(f"{'':14}{SMALL:>12}{LARGE:>12}       ratio  at most")
    for key in KEYS:
        ratio = large.keys[key] / small.keys[key]
        print(f"{key:14}{small.keys[key] * 1000:>9.1f} ms{large.keys[key] * 1000:>9.1f} ms{ratio:>12.2f}{MOST_KEY_RATIO:>9.1f}")
    longer = large.opening - small.opening
    print(f"{'opening':14}{small.opening * 1000:>9.0f} ms{large.opening * 1000:>9.0f} ms{longer:>+10.2f} s{MOST_OPENING:>+7.1f} s")
    empty, ours = starts(runs)
    print(f"{'start':14}{empty * 1000:>9.0f} ms{ours * 1000:>9.0f} ms{ours / empty:>12.2f}{MOST_START_RATIO:>9.1f}  (empty, ours)")
    kept = ours <= MOST_START_RATIO * empty and longer <= MOST_OPENING
    kept = kept and all(large.keys[key] <= MOST_KEY_RATIO * small.keys[key] for key in KEYS)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
