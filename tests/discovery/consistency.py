"""What must hold of every snapshot of a live machine, however much was going on while it was taken."""

from collections.abc import Iterator

from nsexplorer.model.namespace import PIN_KINDS, Namespace
from nsexplorer.model.snapshot import Snapshot


def faults(snapshot: Snapshot) -> list[str]:
    """What does not fit together: a reference to what is not there, a leader that does not lead, a count that is wrong."""
    return [
        *(f"{namespace.id}: {fault}" for namespace in snapshot.namespaces.values() for fault in _namespace(snapshot, namespace)),
        *_processes(snapshot),
        *_tables(snapshot),
        *_circles(snapshot),
        *_counts(snapshot),
    ]


def _namespace(snapshot: Snapshot, namespace: Namespace) -> Iterator[str]:
    kind = namespace.type
    for pid in namespace.members:
        if pid not in snapshot.processes or snapshot.processes[pid].namespaces.get(kind) != namespace.id:
            yield f"member {pid} is not in it"
    if namespace.leader is None:
        if namespace.members:
            yield "it has members and no leader"
    elif namespace.leader not in namespace.members:
        yield f"leader {namespace.leader} is no member"
    elif snapshot.processes[namespace.leader].parent in namespace.members:
        yield f"leader {namespace.leader} has its parent in it"
    for relative in (namespace.owner, namespace.parent, *namespace.children):
        if relative is not None and relative not in snapshot.namespaces:
            yield f"{relative} is not there"
    if namespace.parent is not None and namespace.id not in snapshot.namespaces[namespace.parent].children:
        yield "its parent does not know it"
    for pin in namespace.pins:
        if pin.kind not in PIN_KINDS or (pin.pid is not None and pin.pid not in snapshot.processes):
            yield f"{pin} is no process here"
        if any(name is not None and name not in snapshot.namespaces for name in (pin.within, pin.namespace)):
            yield f"{pin} is in no namespace here"
    if len(set(namespace.pins)) != len(namespace.pins):
        yield "a pin is told twice"
    if not namespace.sources:
        yield "it comes from nowhere"
    for field in ("owner", "nsid", "inode"):
        if getattr(namespace, field) is None and field not in namespace.unreadable and namespace.id != "user:[4026531837]":
            yield f"{field} is unknown, and nothing says why"


def _processes(snapshot: Snapshot) -> Iterator[str]:
    for pid, process in snapshot.processes.items():
        for name in process.namespaces.values():
            if pid not in snapshot.namespaces[name].members:
                yield f"process {pid} is in {name}, which does not know it"
        if not process.namespaces and process.unreadable is None:
            yield f"process {pid} is nowhere, and nothing says why"
    for thread in snapshot.threads:
        if thread.pid not in snapshot.processes or thread.namespaces == snapshot.processes[thread.pid].namespaces:
            yield f"thread {thread.tid} of {thread.pid} is no other than its process"
        yield from (f"thread {thread.tid} is in {name}" for name in thread.namespaces.values() if name not in snapshot.namespaces)


def _tables(snapshot: Snapshot) -> Iterator[str]:
    seen: set[int] = set()
    for table in snapshot.tables:
        if table.namespace not in snapshot.namespaces:
            yield f"there is no {table.namespace}"
        for pid in table.members:
            if pid in seen or snapshot.processes[pid].namespaces.get("mnt") != table.namespace:
                yield f"process {pid} does not belong to a table of {table.namespace}"
            seen.add(pid)
        if len({mount.id for mount in table.mounts}) != len(table.mounts):
            yield f"a mount of {table.namespace} is told twice"


def _circles(snapshot: Snapshot) -> Iterator[str]:
    for relation in ("owner", "parent"):
        for namespace in snapshot.namespaces.values():
            passed = set()
            above: str | None = namespace.id
            while above is not None and above not in passed:
                passed.add(above)
                above = getattr(snapshot.namespaces[above], relation)
            if above is not None:
                yield f"{namespace.id} is its own {relation}"


def _counts(snapshot: Snapshot) -> Iterator[str]:
    complete = snapshot.complete
    if complete.processes < len(snapshot.processes) or complete.tables != len({table.namespace for table in snapshot.tables}):
        yield f"counted wrong: {complete}"
    tables = sum(namespace.type == "mnt" for namespace in snapshot.namespaces.values())
    if complete.tables + complete.unreadable_tables != tables:
        yield f"{tables} mount namespaces, and {complete.tables} tables with {complete.unreadable_tables} unread"
