"""What happened between two snapshots of one machine."""

from nsexplorer.explain.events.event import Event
from nsexplorer.explain.events.mounts import mount_events
from nsexplorer.explain.events.namespaces import namespace_events
from nsexplorer.explain.events.processes import process_events
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

HELPER = "/nsexplorer/helper/main.py"
"""The program that a helper runs."""


def events(before: Snapshot, after: Snapshot) -> tuple[Event, ...]:
    """What appeared first, then what vanished: namespaces before what is in them. The helpers of nsexplorer are left out."""
    ours = _ours(before) | _ours(after)
    found = [
        *namespace_events(before, after, ours),
        *process_events(before, after, ours),
        *mount_events(before, after),
    ]
    return tuple(sorted(found, key=lambda event: event.event.endswith(("-gone", "-ended"))))


def _ours(snapshot: Snapshot) -> frozenset[int]:
    """The helpers of whoever took it, and the processes below them."""
    ours: set[int] = set()
    for process in sorted(snapshot.processes.values(), key=lambda process: process.start):
        if process.parent in ours or (process.parent == snapshot.viewer.pid and _is_helper(process)):
            ours.add(process.pid)
    return frozenset(ours)


def _is_helper(process: Process) -> bool:
    return process.details is not None and any(word.endswith(HELPER) for word in process.details.command_line or ())
