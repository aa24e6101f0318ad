"""The processes of a namespace as rows: below each other as parents and children."""

from collections.abc import Hashable, Mapping, Sequence

from nsexplorer.explain.filter import plain_words
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.place import Place, Subject
from nsexplorer.tui.rows.filtering import processes_kept
from nsexplorer.tui.rows.outline import preorder
from nsexplorer.tui.rows.table import Cell, Column, Sheet, Table
from nsexplorer.tui.signs import Signs
from nsexplorer.tui.surroundings import Surroundings


def processes_sheet(snapshot: Snapshot, subject: Subject, text: str, surroundings: Surroundings) -> Sheet:
    """The processes in the namespace, or the process with all its descendants; with a filter, those it wants. Keys are pids."""
    members = _members(snapshot, subject)
    order, depths = preorder(processes_kept(snapshot, members, text), lambda pid: snapshot.processes[pid].parent)
    digits = max((len(str(pid)) for pid in order), default=3)
    columns = (
        Column("COMMAND", 18, 30, grow=2),
        Column("PID", digits, digits, right=True),
        Column("USER", 6, 12, rank=1),
        Column("NOT THE HOST'S", 14, 24, grow=1, rank=2),
    )

    def cells(index: int) -> Sequence[Cell]:
        process = snapshot.processes[order[index]]
        return (
            _command(process),
            ((str(process.pid), "plain"),),
            ((neutral(surroundings.user(process.uid)), "faint"),),
            apart(snapshot, process.namespaces, surroundings.signs),
        )

    sentence = "" if members else "No process is in it." if snapshot.namespaces.get(str(subject)) else "It has ended."
    lead: dict[Hashable, Place] = {pid: Place(pid) for pid in order if pid != subject}
    return Sheet(
        Table(columns, order, cells, depths), total=len(members), words=plain_words(text.lower()), leads_to=lead.get, sentence=sentence
    )


def apart(snapshot: Snapshot, namespaces: Mapping[str, str], signs: Signs) -> Cell:
    """The types in which these namespaces are not the host's."""
    own = [kind for kind in NAMESPACE_TYPES if kind in namespaces and namespaces[kind] != snapshot.host.get(kind)]
    if own:
        return ((f"{signs.own} ", "own"), (" ".join(own), "plain"))
    return ((f"{signs.host} ", "host"), ("host's", "host")) if namespaces else (("not readable", "warning"),)


def _command(process: Process) -> Cell:
    name = neutral(process.command)
    if process.zombie:
        return ((name, "faint"), (" (zombie)", "faint"))
    if process.kernel:
        return ((f"[{name}]", "faint"),)
    chrooted = process.root not in (None, "/")
    return ((name, "name"), (f" in {neutral(process.root or '')}", "warning")) if chrooted else ((name, "name"),)


def _members(snapshot: Snapshot, subject: Subject) -> list[int]:
    if isinstance(subject, str):
        namespace = snapshot.namespace(subject)
        return [pid for pid in namespace.members if pid in snapshot.processes] if namespace else []
    children: dict[int, list[int]] = {}
    for process in snapshot.processes.values():
        children.setdefault(process.parent, []).append(process.pid)
    found: dict[int, None] = {}  # a set that keeps its order; pids are reused, so parents can go round in circles
    waiting = [subject] if subject in snapshot.processes else []
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found[pid] = None
            waiting += children.get(pid, ())
    return list(found)
