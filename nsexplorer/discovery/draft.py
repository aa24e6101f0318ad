"""What one capture has gathered so far, and what an observer remembers from the capture before."""

from __future__ import annotations

import errno
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from nsexplorer.linux.errors import DENIED
from nsexplorer.linux.nsfs import Facts
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import Pin, namespace_id
from nsexplorer.model.process import Process, Thread
from nsexplorer.model.snapshot import Snapshot, Viewer

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.container import Container, Unit
    from nsexplorer.model.idmap import IdMap


class FoundThread(NamedTuple):
    """A thread, and the namespaces its next child is born into where those differ from its own."""

    thread: Thread
    born_into: tuple[str, ...]


class Descriptors(NamedTuple):
    """The open descriptors of a process: (fd, namespace id), (fd, socket inode), and (fd, path) of files that have one.

    `holder` is the thread whose table they stand in: another than the first where that has ended.
    """

    holder: int
    namespaces: tuple[tuple[int, str], ...] = ()
    sockets: tuple[tuple[int, bytes], ...] = ()
    files: tuple[tuple[int, bytes], ...] = ()


class TableKey(NamedTuple):
    """A table as one sees it from one root directory. Where mounts lie over it, several roots have one path."""

    namespace: str
    root: str | None
    first_mount: bytes


class ReadTable(NamedTuple):
    """The bytes and the unique mount ids that a table was made from."""

    data: bytes
    unique: tuple[int, ...] | None
    table: MountTable


class Memory:
    """What the capture before read, by pid: it holds for a process that has not run since (see `activity`).

    `sockets` maps (pid, fd, socket inode) to the id of a network namespace, None where it was refused. `tables` has for each (namespace,
    root) the bytes and the mount ids that its table was made from; `bind_mounts` has each bind of a namespace's file by (mount namespace,
    mount id).
    """

    def __init__(self) -> None:
        self.ran: dict[int, bytes] = {}
        self.processes: dict[int, Process] = {}
        self.closed = 0
        self.for_children: dict[int, tuple[str, ...]] = {}
        self.descriptors: dict[int, Descriptors] = {}
        self.threads: dict[int, tuple[FoundThread, ...]] = {}
        self.sockets: dict[tuple[int, int, bytes], str | None] = {}
        self.tables: dict[TableKey, ReadTable] = {}
        self.bind_mounts: dict[tuple[str, int], Mount] = {}
        self.facts: dict[tuple[str, int], Facts] = {}
        self.snapshot: Snapshot | None = None

    def facts_with_relatives(self, namespace: str) -> dict[tuple[str, int], Facts]:
        """The facts of a namespace, its owners and its parents, by type and inode."""
        found: dict[tuple[str, int], Facts] = {}
        waiting = [key_of(namespace)]
        while waiting:
            key = waiting.pop()
            facts = self.facts.get(key)
            if facts is not None and key not in found:
                found[key] = facts
                waiting += [("user", facts.owner or 0), (facts.type, facts.parent or 0)]
        return found


class Draft:
    """The facts of one capture while the collectors gather them.

    `closed` counts processes of which nothing but their pid may be known (proc(5), hidepid=1).
    `idle` are the processes that have not run since the capture before. `handles` has for a namespace id a path in /proc that opens its
    nsfs file. `pins` and `sources` are by namespace id; pins by processes and children are added when the snapshot is put together.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.idle: frozenset[int] = frozenset()
        self.ran: dict[int, bytes] = {}
        self.own: dict[str, str] = {}
        self.host = self.own
        self.viewer = Viewer(0, 0, (), None)
        self.processes: dict[int, Process] = {}
        self.closed = 0
        self.for_children: dict[int, tuple[str, ...]] = {}
        self.descriptors: dict[int, Descriptors] = {}
        self.threads: dict[int, tuple[FoundThread, ...]] = {}
        self.sockets: dict[tuple[int, int, bytes], str | None] = {}
        self.handles: dict[str, bytes] = {}
        self.pins: defaultdict[str, list[Pin]] = defaultdict(list)
        self.sources: defaultdict[str, set[str]] = defaultdict(set)
        self.facts: dict[tuple[str, int], Facts] = {}
        self.unreadable: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.read_tables: dict[TableKey, ReadTable] = {}
        self.tables: list[MountTable] = []
        self.bind_mounts: dict[tuple[str, int], Mount] = {}
        self.members: dict[str, list[int]] = {}
        self.leaders: dict[str, int] = {}
        self.id_maps: dict[str, IdMap] = {}
        self.containers: tuple[Container, ...] = ()
        self.units: tuple[Unit, ...] = ()
        self.names: dict[str, str] = {}
        self.features: dict[str, str] = {}
        self.missing: list[str] = []

    def facts_of(self, namespace: str) -> Facts | None:
        """The facts of the namespace with that id, where they could be asked."""
        return self.facts.get(key_of(namespace))

    def found(self, namespace: str, source: str, handle: bytes | None = None) -> None:
        """Note that a namespace was seen in `source`, and where its nsfs file can be opened."""
        self.sources[namespace].add(source)
        if handle is not None:
            self.handles.setdefault(namespace, handle)


def key_of(namespace: str) -> tuple[str, int]:
    """The type and inode of a namespace by its id; the inode is 0, which none has, where the id has none."""
    kind, _, rest = namespace.partition(":[")
    return kind, int(rest[:-1]) if rest[:-1].isdigit() else 0


def reason(error: OSError) -> str:
    """Why something could not be read, in words for a snapshot."""
    if error.errno in DENIED:
        return "not permitted"
    if error.errno == errno.ENOSYS:
        return "this kernel has no such call"
    return error.strerror or str(error)


def identifier(facts: Facts) -> str:
    """The id of the namespace that these facts are about."""
    return namespace_id(facts.type, facts.inode)


Collector = Callable[[Draft], None]
"""Adds to a draft what one source tells."""
