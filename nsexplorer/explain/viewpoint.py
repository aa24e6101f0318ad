"""From where a mount table is looked at."""

from dataclasses import dataclass

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.targets import Target, mount_namespace_of
from nsexplorer.explain.visibility import ViewpointKind
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """`process`: as process `pid` sees it, by its root directory. `entrant`: as someone who joins the namespace; `pid` is None then."""

    kind: ViewpointKind
    pid: int | None = None


ENTRANT = Viewpoint("entrant")


def default_viewpoint(snapshot: Snapshot, target: Target) -> Viewpoint:
    """A process is seen as that process, any other target as an entrant.

    So is a thread in another mount namespace than its process: nothing in a snapshot tells such a thread's root directory.
    """
    if target.kind not in ("process", "thread") or target.pid is None:
        return ENTRANT
    table = snapshot.table_of_process(target.pid)
    elsewhere = target.kind == "thread" and table is not None and table.namespace != target.namespaces.get("mnt")
    return ENTRANT if elsewhere else Viewpoint("process", target.pid)


def stated_viewpoint(snapshot: Snapshot, target: Target, text: str) -> Viewpoint:
    """The viewpoint that `--as` states: `entrant`, or the pid of a process in the target's mount namespace.

    Raises UnknownTarget where it is neither, TableUnreadable where the target's mount namespace is not known.
    """
    if text == "entrant":
        return ENTRANT
    if not (text.isascii() and text.isdigit()):
        raise UnknownTarget(text, "not a viewpoint", "write --as entrant or --as PID")
    pid = int(text)
    if pid not in snapshot.processes:
        raise UnknownTarget(text, "no process has that pid")
    namespace = mount_namespace_of(snapshot, target)
    table = snapshot.table_of_process(pid)
    its = snapshot.processes[pid].namespaces.get("mnt") or (table.namespace if table is not None else None)
    if its != namespace:
        where = f"in {its}" if its is not None else "in a mount namespace that could not be read"
        raise UnknownTarget(text, f"that process is {where}, not in {namespace}", f"`nsexplorer show {namespace}` lists its processes")
    return Viewpoint("process", pid)
