"""Processes and the namespaces they are in: the ten links of /proc/PID/ns, the root directory and the line of stat."""

import errno
import os
from collections.abc import Iterable
from dataclasses import replace

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.linux.errors import DENIED
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process

ZOMBIE_LINKS = (b"user", b"pid")
"""A zombie has given up its other namespaces (kernel/exit.c exit_task_namespaces), and only these two can still be read."""

UNREADABLE = "its namespace links need PTRACE_MODE_READ (ptrace(2))"


def collect(draft: Draft) -> None:
    """Every process in /proc."""
    collect_only(draft, map(int, procfs.pids()))


def collect_only(draft: Draft, pids: Iterable[int]) -> None:
    """Fill `draft.processes` and `draft.for_children` for these pids. Those that vanish meanwhile are left out."""
    scan = Scan(procfs.link_names())
    idle = []
    for pid in pids:
        if pid in draft.idle:
            idle.append(pid)
        else:
            _look(draft, scan, pid)
    gone = _gone(draft)
    for pid in idle:
        before = draft.memory.processes[pid]
        # Without running, a process gets a new parent, and a new path to its root where a directory above was renamed
        if before.parent in gone or before.root not in ("/", None):
            _look(draft, scan, pid)
        else:
            draft.processes[pid] = before
            draft.for_children[pid] = draft.memory.for_children.get(pid, ())
    _note(draft)


def _gone(draft: Draft) -> set[int]:
    """The processes of the capture before that have ended since; their pids may be those of others now."""
    return {
        pid
        for pid, before in draft.memory.processes.items()
        if pid not in draft.idle and ((now := draft.processes.get(pid)) is None or now.zombie or now.start != before.start)
    }


def _look(draft: Draft, scan: "Scan", pid: int) -> None:
    try:
        process, born_into = scan.look(pid)
    except PermissionError:
        draft.closed += 1
        return
    if process is not None:
        before = draft.memory.processes.get(pid)
        draft.processes[pid] = before if before is not None and _same(before, process) else process
        draft.for_children[pid] = born_into


def _same(before: Process, now: Process) -> bool:
    """Whether nothing changed but what later collectors add."""
    namespaces = before.namespaces if now.unreadable else now.namespaces
    return before == replace(now, namespaces=namespaces, details=before.details) and before.namespaces == namespaces


def _note(draft: Draft) -> None:
    """Where each namespace was seen, and one link that opens it."""
    noted = set(draft.handles)
    for pid, process in draft.processes.items():
        if process.unreadable:
            continue
        for kind, namespace in process.namespaces.items():
            if namespace not in noted:
                noted.add(namespace)
                draft.found(namespace, "process", b"/proc/%d/ns/%b" % (pid, kind.encode()))
        for namespace in draft.for_children[pid]:
            kind = namespace.partition(":")[0]
            draft.found(namespace, "for_children", b"/proc/%d/ns/%b_for_children" % (pid, kind.encode()))
            draft.pins[namespace].append(Pin("for_children", pid=pid))


class Scan:
    """Looks at processes one by one; equal sets of links are kept once."""

    def __init__(self, links: tuple[bytes, ...]) -> None:
        self.links = links
        self.kinds = tuple(link for link in links if not link.endswith(b"_for_children"))
        self.extra = tuple(link for link in links if link.endswith(b"_for_children"))
        self.known: dict[tuple[bytes | None, ...], dict[str, str]] = {}

    def look(self, pid: int) -> tuple[Process | None, tuple[str, ...]]:
        """The process, and the namespaces its next child is born into where those differ from its own. None: it is gone.

        Raises PermissionError where nothing may be known of it.
        """
        base = b"%b%d" % (PROC, pid)
        try:
            stat = procfs.parse_stat(procfs.read_once(base + b"/stat"))
            uid = os.stat(base).st_uid
        except PermissionError:
            raise
        except (OSError, ValueError):
            return None, ()
        zombie = stat.state in ("Z", "X")
        unreadable = root = None
        namespaces: dict[str, str] = {}
        born_into: tuple[str, ...] = ()
        try:
            namespaces = self.namespaces(base, ZOMBIE_LINKS if zombie else self.kinds)
            born_into = () if zombie else self.born_into(base, namespaces)
            root = None if zombie else procfs.text(os.readlink(base + b"/root"))
        except OSError as error:
            if error.errno in DENIED:
                unreadable = UNREADABLE
            elif zombie or not self.ended(base):
                return None, ()
            else:
                return self.look(pid)
        return (
            Process(
                pid, stat.start, stat.parent, stat.state, stat.command, uid, stat.threads, stat.kernel, namespaces, root, unreadable
            ),
            born_into,
        )  # fmt: skip

    def ended(self, base: bytes) -> bool:
        """Whether the process became a zombie while it was looked at: its stat is still there then."""
        try:
            return procfs.parse_stat(procfs.read_once(base + b"/stat")).state in ("Z", "X")
        except (OSError, ValueError):
            return False

    def namespaces(self, base: bytes, kinds: tuple[bytes, ...]) -> dict[str, str]:
        """Its namespace ids by type. Raises OSError."""
        prefix = base + b"/ns/"
        read = os.readlink
        links = tuple([read(prefix + kind) for kind in kinds])
        found = self.known.get(links)
        if found is None:
            found = {kind.decode(): link.decode() for kind, link in zip(kinds, links, strict=True)}
            self.known[links] = found
        return found

    def born_into(self, base: bytes, namespaces: dict[str, str]) -> tuple[str, ...]:
        """The pid and time namespaces of its next child, where it is not in them itself. Raises OSError.

        After unshare(CLONE_NEWPID), and before the first child, the link gives ENOENT: there is no such namespace to be seen yet.
        """
        found = []
        for link in self.extra:
            try:
                namespace = os.readlink(base + b"/ns/" + link).decode()
            except OSError as error:
                if error.errno == errno.ENOENT:
                    continue
                raise
            if namespace != namespaces.get(namespace.partition(":")[0]):
                found.append(namespace)
        return tuple(found)
