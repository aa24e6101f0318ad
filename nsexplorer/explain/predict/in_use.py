"""Which processes use a mount: by what a snapshot tells, their working and root directories; by a live look, their files as well."""

from collections.abc import Iterator
from typing import NamedTuple

from nsexplorer.explain.holders.holder import Holder
from nsexplorer.explain.holders.people import People
from nsexplorer.explain.holders.processes import processes
from nsexplorer.explain.holders.scope import Scope
from nsexplorer.explain.visibility import lookup
from nsexplorer.model.hold import HoldKind, Holds
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot


class User(NamedTuple):
    """A process that holds what is at `path` on a mount: as its working (`cwd`) or root directory (`root`), as its program (`exe`), mapped
    (`map`) or open (`fd`). `source` is where that was read.
    """

    pid: int
    command: str
    by: HoldKind
    path: str
    source: str


def users_of(snapshot: Snapshot, namespace: str, mount: Mount) -> Iterator[User]:
    """The processes of that mount namespace that are in the mount, as far as the paths of their directories tell."""
    known = snapshot.namespaces.get(namespace)
    tables = snapshot.tables_of(namespace)
    if known is None or not tables:
        return
    for pid in known.members:
        process = snapshot.processes.get(pid)
        if process is None:
            continue
        cwd = None if process.details is None else process.details.cwd
        for by, path in (("cwd", cwd), ("root", process.root)):
            if path is None or not _below(mount.target, path):
                continue
            carrier = lookup(tables[0].mounts, path, "entrant")
            if carrier is not None and carrier.id == mount.id:
                yield User(pid, process.command, "cwd" if by == "cwd" else "root", path, f"/proc/{pid}/{by}")


def users_by_holds(snapshot: Snapshot, scope: Scope, holds: Holds) -> Iterator[User]:
    """The processes that hold something of the mounts that go with the subject of `scope`, where that is certain."""
    for holder in processes(snapshot, People(snapshot), scope, holds):
        if holder.keeps == "mount" and holder.certain and holder.who is not None:
            yield User(holder.who.pid, holder.who.command, _kind(holder), holder.path or "", holder.evidence.source)


def _kind(holder: Holder) -> HoldKind:
    match holder.reason:
        case "cwd" | "root" | "exe" | "map":
            return holder.reason
        case _:
            return "fd"


def _below(directory: str, path: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")
