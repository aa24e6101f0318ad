"""The observer: runs the collectors in order, and remembers what they read for the next time."""

from collections.abc import Callable, Sequence
from functools import partial

from nsexplorer.discovery import (
    activity,
    binds,
    descriptors,
    details,
    id_maps,
    membership,
    mount_namespaces,
    names,
    processes,
    relations,
    sockets,
    tables,
    threads,
    unit_reasons,
    viewer,
)
from nsexplorer.discovery.assembly import assemble
from nsexplorer.discovery.draft import Draft, Memory
from nsexplorer.model.snapshot import Snapshot

Collector = Callable[[Draft], None]

SOURCES: tuple[Collector, ...] = (
    viewer.collect,
    processes.collect,
    threads.collect,
    descriptors.collect,
    sockets.collect,
    mount_namespaces.collect,
    relations.collect,
    tables.collect,
    binds.collect,
    membership.collect,
)
"""Where namespaces and mount tables are found, each source after those that it builds on."""

LISTING: Sequence[Collector] = (*SOURCES, names.collect)
"""Every namespace and every mount table, with names."""

EVERYTHING: Sequence[Collector] = (
    activity.collect,
    *SOURCES,
    id_maps.collect,
    details.collect,
    names.collect,
    names.collect_units,
    unit_reasons.collect,
)
"""The same with id maps, services and the details of every process, in a form that makes the next capture cheap."""


class Observer:
    """Looks at the live kernel again and again; what did not change is the same object as in the snapshot before."""

    def __init__(self, collectors: Sequence[Collector] = EVERYTHING) -> None:
        self.collectors = collectors
        self.memory = Memory()

    def capture(self) -> Snapshot:
        """A new snapshot of the machine. It holds what this viewer may read, and says what is missing."""
        draft = Draft(self.memory)
        for collect in self.collectors:
            collect(draft)
        snapshot = assemble(draft)
        self.memory = Memory(
            draft.ran,
            draft.processes,
            draft.for_children,
            draft.descriptors,
            draft.threads,
            draft.sockets,
            draft.read_tables,
            draft.bind_mounts,
            draft.facts,
            snapshot,
        )
        return snapshot


def capture_process(pid: int) -> Snapshot:
    """A snapshot of one process and its mount table alone, beside nsexplorer's own: what `mounts PID` needs.

    It has no members, pins or tables but these.
    """
    collectors: tuple[Collector, ...] = (viewer.collect, partial(_only, pid), relations.collect, tables.collect, membership.collect)
    return Observer(collectors).capture()


def _only(pid: int, draft: Draft) -> None:
    processes.collect_only(draft, {pid, draft.viewer.pid})
