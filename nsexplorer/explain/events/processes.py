"""Processes that started, ended, or went into other namespaces."""

from collections.abc import Iterator, Set

from nsexplorer.explain.events.event import Event
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot


def process_events(before: Snapshot, after: Snapshot, ours: Set[int]) -> Iterator[Event]:
    """A pid with another start time is another process. A zombie has ended: it waits only to be reaped."""
    for pid, now in after.processes.items():
        was = before.processes.get(pid)
        if was is now or pid in ours:
            continue
        if was is not None and was.start != now.start:
            if not was.zombie:
                yield _event("process-ended", after, was)
            was = None
        if was is None:
            if not now.zombie:
                yield _event("process-started", after, now, by=after.processes.get(now.parent))
        elif now.zombie and not was.zombie:
            yield _event("process-ended", after, was)
        elif not now.zombie:
            yield from _entered(after, was, now)
    for pid, was in before.processes.items():
        if pid not in after.processes and pid not in ours and not was.zombie:
            yield _event("process-ended", after, was)


def _entered(after: Snapshot, was: Process, now: Process) -> Iterator[Event]:
    if was.namespaces is now.namespaces:
        return
    changes: dict[str, tuple[str | None, str | None]] = {
        kind: (was.namespaces[kind], name)
        for kind, name in now.namespaces.items()
        if kind in was.namespaces and was.namespaces[kind] != name
    }
    if changes:
        concerned = {name for pair in changes.values() for name in pair if name is not None}
        yield Event("process-entered", after.taken, None, frozenset(concerned), process=now, by=now, changes=changes)


def _event(kind: str, after: Snapshot, process: Process, by: Process | None = None) -> Event:
    return Event(kind, after.taken, None, frozenset(process.namespaces.values()), process=process, by=by)
