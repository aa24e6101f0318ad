"""An incomplete answer says so in one line, with the line that reads more."""

from dataclasses import replace

from nsexplorer.model.snapshot import Completeness
from nsexplorer.text.completeness import incomplete
from tests.explain.literals import snapshot


def of(processes: int, unreadable_processes: int, tables: int, unreadable_tables: int, missing: tuple[str, ...] = ()) -> str | None:
    known = Completeness(processes, unreadable_processes, tables, unreadable_tables, missing)
    return incomplete(replace(snapshot(), complete=known), "sudo /opt/bin/nsexplorer ls")


def test_nothing_is_said_of_what_is_whole() -> None:
    assert of(130, 0, 23, 0) is None


def test_one_line_says_everything() -> None:
    line = of(130, 120, 23, 3, missing=("sockets: not\npermitted",))
    assert line == (
        "incomplete: not read: the namespaces of 120 of 130 processes; 3 mount tables; sockets: not\\npermitted; "
        "`sudo /opt/bin/nsexplorer ls` reads more"
    )


def test_one_of_each() -> None:
    assert (
        of(1, 1, 1, 1) == "incomplete: not read: the namespaces of 1 of 1 process; 1 mount table; `sudo /opt/bin/nsexplorer ls` reads more"
    )


def test_no_line_is_offered_where_none_helps() -> None:
    assert (
        incomplete(replace(snapshot(), complete=Completeness(9, 1, 1, 0, ())), None)
        == "incomplete: not read: the namespaces of 1 of 9 processes"
    )
