"""One side of the question: a mount table from a viewpoint, with what a live look found there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nsexplorer.explain.mounts import table_seen_from
from nsexplorer.explain.places import inside
from nsexplorer.explain.targets import Target, mount_namespace_of
from nsexplorer.explain.viewpoint import Viewpoint, default_viewpoint
from nsexplorer.explain.visibility import Ways, carrier_of_root, lookup
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Trail, Walk


@dataclass(frozen=True)
class Side:
    """A target, its mounts as it sees them, and what was found by looking.

    `mounts` has a row for "/" also where that is a plain directory that the process is chrooted into: the mount that it is on, cut to
    that directory. `whole` are all mounts of the namespace, None where they were not read. `process` is who sees, None for an entrant
    of a namespace without a process. `here`: nsexplorer runs there itself, and so would a command; `itself`: the process is its own, which
    is gone when the answer is read. `as_user`: only who joins its user namespace may change anything there. `locks`: it may have mounts
    that cannot be unmounted, as another user namespace than the initial one owns it (mount_namespaces(7), "Restrictions"). `trail` is
    None where nobody looked, or nobody may.
    """

    target: Target
    namespace: str
    viewpoint: Viewpoint
    table: MountTable
    mounts: tuple[Mount, ...]
    whole: tuple[Mount, ...] | None
    process: Process | None
    here: bool
    itself: bool
    as_user: bool
    locks: bool
    trail: Trail | None = None

    @property
    def walk(self) -> Walk | None:
        """The exact walk of the path on this side."""
        return None if self.trail is None else self.trail.walk

    @cached_property
    def by_id(self) -> Mapping[int, Mount]:
        """The mounts by mountinfo's id."""
        return {mount.id: mount for mount in self.mounts}

    @cached_property
    def upon(self) -> Mapping[int, list[Mount]]:
        """What is mounted on each mount, by its id; the youngest last."""
        found: dict[int, list[Mount]] = {}
        for mount in self.mounts:
            if mount.parent != mount.id:
                found.setdefault(mount.parent, []).append(mount)
        return found

    @property
    def root(self) -> Mount | None:
        """The mount of the root directory, with that directory as its `root`."""
        passed = self.way("/")
        return passed[-1] if passed else None

    def way(self, path: str) -> list[Mount]:
        """The mounts that a path without symbolic links passes."""
        return self._ways.to(path)

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self.mounts, self.viewpoint.kind)

    def at(self, path: str) -> Mount | None:
        """The mount that a path without symbolic links lies on."""
        passed = self.way(path)
        return passed[-1] if passed else None

    def below(self, path: str) -> Mount | None:
        """The mount that the directory at `path` is on, without what is mounted on that directory itself."""
        passed = self.way(path)
        while len(passed) > 1 and passed[-1].target == path:
            passed.pop()
        return passed[-1] if passed else None

    def parent(self, mount: Mount) -> Mount | None:
        """The mount that this one is mounted on; None for the root's."""
        found = self.by_id.get(mount.parent)
        return None if found is None or found.id == mount.id else found

    def carriers(self, mount: Mount) -> list[Mount]:
        """The mount and what it is mounted on, one below the other down to the root's."""
        found = [mount]
        while (below := self.parent(found[-1])) is not None and below not in found:
            found.append(below)
        return found

    @cached_property
    def beyond_root(self) -> frozenset[int]:
        """The mounts that lie on the process's own root directory, and on them: no path leads there."""
        if self.viewpoint.kind != "process" or self.root is None:
            return frozenset()
        return frozenset(self._with_what_is_upon(*(each for each in self.upon.get(self.root.id, ()) if each.target == "/")))

    def without(self, cover: Mount) -> Side:
        """The same side as it would be without that mount and all that is mounted on it. Nobody has looked at that."""
        gone = self._with_what_is_upon(cover)
        return replace(self, mounts=tuple(mount for mount in self.mounts if mount.id not in gone), trail=None)

    def _with_what_is_upon(self, *mounts: Mount) -> set[int]:
        pending = list(mounts)
        found: set[int] = set()
        while pending:
            mount = pending.pop()
            if mount.id not in found:
                found.add(mount.id)
                pending += self.upon.get(mount.id, ())
        return found

    def seen_at(self, trail: Trail | None) -> Side:
        """The same side with another live look."""
        return replace(self, trail=trail)


def side_of(snapshot: Snapshot, target: Target, trail: Trail | None = None) -> Side:
    """The side of a target, from the viewpoint that goes with it. Raises TableUnreadable."""
    namespace = mount_namespace_of(snapshot, target)
    viewpoint = default_viewpoint(snapshot, target)
    own = table_seen_from(snapshot, viewpoint, namespace)
    tables = snapshot.tables_of(namespace)
    whole = tables[0].mounts if tables and tables[0].root == "/" else None
    process = snapshot.processes.get(target.pid) if target.pid is not None else None
    if process is None:
        process = _someone(snapshot, target, own)
    stands_on = trail.walk.root.mount if trail is not None and trail.walk.root is not None else None
    mounts = _with_root(own, whole, None if process is None else process.root, stands_on)
    here = namespace == snapshot.own.get("mnt") and (process is None or process.root == "/")
    itself = process is not None and process.pid == snapshot.viewer.pid
    user, known = target.namespaces.get("user"), snapshot.namespace(namespace)
    as_user = snapshot.viewer.uid != 0 and user is not None and user != snapshot.viewer.user_namespace
    locks = known is not None and known.owner not in (None, INITIAL_USER_NAMESPACE)
    return Side(target, namespace, viewpoint, own, mounts, whole, process, here, itself, as_user, locks, trail)


def walker(side: Side) -> int | None:
    """The process through whose root directory one sees what this side sees; None where there is none.

    An entrant stands on top of what lies on "/" (setns(2)); a process that was there before may stand below.
    """
    if side.viewpoint.pid is not None:
        return side.viewpoint.pid
    if side.process is None or side.process.root != "/":
        return None
    return side.process.pid if lookup(side.mounts, "/", "process") is side.root else None


def _someone(snapshot: Snapshot, target: Target, own: MountTable) -> Process | None:
    """A process in the namespace that sees it from its root: for the namespaces we are in ourselves that is us."""
    members: Collection[int] = own.members
    if target.namespaces.get("mnt") == snapshot.own.get("mnt") and snapshot.viewer.pid in snapshot.processes:
        members = (snapshot.viewer.pid, *members)
    known = [snapshot.processes[pid] for pid in members if pid in snapshot.processes]
    return next((process for process in known if process.root == "/"), known[0] if known else None)


def _with_root(own: MountTable, whole: tuple[Mount, ...] | None, root: str | None, stands_on: int | None) -> tuple[Mount, ...]:
    """The mounts with a row for "/". `stands_on` is the mount that the root directory was found to be on: where a process is chrooted
    into a plain directory, what was mounted on that later looks as if it were the root. One that no table has was lazily unmounted, and
    nothing below it is known.
    """
    passed = Ways(own.mounts, "process").to("/")
    directory = own.root if own.root is not None else root
    if passed and (stands_on is None or passed[-1].id == stands_on):
        return own.mounts
    if stands_on is not None and whole is not None and not any(each.id == stands_on for each in (*whole, *own.mounts)):
        return ()
    carrier = stands_on if stands_on is not None else carrier_of_root(own.mounts)
    if directory is None or whole is None or any(each.id == carrier for each in own.mounts):
        return own.mounts
    mount = next((each for each in whole if each.id == carrier), None) if carrier is not None else lookup(whole, directory, "entrant")
    if mount is None:
        return own.mounts
    return (replace(mount, target="/", root=inside(mount, directory), parent=0), *own.mounts)
