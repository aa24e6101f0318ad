"""What the kernel tells of mounts and processes without being asked again and again: fanotify, mountinfo polls, process events."""

import errno
import os
import select
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from nsexplorer.discovery.pace import Told
from nsexplorer.helper.pids import STARTED
from nsexplorer.linux import fanotify, mountinfo_poll, nsfs, process_events
from nsexplorer.linux.features import wanted
from nsexplorer.linux.mountinfo_poll import TablePoll
from nsexplorer.model.listening import Listening
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot

Source = TypeVar("Source")

MOST_POLLS = 200
"""Mount tables polled at most: each takes two descriptors, of which a process may have 1,024."""


class Notices:
    """All that is listened to, behind one poll. Nothing of it keeps a namespace alive: a mark does not, and a polled process that ends
    is let go of at once.
    """

    def __init__(self) -> None:
        self._poll = select.poll()
        self._marks = _or_none(fanotify.MountEvents)
        self._processes = _or_none(process_events.ProcessEvents)
        self._marked: set[str] = set()
        self._tables: dict[str, tuple[int, TablePoll]] = {}
        for source in (self._marks, self._processes):
            if source is not None:
                self._poll.register(source, select.POLLIN)

    def listening(self, snapshot: Snapshot, interval: float) -> Listening:
        """How much is told; the rest is looked at every `interval` seconds."""
        namespaces = sum(namespace.type == "mnt" for namespace in snapshot.namespaces.values())
        return Listening(len(self._marked), len(self._tables), namespaces, self._processes is not None, interval)

    def follow(self, snapshot: Snapshot) -> bool:
        """Listen to the mount namespaces of this snapshot, and no longer to others; whether to any that was not listened to before."""
        new = False
        namespaces = {namespace.id: namespace for namespace in snapshot.namespaces.values() if namespace.type == "mnt"}
        self._marked &= namespaces.keys()
        for name, namespace in namespaces.items():
            if name not in self._marked and self._marks is not None and self._mark(namespace):
                self._marked.add(name)
                new = True
        for name, (pid, _) in list(self._tables.items()):
            if name not in namespaces or name in self._marked or pid not in namespaces[name].members:
                self._let_go(name)
        if wanted("mountinfo_poll"):
            unheard = [name for name in namespaces if name not in self._marked and name not in self._tables]
            for name in unheard[: MOST_POLLS - len(self._tables)]:
                new |= self._poll_table(namespaces[name])
        return new

    def wait(self, seconds: float, wake: int, outputs: Sequence[int] = ()) -> tuple[Told, set[int]]:
        """Wait that long at most: what was told, and which of `wake` can be read and of the `outputs` nobody reads any more."""
        self._poll.register(wake, select.POLLIN)
        for fd in outputs:
            self._poll.register(fd, 0)  # nothing but its end, which is always told
        ready = {fd for fd, _ in self._poll.poll(seconds * 1000)}
        for fd in (wake, *outputs):
            self._poll.unregister(fd)
        told = Told.NOTHING
        if self._marks is not None and self._marks.fileno() in ready and self._marks.drain():
            told = Told.MOUNT
        for name, (_, table) in list(self._tables.items()):
            if ready.intersection(table):
                self._let_go(name)  # opened anew after the next look: a descriptor keeps the root directory that it was opened in
                told = Told.MOUNT
        if told is Told.NOTHING and self._processes is not None and self._processes.fileno() in ready and self._others_ran():
            told = Told.PROCESS
        return told, ready.intersection((wake, *outputs))

    def listen_to_processes(self, listening: bool) -> None:
        """Whether process events wake up: not while a look is due anyway, as thousands may come in a second."""
        if self._processes is not None:
            self._poll.modify(self._processes, select.POLLIN if listening else 0)

    def close(self) -> None:
        """Listen to nothing any more."""
        for name in list(self._tables):
            self._let_go(name)
        for source in (self._marks, self._processes):
            if source is not None:
                source.close()

    def _mark(self, namespace: Namespace) -> bool:
        """Whether the namespace could be marked, through one of its processes, threads, or a descriptor of it."""
        assert self._marks is not None
        for path in _handles(namespace):
            try:
                fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                if os.fstat(fd).st_ino == namespace.inode and nsfs.namespace_type(fd) == "mnt":
                    self._marks.add(fd)
                    return True
            except OSError as error:
                if error.errno in (errno.EPERM, errno.ENOSPC, errno.EINVAL):
                    return False
            finally:
                os.close(fd)
        return False

    def _poll_table(self, namespace: Namespace) -> bool:
        """Whether the namespace has a process whose table can be polled."""
        if not namespace.members:
            return False
        pid = namespace.members[0]
        try:
            table = mountinfo_poll.open_poll(pid)
        except OSError:
            return False
        self._poll.register(table.table, select.POLLPRI)
        self._poll.register(table.process, select.POLLIN)
        self._tables[namespace.id] = pid, table
        return True

    def _let_go(self, name: str) -> None:
        _, table = self._tables.pop(name)
        for fd in table:
            self._poll.unregister(fd)
        table.close()

    def _others_ran(self) -> bool:
        """Whether any process did something but our helpers, and what those start: a look must not lead to the next."""
        assert self._processes is not None
        others = False
        for event in self._processes.drain():
            if event is None:
                others = True
                continue
            if event.parent in STARTED:
                STARTED.add(event.pid)
            others |= event.pid not in STARTED
            if event.ended:
                STARTED.discard(event.pid)
        return others


def _handles(namespace: Namespace) -> Iterable[str]:
    """Paths in /proc that open it: never a path of a file system, which may not answer."""
    for pid in (namespace.leader, *namespace.members[:3]):
        if pid is not None:
            yield f"/proc/{pid}/ns/mnt"
    for pin in namespace.pins:
        if pin.kind == "thread":
            yield f"/proc/{pin.tid}/ns/mnt"
        elif pin.kind == "fd":
            yield f"/proc/{pin.pid}/fd/{pin.fd}"


def _or_none(make: Callable[[], Source]) -> Source | None:
    try:
        return make()
    except OSError:
        return None
