"""Threads that are in other namespaces than their process: unshare(2) and setns(2) act on the calling thread alone."""

from nsexplorer.discovery.draft import Draft, FoundThread
from nsexplorer.discovery.processes import Scan
from nsexplorer.linux import procfs
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process, Thread


def collect(draft: Draft) -> None:
    """Fill `draft.threads` for every process with more than one thread, and note what they are in.

    A process whose first thread has ended is a zombie by its stat; its other threads are all in other namespaces than that.
    """
    scan = Scan(procfs.link_names())
    for pid, process in draft.processes.items():
        if process.threads < 2 or process.unreadable:
            continue
        if pid in draft.idle and pid in draft.memory.threads:
            draft.threads[pid] = draft.memory.threads[pid]
        else:
            draft.threads[pid] = _look(scan, process)
        for found in draft.threads[pid]:
            _note(draft, process, found)


def _look(scan: Scan, process: Process) -> tuple[FoundThread, ...]:
    found = []
    try:
        threads = procfs.threads(process.pid)
    except OSError:
        return ()
    for tid in threads:
        if tid == process.pid:
            continue
        base = b"%b%d/task/%d" % (PROC, process.pid, tid)
        try:
            namespaces = scan.namespaces(base, scan.kinds)
            born_into = scan.born_into(base, namespaces)
        except OSError:
            continue  # a thread that ended: it holds nothing any more
        if namespaces != process.namespaces or born_into:
            found.append(FoundThread(Thread(process.pid, tid, namespaces), born_into))
    return tuple(found)


def _note(draft: Draft, process: Process, found: FoundThread) -> None:
    pid, tid = found.thread.pid, found.thread.tid
    links = b"/proc/%d/task/%d/ns/" % (pid, tid)
    for kind, namespace in found.thread.namespaces.items():
        if namespace != process.namespaces.get(kind):
            draft.found(namespace, "thread", links + kind.encode())
            draft.pins[namespace].append(Pin("thread", pid=pid, tid=tid))
    for namespace in found.born_into:
        draft.found(namespace, "for_children", links + namespace.partition(":")[0].encode() + b"_for_children")
        draft.pins[namespace].append(Pin("for_children", pid=pid, tid=tid))
