"""Open descriptors that keep a namespace alive: those of nsfs files, and those of sockets (asked in `sockets`)."""

import os

from nsexplorer.discovery.draft import Descriptors, Draft
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.namespace import NAMESPACE_TYPES, Pin

KINDS = frozenset(kind.encode() for kind in NAMESPACE_TYPES)


def collect(draft: Draft) -> None:
    """Fill `draft.descriptors` for every process whose descriptors may be read, and note the namespaces they hold."""
    for pid, process in draft.processes.items():
        if process.unreadable or process.kernel or process.zombie:
            continue
        if pid in draft.idle and pid in draft.memory.descriptors:
            held = draft.memory.descriptors[pid]
        else:
            held = _look(b"%b%d/fd/" % (PROC, pid))
        draft.descriptors[pid] = held
        for fd, namespace in held.namespaces:
            draft.found(namespace, "fd", b"/proc/%d/fd/%d" % (pid, fd))
            draft.pins[namespace].append(Pin("fd", pid=pid, fd=fd))


def _look(directory: bytes) -> Descriptors:
    """Links of nsfs files read as `net:[4026532178]`, those of sockets as `socket:[34567]`; paths begin with a slash."""
    namespaces, sockets = [], []
    try:
        names = os.listdir(directory)
    except OSError:
        return Descriptors()
    for name in names:
        try:
            link = os.readlink(directory + name)
        except OSError:
            continue
        if link[-1:] != b"]":
            continue
        kind, _, inode = link[:-1].partition(b":[")
        if kind == b"socket":
            sockets.append((int(name), inode))
        elif kind in KINDS:
            namespaces.append((int(name), link.decode()))
    return Descriptors(tuple(namespaces), tuple(sockets))
