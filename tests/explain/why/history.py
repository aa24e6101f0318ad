"""Random histories of mounts on the real kernel, and a log of what happened: the truth that answers of `why` are held to.

Up to five mount namespaces, copied from one another, half of them in user namespaces of their own, one below the other; in them mounts
are made, bound, moved, unmounted, shared and not shared any more, processes change their root directory, and namespaces their root.
"""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from pwd import struct_passwd
from typing import NamedTuple

from nsexplorer.linux import mountinfo, nsfs
from nsexplorer.linux.statmount import listmount
from nsexplorer.model.mount import Mount
from tests.topology import Process, Refused, bystander, process

NAMES = ("a", "b")
KINDS = ("SHARED", "SHARED", "SHARED", "SLAVE", "SLAVE", "PRIVATE", "PRIVATE", "UNBINDABLE")
NAMESPACES = 5
VIEWERS = 3


class Event(NamedTuple):
    """What made a mount, and at once its replicas elsewhere. A copy of a whole table keeps the events of its mounts."""

    step: int
    device: str
    root: str


class Was(NamedTuple):
    """A mount that once was on another: which event had made it."""

    on: int
    place: str
    event: Event


class Groups(NamedTuple):
    """What decides where mounts on a mount go and come from."""

    device: str
    shared: int | None
    master: int | None


@dataclass
class Log:
    """`event` of each mount by its unique id; `was` are the mounts that were on other mounts; `skipped` the events of the mounts that a
    bind left out, by the bind's unique id. `groups` are those of all mounts after each step, by unique id.
    """

    event: dict[int, Event] = field(default_factory=dict)
    was: set[Was] = field(default_factory=set)
    skipped: dict[int, set[Event]] = field(default_factory=dict)
    groups: dict[int, dict[int, Groups]] = field(default_factory=dict)

    def changed_since(self, step: int, device: str) -> bool:
        """Whether the propagation of a mount of that device has changed since a step: nothing tells what it was."""
        now = self.groups[max(self.groups)]
        return any(now[unique] != then for unique, then in self.groups[step].items() if unique in now and then.device == device)


class Table(NamedTuple):
    """One namespace's mounts by unique id."""

    mounts: Mapping[int, Mount]

    def parent(self, mount: Mount) -> Mount | None:
        """What it is mounted on."""
        return next((each for each in self.mounts.values() if each.id == mount.parent and each is not mount), None)


class History:
    """The namespaces, each with a process that keeps it, the processes with other roots in them, and the log."""

    def __init__(self, base: str, chance: random.Random, user: struct_passwd | None, stack: ExitStack) -> None:
        self.base, self.chance, self.user, self.stack = base, chance, user, stack
        self.log = Log()
        self.step = 0
        self.told: list[str] = []
        self.viewers: list[Process] = []
        self.keepers = [stack.enter_context(process("mnt", user=user))]
        self.tables = self._read()
        self._note(self.tables, None)
        self.log.groups[0] = _groups(self.tables)
        self._do(self.keepers[0], f"mount('first', {base!r}, 'tmpfs')", ("", ""))
        self._directories(self.keepers[0], base)
        self._do(self.keepers[0], f"mount('none', {base!r}, flags=SHARED)", ("", ""))

    def everyone(self) -> list[Process]:
        """All who can be asked about."""
        return [*self.keepers, *self.viewers]

    def grow(self, steps: int) -> None:
        """Let so many things happen; what the kernel refuses does not."""
        for _ in range(steps):
            try:
                self._step(self.chance.choice(self.keepers))
            except Refused:
                continue

    def path(self, least: int = 0) -> str:
        """Some path at or below the base, that may not be there."""
        return "/".join([self.base, *self.chance.choices(NAMES, k=self.chance.randint(least, 3))])

    def keeper(self, namespace: str) -> Process:
        """The process that keeps this mount namespace."""
        return next(each for each in self.keepers if each.namespace("mnt") == namespace)

    def _step(self, keeper: Process) -> None:
        match self.chance.randrange(15):
            case 0 | 1:
                self._clone(keeper)
            case 2 | 3 | 4:
                path = self.path()
                self._do(keeper, f"mount('t{self.step}', {path!r}, 'tmpfs')", ("", ""))
                self._directories(keeper, path)
            case 5 | 6 | 7:
                source, target, flags = self.path(), self.path(), self.chance.choice(("BIND", "BIND | REC"))
                if self.chance.random() < 0.3:
                    target = source
                self._do(keeper, f"mount({source!r}, {target!r}, flags={flags})", (source, target))
            case 8 | 9:
                flags = self.chance.choice(KINDS) + self.chance.choice(("", " | REC"))
                self._do(keeper, f"mount('none', {self.path()!r}, flags={flags})", ("", ""))
            case 10:
                self._do(keeper, f"mount({self.path()!r}, {self.path()!r}, flags=MOVE)", ("", ""))
            case 11 | 12:
                self._do(keeper, f"umount({self.path()!r}, {self.chance.choice(('0', '0', 'DETACH'))})", ("", ""))
            case 13:
                self._change_root(keeper)
            case 14:
                if self.chance.random() < 0.3:
                    self._pivot(keeper)

    def _clone(self, origin: Process) -> None:
        if len(self.keepers) == NAMESPACES:
            return
        member = self.stack.enter_context(bystander(self.user))
        if origin.namespace("user") != member.namespace("user"):
            member.do(f"setns('/proc/{origin.pid}/ns/user')")
        member.do(f"setns('/proc/{origin.pid}/ns/mnt')")
        new = self.chance.choice(("unshare('mnt')", "unshare('user', 'mnt')"))
        member.do(new)
        self.keepers.append(member)
        self._happened(f"{member.pid}: copied from {origin.pid} by {new}", ("", ""), 0, self._of(origin))
        if self.chance.random() < 0.5:
            kind = self.chance.choice(("PRIVATE", "SLAVE"))
            self._do(member, f"mount('none', '/', flags=REC | {kind})", ("", ""))

    def _change_root(self, keeper: Process) -> None:
        if len(self.viewers) == VIEWERS:
            return
        path = self.path()
        viewer = self.stack.enter_context(bystander(self.user))
        if keeper.namespace("user") != viewer.namespace("user"):
            viewer.do(f"setns('/proc/{keeper.pid}/ns/user')")
        viewer.do(f"setns('/proc/{keeper.pid}/ns/mnt')")
        try:
            viewer.do(f"(os.chroot({path!r}), os.chdir('/'))")
        except Refused:
            return  # it stands there with the namespace's own root
        self.viewers.append(viewer)
        self.told.append(f"{viewer.pid}: in the namespace of {keeper.pid}, root {path}")

    def _pivot(self, keeper: Process) -> None:
        if keeper is self.keepers[0] or any(each.namespace("mnt") == keeper.namespace("mnt") for each in self.viewers):
            return
        path = self.path(1)
        keeper.do("mount('none', '/', flags=REC | SLAVE)")
        keeper.do(f"mount({path!r}, {path!r}, flags=BIND | REC)")
        try:
            keeper.do(f"os.makedirs({path + self.base!r}, exist_ok=True)")
            keeper.do(f"mount({self.base!r}, {path + self.base!r}, flags=BIND | REC)")
            keeper.do(f"pivot({path!r})")
        finally:
            self._happened(f"{keeper.pid}: pivot_root to a bind of {path}, with the base bound below it", ("", ""), 0, None)

    def _directories(self, keeper: Process, path: str) -> None:
        for first in NAMES:
            for second in NAMES:
                keeper.do(f"os.makedirs('{path}/{first}/{second}', exist_ok=True)")

    def _do(self, keeper: Process, statement: str, bind: tuple[str, str]) -> None:
        source = int(keeper.do(f"mount_of({bind[0]!r})")) if bind[0] else 0
        keeper.do(statement)
        self._happened(f"{keeper.pid}: {statement}", bind, source, None)

    def _happened(self, what: str, bind: tuple[str, str], source: int, origin: Table | None) -> None:
        self.step += 1
        self.told.append(what)
        before, self.tables = self.tables, self._read()
        known = {unique for table in before.values() for unique in table.mounts}
        new = {unique: mount for table in self.tables.values() for unique, mount in table.mounts.items() if unique not in known}
        self._note(self.tables, origin)
        self.log.groups[self.step] = _groups(self.tables)
        if bind[0]:
            left = [(mount, table) for table in before.values() for mount in table.mounts.values() if mount.parent == source]
            for unique, mount in new.items():
                on = {each.target: each for table in self.tables.values() for each in table.mounts.values() if each.parent == mount.id}
                for skipped, table in left:
                    parent = table.parent(skipped)
                    place = None if parent is None else place_on(parent, skipped.target)
                    if place is None or not (below := relative(mount.root, place)) or mount.device != parent.device:  # type: ignore[union-attr]
                        continue
                    if mount.target.rstrip("/") + below not in on and skipped.unique_id is not None:
                        self.log.skipped.setdefault(unique, set()).add(self.log.event[skipped.unique_id])

    def _note(self, tables: Mapping[str, Table], origin: Table | None) -> None:
        for table in tables.values():
            fresh = [unique for unique in table.mounts if unique not in self.log.event]
            copied = origin is not None and len(fresh) == len(table.mounts)
            for unique in fresh:
                mount = table.mounts[unique]
                self.log.event[unique] = Event(self.step, mount.device, mount.root)
            if copied:
                assert origin is not None
                for unique in fresh:
                    mount = table.mounts[unique]
                    same = [each for each in origin.mounts.values() if _copies(mount, table, each, origin)]
                    if len(same) == 1 and same[0].unique_id is not None:
                        self.log.event[unique] = self.log.event[same[0].unique_id]
            for unique, mount in table.mounts.items():
                parent = table.parent(mount)
                if parent is not None and parent.unique_id is not None:
                    self.log.was.add(Was(parent.unique_id, place_on(parent, mount.target), self.log.event[unique]))

    def _of(self, keeper: Process) -> Table:
        return self.tables[keeper.namespace("mnt")]

    def _read(self) -> Mapping[str, Table]:
        return {keeper.namespace("mnt"): read_table(keeper.pid) for keeper in self.keepers}


def _groups(tables: Mapping[str, Table]) -> dict[int, Groups]:
    mounts = ((unique, mount) for table in tables.values() for unique, mount in table.mounts.items())
    return {unique: Groups(mount.device, mount.shared, mount.master) for unique, mount in mounts}


def _copies(mount: Mount, table: Table, other: Mount, origin: Table) -> bool:
    parent, above = table.parent(mount), origin.parent(other)
    same = (mount.device, mount.root, mount.target) == (other.device, other.root, other.target)
    if parent is None or above is None:
        return same and parent is above
    return same and (parent.device, parent.root, parent.target) == (above.device, above.root, above.target)


def read_table(pid: int) -> Table:
    """The mounts that a process sees, by unique id (listmount(2) goes through them in the order of mountinfo)."""
    fd = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY)
    try:
        nsid = nsfs.nsid(fd, "mnt")
    finally:
        os.close(fd)
    assert nsid is not None
    mounts = mountinfo.parse(mountinfo.read(pid).data, Mount, ((unique,) for unique in listmount(nsid)))
    return Table({mount.unique_id: mount for mount in mounts if mount.unique_id is not None})


def place_on(mount: Mount, path: str) -> str:
    """The path inside the file system of a mount that a path on it leads to."""
    below = path if mount.target == "/" else path.removeprefix(mount.target)
    return (mount.root.rstrip("/") + below).rstrip("/") or "/"


def relative(directory: str, path: str) -> str | None:
    """The rest of a path below a directory, with its slash; None where it lies elsewhere."""
    if directory == "/":
        return path
    return path.removeprefix(directory) if path == directory or path.startswith(directory + "/") else None


@contextmanager
def history(base: Path, seed: int, user: struct_passwd | None = None) -> Iterator[History]:
    """A history that went as chance would have it, the same for each seed. Nothing of it is left afterwards."""
    with ExitStack() as stack:
        yield History(str(base), random.Random(seed), user, stack)
