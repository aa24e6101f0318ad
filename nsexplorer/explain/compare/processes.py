"""The processes that either side sees, with their pids there (pid_namespaces(7))."""

from collections.abc import Iterator, Mapping

from nsexplorer.explain.compare.rows import Facts, Row, row
from nsexplorer.explain.compare.side import Side, same_boot
from nsexplorer.explain.errors import TableUnreadable
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

Identity = tuple[int, ...]


def compare_processes(a: Side, b: Side) -> tuple[Row, ...]:
    """A row for each process that is in the pid namespace of either side or below: one and the same process on both sides, whatever
    its pids are there; those that both sides see come first. The key is its pid for the viewer; between two machines, two runs of one,
    or two viewers in different pid namespaces, its pid on its side.

    Raises TableUnreadable where a pid namespace is not known, or lies outside of the viewer's, so that pids there cannot be told.
    """
    comparable = same_boot(a.snapshot, b.snapshot) and a.snapshot.own.get("pid") == b.snapshot.own.get("pid")
    of_a, of_b = dict(_seen(a, comparable)), dict(_seen(b, comparable))
    identities = sorted({*of_a, *of_b}, key=lambda each: (each not in of_a or each not in of_b, each))
    return tuple(row(str(identity[0]), of_a.get(identity), of_b.get(identity)) for identity in identities)


def _seen(side: Side, comparable: bool) -> Iterator[tuple[Identity, Facts]]:
    snapshot = side.snapshot
    depths = _depths(snapshot)
    namespace = side.target.namespaces.get("pid")
    if namespace is None:
        raise TableUnreadable(side.target.text, "its pid namespace is not known, so neither are the processes in it")
    if namespace not in depths:
        raise TableUnreadable(
            side.target.text, f"{namespace} is outside of the viewer's pid namespace, where pids cannot be told", "look from there"
        )
    inside = _with_those_below(snapshot, namespace)
    for process in snapshot.processes.values():
        if process.namespaces.get("pid") in inside:
            pid = _pid_at(process, depths[namespace], depths[process.namespaces["pid"]])
            facts = {"pid": pid, "command": process.command, "uid": process.uid, "state": "zombie" if process.zombie else "alive"}
            yield (process.pid, process.start) if comparable or pid is None else (pid,), facts


def _depths(snapshot: Snapshot) -> Mapping[str, int]:
    """How far below the viewer's each pid namespace is."""
    own = snapshot.own.get("pid", "")
    depths = {own: 0}
    pending = [own]
    while pending:
        above = pending.pop()
        known = snapshot.namespace(above)
        for child in () if known is None else known.children:
            if child not in depths:
                depths[child] = depths[above] + 1
                pending.append(child)
    return depths


def _with_those_below(snapshot: Snapshot, namespace: str) -> frozenset[str]:
    found = {namespace}
    pending = [namespace]
    while pending:
        known = snapshot.namespace(pending.pop())
        for child in () if known is None else known.children:
            if child not in found:
                found.add(child)
                pending.append(child)
    return frozenset(found)


def _pid_at(process: Process, depth: int, own_depth: int) -> int | None:
    """The pid of a process as many levels above its own namespace, counted from within: /proc may show pids from further out."""
    pids = (process.pid,) if process.details is None else process.details.inner_pids
    place = len(pids) - 1 - (own_depth - depth)
    return pids[place] if 0 <= place < len(pids) else None
