"""Threads that are in other namespaces than their process: unshare(2) and setns(2) act on the calling thread alone."""

from nsexplorer.discovery.draft import Draft
from nsexplorer.discovery.processes import Scan
from nsexplorer.linux import procfs
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Process, Thread


def collect(draft: Draft) -> None:
    """Fill `draft.threads` for every process with more than one thread, and note what they are in."""
    scan = Scan(procfs.link_names())
    for pid, process in draft.processes.items():
        if process.threads < 2 or process.unreadable:
            continue
        if pid in draft.idle and pid in draft.memory.threads:
            draft.threads[pid] = draft.memory.threads[pid]
        else:
            draft.threads[pid] = _look(scan, process)
        for thread in draft.threads[pid]:
            for kind, namespace in thread.namespaces.items():
                if namespace != process.namespaces.get(kind):
                    draft.found(namespace, "thread", b"/proc/%d/task/%d/ns/%b" % (pid, thread.tid, kind.encode()))
                    draft.pins[namespace].append(Pin("thread", pid=pid, tid=thread.tid))


def _look(scan: Scan, process: Process) -> tuple[Thread, ...]:
    found = []
    try:
        threads = procfs.threads(process.pid)
    except OSError:
        return ()
    for tid in threads:
        try:
            namespaces = scan.namespaces(b"%b%d/task/%d" % (PROC, process.pid, tid), scan.kinds)
        except OSError:
            continue  # a thread that ended: it holds nothing any more
        if namespaces != process.namespaces:
            found.append(Thread(process.pid, tid, namespaces))
    return tuple(found)
