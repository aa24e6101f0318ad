"""Short texts about what is looked at: titles, names, the process that stands for it."""

from nsexplorer.explain.naming import shared_with_host
from nsexplorer.model.mount import MountTable
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.pins import also_kept_by
from nsexplorer.tui.place import Subject


def short_name(snapshot: Snapshot, namespace: Namespace) -> str:
    """What a person calls the namespace, in a word: its name, else its leader's command, else what keeps it."""
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    return neutral(namespace.name or (leader.command if leader else also_kept_by(namespace) or "no process"))


def title_of(snapshot: Snapshot, subject: Subject) -> str:
    """What the subject is, in a few words."""
    if isinstance(subject, int):
        process = snapshot.processes.get(subject)
        return f"process {subject} " + (neutral(process.command) if process else "has ended")
    namespace = snapshot.namespace(subject)
    if namespace is None:
        return f"{subject} is gone"
    return f"{subject} {'(host) ' if shared_with_host(snapshot, namespace) else ''}{short_name(snapshot, namespace)}"


def step_of(snapshot: Snapshot, subject: Subject) -> str:
    """The subject in a breadcrumb: as short as it can be recognised."""
    process = snapshot.processes.get(subject) if isinstance(subject, int) else None
    return neutral(process.command) + f" {subject}" if process else str(subject)


def process_of(snapshot: Snapshot, subject: Subject) -> Process | None:
    """The process that stands for the subject: itself, or the leader of the namespace."""
    if isinstance(subject, int):
        return snapshot.processes.get(subject)
    namespace = snapshot.namespace(subject)
    return None if namespace is None or namespace.leader is None else snapshot.processes.get(namespace.leader)


def table_of(snapshot: Snapshot, subject: Subject) -> MountTable | None:
    """The mount table that goes with the subject: a process's as it sees it, a mount namespace's own, another one's leader's."""
    if isinstance(subject, str) and subject.startswith("mnt:"):
        return next(iter(snapshot.tables_of(subject)), None)
    process = process_of(snapshot, subject)
    return None if process is None else snapshot.table_of_process(process.pid)


def counts_of(snapshot: Snapshot, subject: Subject) -> dict[str, int]:
    """How many rows the tabs of the subject have, where that is known at once."""
    namespace = snapshot.namespace(subject) if isinstance(subject, str) else None
    table = table_of(snapshot, subject)
    found = {"processes": namespace.processes if namespace else None, "mounts": len(table.mounts) if table else None}
    return {name: count for name, count in found.items() if count is not None}
