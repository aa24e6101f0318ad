"""Measures nsexplorer against Debian's tools: as root, by `.venv/bin/python benchmarks/run.py`. Takes some minutes.

Whole processes, run in turn in one go (ours, theirs, ours, ...), each with its output thrown away; what counts is the ratio of the medians.
The load is made by tests/lab/many-processes.py and many-mounts.py. Prints a table; the exit status is 1 where a bound is missed.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

LAB = Path(__file__).parents[1] / "tests" / "lab"
PROGRAM = str(Path(sys.executable).with_name("nsexplorer"))
NOWHERE = subprocess.DEVNULL
REFRESH = """
import statistics, sys, time
from nsexplorer import api
observer = api.observer()
observer.capture()
times = []
for _ in range(7):
    start = time.perf_counter()
    observer.capture()
    times.append(time.perf_counter() - start)
print(statistics.median(times))
"""

Run = Callable[[], float]
"""Does something once; gives the seconds it took."""


class Row(NamedTuple):
    """A line of the table: what was done under what load, the ratio of the medians, and the most it may be."""

    work: str
    load: str
    against: str
    ratio: float
    bound: float


def command(*words: str) -> Run:
    """A whole process, from start to end."""

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(words, check=False, stdin=NOWHERE, stdout=NOWHERE, stderr=NOWHERE)
        return time.perf_counter() - start

    return run


def refresh() -> float:
    """A capture inside one process, where nothing has changed since the one before."""
    return float(subprocess.run([sys.executable, "-c", REFRESH], check=True, capture_output=True, text=True).stdout)


def medians(runs: Mapping[str, Run], times: int) -> dict[str, float]:
    """The median of each, run in turn after one turn that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(times + 1):
        for name, run in runs.items():
            seconds = run()
            if turn:
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


@contextmanager
def load(script: str, *sizes: int) -> Iterator[str]:
    """The load of that script; gives the pid of its holder."""
    python = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable
    said = subprocess.run([python, str(LAB / script), "start", *map(str, sizes)], check=True, capture_output=True, text=True).stdout
    try:
        yield said.split()[2].rstrip(",")
    finally:
        subprocess.run([python, str(LAB / script), "stop"], check=True, stdout=NOWHERE)


def listing() -> Iterator[Row]:
    """`ls` on this machine as it is, and among many processes."""
    seen = medians({"ours": command(PROGRAM, "ls"), "python": command(sys.executable, "-c", "pass")}, 21)
    processes = sum(name.isdigit() for name in os.listdir("/proc"))
    yield Row("`ls`", f"{processes} processes", "`python3 -c pass`", seen["ours"] / seen["python"], 5)
    for count, bound in ((3000, 0.6), (8000, 0.3)):
        with load("many-processes.py", count, 200):
            runs = {"ours": command(PROGRAM, "ls", "--json"), "lsns": command("lsns", "-J", "-o", "+PATH")}
            seen = medians(runs | ({"refresh": refresh} if count == 3000 else {}), 5)
        what = f"{count:,} processes, 200 namespaces"
        yield Row("`ls --json`", what, "`lsns -J -o +PATH`", seen["ours"] / seen["lsns"], bound)
        if "refresh" in seen:
            yield Row("a refresh, nothing changed", what, "`lsns -J -o +PATH`", seen["refresh"] / seen["lsns"], 0.2)


def tables() -> Iterator[Row]:
    """`mounts` of a process with many mounts."""
    with load("many-mounts.py", 10000) as pid:
        runs = {
            "ours": command(PROGRAM, "mounts", pid, "--json"),
            "tree": command("findmnt", "-N", pid, "-J"),
            "list": command("findmnt", "-N", pid, "-l"),
        }
        seen = medians(runs, 5)
    yield Row("`mounts PID --json`", "10,000 mounts", "`findmnt -N PID -J`", seen["ours"] / seen["tree"], 0.2)
    yield Row("`mounts PID --json`", "10,000 mounts", "`findmnt -N PID -l`", seen["ours"] / seen["list"], 3)


def growth() -> Iterator[Row]:
    """What twice the load costs, each time it is doubled: start-up is in it, as for whoever waits."""
    yield from _doubled("many-mounts.py", (1000, 2000, 4000, 8000, 16000), lambda pid: command(PROGRAM, "mounts", pid, "--json"), "mounts")
    yield from _doubled("many-processes.py", (1000, 2000, 4000, 8000), lambda pid: command(PROGRAM, "ls", "--json"), "processes")


def _doubled(script: str, sizes: Sequence[int], run: Callable[[str], Run], noun: str) -> Iterator[Row]:
    before = 0.0
    for size in sizes:
        with load(script, size) as pid:
            seconds = medians({"ours": run(pid)}, 5)["ours"]
        if before:
            yield Row("twice the load", f"{size // 2:,} to {size:,} {noun}", "half of it", seconds / before, 2.2)
        before = seconds


def main() -> int:
    """Print the table, a line as soon as it is there."""
    if os.geteuid() != 0:
        print("needs root, to make namespaces and mounts", file=sys.stderr)
        return 3
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    print("| what | load | against | ratio | at most |", "|---|---|---|---|---|", sep="\n", flush=True)
    missed = False
    for part in (listing, tables, growth):
        for row in part():
            missed |= row.ratio > row.bound
            mark = "" if row.ratio <= row.bound else " **missed**"
            print(f"| {row.work} | {row.load} | {row.against} | {row.ratio:.2f}{mark} | {row.bound:g} |", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
