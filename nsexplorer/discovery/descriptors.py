"""Open descriptors that keep a namespace alive: those of nsfs files, and those of sockets (asked in `sockets`).

The paths of other open files are kept on the way, for `holds`.
"""

import os

from nsexplorer.discovery.draft import Descriptors, Draft
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.namespace import NAMESPACE_TYPES, Pin
from nsexplorer.model.process import Process

KINDS = frozenset(kind.encode() for kind in NAMESPACE_TYPES)


def collect(draft: Draft) -> None:
    """Fill `draft.descriptors` for every process whose descriptors may be read, and note the namespaces they hold."""
    for pid, process in draft.processes.items():
        holder = _holder(draft, process)
        if process.unreadable or process.kernel or holder is None:
            continue
        if pid in draft.idle and pid in draft.memory.descriptors:
            held = draft.memory.descriptors[pid]
        else:
            held = _look(holder)
        draft.descriptors[pid] = held
        for fd, namespace in held.namespaces:
            draft.found(namespace, "fd", b"/proc/%d/fd/%d" % (holder, fd))
            draft.pins[namespace].append(Pin("fd", pid=pid, fd=fd))


def _holder(draft: Draft, process: Process) -> int | None:
    """The thread that has the descriptors of a process: another one where the first has ended, none where all have."""
    if not process.zombie:
        return process.pid
    return next((found.thread.tid for found in draft.threads.get(process.pid, ())), None)


def _look(holder: int) -> Descriptors:
    """Links of nsfs files read as `net:[4026532178]`, those of sockets as `socket:[34567]`; paths begin with a slash."""
    namespaces, sockets, files = [], [], []
    directory = b"%b%d/fd/" % (PROC, holder)
    try:
        names = os.listdir(directory)
    except OSError:
        return Descriptors(holder)
    for name in names:
        try:
            link = os.readlink(directory + name)
        except OSError:
            continue
        if link[:1] == b"/":
            files.append((int(name), link))
        if link[-1:] != b"]":
            continue
        kind, _, inode = link[:-1].partition(b":[")
        if kind == b"socket":
            sockets.append((int(name), inode))
        elif kind in KINDS:
            namespaces.append((int(name), link.decode()))
    return Descriptors(holder, tuple(namespaces), tuple(sockets), tuple(files))
