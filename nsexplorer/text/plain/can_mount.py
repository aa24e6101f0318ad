"""Which file systems may be mounted, for people: a line each, by the place that it takes."""

from collections.abc import Iterator, Sequence

from nsexplorer.explain.mountable_words import no_session
from nsexplorer.model.answer import Answer
from nsexplorer.model.mountable import Mountable, Permission
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.answer import reasons, sentence
from nsexplorer.text.table import Cell, Column, table

_COLUMNS = (
    Column("FILE SYSTEM"),
    Column("HERE"),
    Column("OWN USER+MNT"),
    Column("OWN ALL"),
    Column("WHAT STANDS IN THE WAY", least=20),
)


def page(answer: Answer, filesystems: Sequence[Mountable], medium: Medium) -> Iterator[str]:
    """The sentence, the table with those that this kernel has not at its end, evidence and ways out."""
    yield sentence(answer, medium)
    present = [each for each in filesystems if _present(each)]
    if no_session(filesystems) is not None:  # then it is the same for all
        present = [each for each in present if each.here.allowed]
    if present:
        yield ""
        yield from table(_COLUMNS, [_row(each) for each in present], medium)
    absent = [neutral(each.fstype) for each in filesystems if not _present(each)]
    if absent:
        yield ""
        yield medium.paint(f"not in this kernel: {', '.join(absent)}", "faint")
    yield from reasons(answer, medium)


def _present(each: Mountable) -> bool:
    return "absent" not in (each.here.reason, each.session.reason, each.session_all.reason)


def _row(each: Mountable) -> tuple[Cell, ...]:
    places = (each.here, each.session, each.session_all)
    refused = next((place for place in (each.session_all, each.session, each.here) if not place.allowed), each.here)
    why = refused.text + (f": {', '.join(refused.covered_by)}" if refused.covered_by else "")
    return (Cell(neutral(each.fstype), "name"), *map(_cell, places), Cell(neutral(why)))


def _cell(permission: Permission) -> Cell:
    if permission.allowed is None:
        return Cell("not known", "warning")
    return Cell("yes", "host") if permission.allowed else Cell("no", "faint")
