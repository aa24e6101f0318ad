"""What lives of each session: its processes, and what was mounted in it, all of which its end takes away."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nsexplorer.model.mount import Mount, with_mount
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process
from nsexplorer.model.session import KEEPER, Session
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Living:
    """`processes` are those in it and in user namespaces below it, but for nsexplorer's own. `mounts` are those that its mount table has
    and the host's has not; None where `unreadable` says why.
    """

    session: Session
    processes: tuple[Process, ...]
    mounts: tuple[Mount, ...] | None
    unreadable: str | None = None

    @property
    def in_memory(self) -> tuple[Mount, ...]:
        """The mounts whose files are in memory alone, and gone with it."""
        return tuple(mount for mount in self.mounts or () if mount.fstype in ("tmpfs", "ramfs"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A namespace that a bind mount of its file keeps: `pin` says at which path, and in which mount namespace."""

    namespace: str
    pin: Pin


def living(snapshot: Snapshot, sessions: Iterable[Session]) -> tuple[Living, ...]:
    """These sessions with what the snapshot has of each."""
    return tuple(_living(snapshot, session) for session in sessions)


def kept(snapshot: Snapshot) -> tuple[Kept, ...]:
    """The namespaces that bind mounts in the mount namespace of the viewer keep."""
    here = snapshot.own.get("mnt")
    return tuple(
        Kept(namespace.id, pin)
        for namespace in snapshot.namespaces.values()
        for pin in namespace.pins
        if pin.kind == "bind" and pin.within == here
    )


def _living(snapshot: Snapshot, session: Session) -> Living:
    inside = _below(snapshot, session.namespaces["user"])
    found = (each for each in snapshot.processes.values() if each.namespaces.get("user") in inside and not each.zombie)
    processes = tuple(each for each in found if each.command != KEEPER and each.pid != snapshot.viewer.pid)
    tables = [snapshot.tables_of(namespace) for namespace in (session.namespaces["mnt"], session.host["mnt"])]
    if not tables[1] and (unnamed := with_mount(snapshot.tables, session.host_mount)):
        tables[1] = snapshot.tables_of(unnamed)
    if not all(tables):
        return Living(session, processes, None, f"the mount table of {'the host' if tables[0] else 'the session'} could not be read")
    theirs, hosts = (table[0].mounts for table in tables)
    return Living(session, processes, without_counterpart(theirs, hosts))


def without_counterpart(mounts: Iterable[Mount], beside: Iterable[Mount]) -> tuple[Mount, ...]:
    """Those of the mounts that have none beside: a copy shows the same root of the same file system at the same path."""
    known = Counter((mount.device, mount.root, mount.target) for mount in beside)
    found = []
    for mount in mounts:
        key = (mount.device, mount.root, mount.target)
        if known[key]:
            known[key] -= 1
        else:
            found.append(mount)
    return tuple(found)


def _below(snapshot: Snapshot, user_namespace: str) -> set[str]:
    """A user namespace and all that were made in it."""
    found, waiting = set(), [user_namespace]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            namespace = snapshot.namespace(current)
            waiting += [] if namespace is None else [child for child in namespace.children if child.startswith("user:")]
    return found
