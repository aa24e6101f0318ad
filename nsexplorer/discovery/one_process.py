"""One process and its mount table, without a look at any other."""

from functools import partial

from nsexplorer.discovery import membership, processes, relations, tables, viewer
from nsexplorer.discovery.draft import Collector, Draft
from nsexplorer.discovery.observer import Observer
from nsexplorer.model.snapshot import Snapshot


def capture_process(pid: int) -> Snapshot:
    """A snapshot of one process and its mount table alone, beside nsexplorer's own: what `mounts PID` needs.

    It has no members, pins or tables but these.
    """
    collectors: tuple[Collector, ...] = (viewer.collect, partial(_only, pid), relations.collect, tables.collect, membership.collect)
    return Observer(collectors).capture()


def _only(pid: int, draft: Draft) -> None:
    processes.collect_only(draft, {pid, draft.viewer.pid})
