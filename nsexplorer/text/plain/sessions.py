"""Sessions for people: which live, and what the end of each would take away."""

import time
from collections.abc import Iterator, Sequence

from nsexplorer.explain.living_sessions import Kept, Living
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import section
from nsexplorer.text.table import Cell, Column, table

_COLUMNS = (
    Column("SESSION", least=8),
    Column("SINCE"),
    Column("PROCS", "right"),
    Column("MOUNTS", "right"),
    Column("KEPT"),
    Column("RUNS", least=12),
)

FEW = 4


def sessions_page(living: Sequence[Living], kept: Sequence[Kept], medium: Medium) -> Iterator[str]:
    """A line for each session, and the namespaces that bind mounts keep."""
    if living:
        yield from table(_COLUMNS, [_row(each) for each in living], medium)
        yield ""
        yield medium.paint("`nsexplorer enter session:NAME` goes into one, `nsexplorer end NAME` ends it", "faint")
    else:
        yield "No session lives: `nsexplorer unshare` opens one."
    yield from section("kept by a bind mount", (neutral(f"{each.namespace} at {each.pin.path}") for each in kept), medium)


def losses(living: Living) -> Iterator[str]:
    """What the end of a session would take away, a line each."""
    if living.processes:
        yield neutral(f"{_count(len(living.processes), 'process', 'processes')}: {_commands(living)}")
    if living.mounts is None:
        yield neutral(f"mounts: not known, {living.unreadable}")
    for mount in living.mounts or ():
        files = ", with all files in it: they are in memory alone" if mount in living.in_memory else ""
        yield neutral(f"the mount at {mount.target} ({mount.fstype} {mount.source}){files}")


def _row(living: Living) -> tuple[Cell, ...]:
    session = living.session
    return (
        Cell(neutral(session.name), "name"),
        Cell(time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(session.since))),
        Cell(str(len(living.processes))),
        Cell("?" if living.mounts is None else str(len(living.mounts))),
        Cell("yes" if session.kept else "no"),
        Cell(neutral(_commands(living) or "nothing")),
    )


def _commands(living: Living) -> str:
    shown = ", ".join(f"{each.command} ({each.pid})" for each in living.processes[:FEW])
    more = len(living.processes) - FEW
    return shown + (f" and {more} more" if more > 0 else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
