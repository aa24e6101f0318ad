"""Processes as holders: what of theirs lies on the mounts that show the subject."""

from collections.abc import Iterator

from nsexplorer.explain.holders.fixes import stop
from nsexplorer.explain.holders.holder import Holder, Keeps
from nsexplorer.explain.holders.mounts import keeps
from nsexplorer.explain.holders.people import People
from nsexplorer.explain.holders.scope import Part, Scope, View, inside_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.hold import DELETED, Hold, Holds
from nsexplorer.model.snapshot import Snapshot

Place = tuple[Keeps, Part | None, bool]
"""What a hold keeps busy, through which mount, and whether that is certain."""

_MILDEST = {
    "cwd": "have it change to another directory (`cd /` in a shell)",
    "fd": "have it close the file",
}


def processes(snapshot: Snapshot, people: People, scope: Scope, holds: Holds) -> Iterator[Holder]:
    """Each hold that is on the subject, a program's file once. Kernel threads and the process that looks hold nothing that matters."""
    search, ways_out = _Search(snapshot, scope), _WaysOut(people)
    programs = {(hold.pid, hold.path) for hold in holds.holds if hold.kind == "exe"}
    for hold in holds.holds:
        if hold.kind == "map" and (hold.pid, hold.path) in programs:
            continue
        found = search.place(hold)
        if found is not None:
            yield _holder(people, ways_out, hold, *found)


def _holder(people: People, ways_out: "_WaysOut", hold: Hold, kept: Keeps, part: Part | None, certain: bool) -> Holder:
    via = None if part is None or part.area.via is None else part.area.via.nodes[-1]
    within = None if part is None else part.namespace
    evidence = Evidence(_line(hold), hold.source)
    return Holder(hold.kind, kept, within, hold.path, people.who(hold.pid), evidence, ways_out.of(hold), via, certain)


class _WaysOut:
    """How a process lets go of what it holds: the same for everything of one kind, told once."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._known: dict[tuple[int, str | None], tuple[Fix, ...]] = {}

    def of(self, hold: Hold) -> tuple[Fix, ...]:
        mildest = _MILDEST.get(hold.kind)
        if (hold.pid, mildest) not in self._known:
            who = self._people.who(hold.pid)
            own = () if mildest is None else (Fix(mildest),)
            self._known[hold.pid, mildest] = own if who is None else (*own, *stop(self._people, who))
        return self._known[hold.pid, mildest]


def _line(hold: Hold) -> str:
    mount = "" if hold.mount is None else f", mnt_id {hold.mount}"
    device = "" if hold.device is None else f", device {hold.device}"
    return f"{hold.path}{mount}{device}"


class _Search:
    """Finds the mount that a hold is on: by its id where the kernel tells it, else by its path in the table of the process."""

    def __init__(self, snapshot: Snapshot, scope: Scope) -> None:
        self.snapshot = snapshot
        self.scope = scope
        self.devices = scope.devices
        self.nodes = scope.nodes
        self.shadows: dict[str, tuple[str, ...]] = {}
        self.threads = {thread.tid: thread.namespaces.get("mnt") for thread in snapshot.threads}
        self.known: dict[tuple[str | None, str, str | None], Place | None] = {}

    def place(self, hold: Hold) -> Place | None:
        """What the hold keeps busy, through which mount, and whether that is certain; None where it is not on the subject."""
        path = hold.path.removesuffix(DELETED)
        if hold.kind == "fd" and path in self.nodes:
            return "device", None, True
        if hold.mount is not None:
            part = self.scope.parts.get(hold.mount)
            if part is not None:
                return (keeps(self.scope, part), part, True) if inside_of(part, path) else None
            return self.detached(hold)
        return self.by_path(hold, path)

    def detached(self, hold: Hold) -> Place | None:
        """A file on a mount that is in no table: by its device, where a look could tell that."""
        if hold.device not in self.devices or self.scope.subject.kind == "path":
            return None
        return "device", None, True

    def by_path(self, hold: Hold, path: str) -> Place | None:
        process = self.snapshot.processes.get(hold.pid)
        namespace = None if process is None else process.namespaces.get("mnt")
        if hold.tid is not None:
            namespace = self.threads.get(hold.tid, namespace)
        key = namespace, path, hold.device  # the same libraries are mapped by thousands
        if key not in self.known:
            self.known[key] = self.by_table(hold, namespace, path)
        return self.known[key]

    def by_table(self, hold: Hold, namespace: str | None, path: str) -> Place | None:
        view = self.scope.views.get(namespace or "")
        mount = None if view is None else view.containing(path)
        part = None if mount is None else self.scope.parts.get(mount.id)
        if hold.device is not None and (part is None or part.mount.device != hold.device):
            return self.detached(hold)
        if view is None:
            return None
        shadowed = any(path == target or path.startswith(target.rstrip("/") + "/") for target in self.shadowed(view))
        if part is not None:
            return (keeps(self.scope, part), part, not shadowed) if inside_of(part, path) else None
        if not shadowed:
            return None
        return self.hidden(view, path)

    def hidden(self, view: View, path: str) -> Place | None:
        """A path that leads to another mount now, but may have led to a hidden part when it was taken."""
        for mount in view.mounts.values():
            part = self.scope.parts.get(mount.id)
            below = path == mount.target or path.startswith(mount.target.rstrip("/") + "/")
            if part is not None and view.hidden.get(mount.id) is not None and below and inside_of(part, path):
                return keeps(self.scope, part), part, False
        return None

    def shadowed(self, view: View) -> tuple[str, ...]:
        """The mount points of hidden mounts: below these a path alone does not tell the mount."""
        if view.namespace not in self.shadows:
            hidden = {view.mounts[number].target for number, cover in view.hidden.items() if cover is not None}
            self.shadows[view.namespace] = tuple(sorted(hidden))
        return self.shadows[view.namespace]
