"""The events that concern one target, and whether it is still there."""

from collections.abc import Iterable
from dataclasses import dataclass

from nsexplorer.explain.events.event import Event
from nsexplorer.explain.targets import Target
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: `namespaces` with their 64-bit ids, and a process with its start time where one was named.

    `crowded` are those of the namespaces that others are in who are not meant: the host's, where a process was named that shares them.
    """

    namespaces: dict[str, int | None]
    pid: int | None
    start: int | None
    crowded: frozenset[str]

    def there(self, snapshot: Snapshot) -> bool:
        """Whether the target still exists: the process, or the namespace that was named."""
        if self.pid is not None:
            process = snapshot.processes.get(self.pid)
            return process is not None and process.start == self.start and not process.zombie
        return all(
            (now := snapshot.namespace(name)) is not None and (nsid is None or now.nsid is None or now.nsid == nsid)
            for name, nsid in self.namespaces.items()
        )

    def concerned(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Those of the events that have to do with the target."""
        return tuple(event for event in events if self._concerns(event))

    def _concerns(self, event: Event) -> bool:
        if event.process is not None:
            return event.process.pid == self.pid or not event.namespaces.isdisjoint(self.namespaces.keys() - self.crowded)
        if event.namespace in self.namespaces:
            return True
        return event.of_namespace is not None and not event.namespaces.isdisjoint(self.namespaces.keys() - self.crowded)


def watched_by(snapshot: Snapshot, target: Target) -> Watched:
    """What to watch for a target: the namespace named, else those of the process named."""
    names = [target.namespace] if target.namespace is not None else list(target.namespaces.values())
    known = {name: namespace.nsid for name in names if (namespace := snapshot.namespace(name)) is not None}
    if target.pid is None or target.kind == "self":
        return Watched(known, None, None, frozenset())
    process = snapshot.processes.get(target.pid)
    return Watched(known, target.pid, None if process is None else process.start, frozenset(snapshot.host.values()))
