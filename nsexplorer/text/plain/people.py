"""Containers, units and users in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nsexplorer.explain.naming import command_of
from nsexplorer.model.process import Process
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.table import Cell, Column, table

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.container import Container, Unit, UnitOption

UserName = Callable[[int], str]
"""What a user is called, by uid."""


def container_texts(container: Container | None) -> Iterator[str]:
    """Which container it is, and how that is known."""
    if container is None:
        return
    yield f"{container.name or container.id} ({container.engine})"
    if container.name is not None:
        yield f"id {container.id}"
    yield f"known by {container.evidence}"
    if container.name is None and container.unnamed:
        yield f"no name is known: {container.unnamed}"


def unit_texts(unit: Unit | None) -> Iterator[str]:
    """Which systemd unit it is, and what of its files could not be read."""
    if unit is None:
        return
    yield unit.name
    for reason in unit.unread:
        yield f"not read: {reason}"


def option_text(option: UnitOption) -> str:
    """A line of a unit file and what it gives."""
    return f"{option.option}={option.value} gives {option.gives} ({option.path}, line {option.line})"


def process_table(processes: Iterable[Process], user: UserName, medium: Medium) -> Iterator[str]:
    """Processes with their pids in every pid namespace they are in, from the viewer's inwards."""
    columns = (Column("PID", "right"), Column("PID INSIDE"), Column("USER"), Column("COMMAND", least=10))
    rows = []
    for process in processes:
        inside = "" if process.details is None else "/".join(map(str, process.details.inner_pids[1:]))
        command = Cell(neutral(command_of(process)))
        rows.append((Cell(str(process.pid)), Cell(inside), Cell(neutral(user(process.uid))), command))
    return table(columns, rows, medium) if rows else iter(())
