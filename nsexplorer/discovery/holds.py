"""What each process holds: working directory, root, program, mapped files, open files. One pass over /proc, and links and text alone:
no file is looked at, so that no dead server can keep us waiting, and nothing is mounted by looking.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Thread
from typing import NamedTuple

from nsexplorer.discovery.draft import Descriptors
from nsexplorer.linux import procfs
from nsexplorer.linux.errors import DENIED
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.hold import Hold, HoldKind, Holds

FDINFO_SIZE = 512
"""Bytes that hold the first lines of any fdinfo: pos, flags, mnt_id, ino (proc_pid_fdinfo(5))."""

MOUNT_ID = re.compile(rb"^mnt_id:\t(\d+)$", re.MULTILINE)
TABLE = re.compile(rb"/\d+/(?:task/\d+/)?(?:mountinfo|mounts|mountstats)$")

OF_NO_MOUNT = (b"/memfd:", b"/SYSV", b"/dev/zero (deleted)", b"/[aio] (deleted)", b"/anon_hugepage")
"""Files of the kernel's own, on a file system that is mounted nowhere (mm/shmem.c, mm/memfd.c)."""

LINKS: tuple[HoldKind, ...] = ("cwd", "root", "exe")


class Sought(NamedTuple):
    """What is looked for. `paths`: at or below these a file may be one that matters. `mounts`: ids of the mounts that matter.

    `known`: ids of all mounts in all tables; a file on another one is on a detached mount. `devices`: as mapped files tell theirs.
    `nodes`: paths of nodes of block devices, which matter on whatever mount they are. `detached`: whether files on detached mounts matter.
    """

    paths: tuple[str, ...]
    mounts: frozenset[int]
    known: frozenset[int]
    devices: frozenset[str]
    nodes: frozenset[str]
    detached: bool


class Task(NamedTuple):
    """A process to look at, through its own directory in /proc or, where its first thread has ended, through that of another."""

    pid: int
    tid: int | None = None


OpenFiles = Mapping[int, Descriptors]
"""What is known already to be open, by pid: a moment ago, so that what matters is looked at again."""


def find(tasks: Sequence[Task], sought: Sought, known: OpenFiles) -> Holds:
    """What these processes hold of what is sought. Those that end meanwhile are left out, kernel threads hold nothing of it."""
    search = _Search(sought, known)
    # The kernel takes long to write out one `maps`, and Python lets others run meanwhile: a third less time on two processors.
    beside = Thread(target=search.read_maps, args=(tasks,), daemon=True)
    beside.start()
    unreadable = [task.pid for task in tasks if not search.look(task)]
    beside.join()
    unreadable += [task.pid for task in tasks if not search.look_at_maps(task)]
    return Holds(tuple(search.found), tuple(search.tables), tuple(dict.fromkeys(unreadable)))


class _Search:
    def __init__(self, sought: Sought, known: OpenFiles) -> None:
        self.sought = sought
        self.known = known
        self.paths = tuple(os.fsencode(path) for path in sought.paths)
        self.nodes = frozenset(map(os.fsencode, sought.nodes))
        self.devices = tuple(b" %02x:%02x " % tuple(map(int, device.split(":"))) for device in sorted(sought.devices))
        self.maps: dict[Task, bytes | None] = {}
        self.found: list[Hold] = []
        self.tables: list[Hold] = []

    def read_maps(self, tasks: Iterable[Task]) -> None:
        """Read what each process has mapped; None where that is not allowed, nothing where it is gone, or none of it is sought."""
        for task in tasks if self.devices else ():
            try:
                data = procfs.read(b"%b%d/maps" % (PROC, task.tid or task.pid))
            except OSError as error:
                self.maps[task] = None if error.errno in DENIED else b""
            else:
                self.maps[task] = data if any(device in data for device in self.devices) else b""

    def look(self, task: Task) -> bool:
        """Add what one process holds; whether it could be looked into."""
        base = b"%b%d/" % (PROC, task.tid or task.pid)
        try:
            for kind in LINKS:
                self.look_at_link(task, base, kind)
            self.look_at_descriptors(task, base)
        except OSError as error:
            return error.errno not in DENIED
        return True

    def look_at_link(self, task: Task, base: bytes, kind: HoldKind) -> None:
        try:
            path = os.readlink(base + kind.encode())
        except FileNotFoundError:
            return  # a kernel thread has no program, a process that has ended none of them
        if path.startswith(self.paths):
            self.found.append(Hold(task.pid, kind, procfs.text(path), task.tid))

    def look_at_maps(self, task: Task) -> bool:
        """Add what one process has mapped, once it was read; whether that could be."""
        data = self.maps.get(task, b"")
        self.found += self.mapped(task, data or b"")
        return data is not None

    def mapped(self, task: Task, data: bytes) -> Iterator[Hold]:
        """The files that are mapped from the devices, each once. A program's own file is `exe`, and mapped as well."""
        files = set()
        for line in data.split(b"\n"):
            fields = line.split(b" ", 5)  # addresses, permissions, offset, device, inode, blanks and path
            if len(fields) == 6 and b" %b " % fields[3] in self.devices:
                files.add((fields[3], fields[5].lstrip(b" ")))
        for number, path in sorted(files):
            major, _, minor = number.partition(b":")
            name = procfs.text(path).replace("\\012", "\n")  # the one character that maps escapes (fs/proc/task_mmu.c)
            yield Hold(task.pid, "map", name, task.tid, device=f"{int(major, 16)}:{int(minor, 16)}")

    def look_at_descriptors(self, task: Task, base: bytes) -> None:
        for number, path in self.open_files(task, base + b"fd/"):
            if path.startswith(OF_NO_MOUNT) or not (self.sought.detached or path.startswith(self.paths) or path in self.nodes):
                continue
            try:
                mount = _mount_id(b"%bfdinfo/%d" % (base, number))
                if self.matters(mount, path) or TABLE.search(path):
                    now = os.readlink(b"%bfd/%d" % (base, number))
                    self.note_descriptor(Hold(task.pid, "fd", procfs.text(now), task.tid, number, mount))
            except FileNotFoundError:
                continue

    def open_files(self, task: Task, links: bytes) -> Iterable[tuple[int, bytes]]:
        """The descriptors of files that have a path, and the path. Raises OSError."""
        known = self.known.get(task.pid)
        return known.files if known is not None and known.holder == (task.tid or task.pid) else _open_files(links)

    def matters(self, mount: int | None, path: bytes) -> bool:
        """Whether an open file is on a mount that is sought, on one of no table, or the node of a device."""
        return mount in self.sought.mounts or path in self.nodes or (mount is not None and mount not in self.sought.known)

    def note_descriptor(self, hold: Hold) -> None:
        path = os.fsencode(hold.path)
        if self.matters(hold.mount, path):
            self.found.append(hold)
        if TABLE.search(path):
            self.tables.append(hold)


def _open_files(links: bytes) -> Iterator[tuple[int, bytes]]:
    for name in os.listdir(links):
        try:
            path = os.readlink(links + name)
        except FileNotFoundError:
            continue
        if path[:1] == b"/":
            yield int(name), path


def _mount_id(path: bytes) -> int | None:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = MOUNT_ID.search(os.read(fd, FDINFO_SIZE))
    finally:
        os.close(fd)
    return int(found[1]) if found else None
