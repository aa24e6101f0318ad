"""Which processes are known to be in a mount, by what a snapshot tells: their working and root directories."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from nsexplorer.explain.visibility import lookup
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot


class User(NamedTuple):
    """A process whose working directory (`cwd`) or root directory (`root`) is at `path`, on a mount of its mount namespace."""

    pid: int
    command: str
    by: Literal["cwd", "root"]
    path: str


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
                yield User(pid, process.command, "cwd" if by == "cwd" else "root", path)


def _below(directory: str, path: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")
