"""Sockets that keep a network namespace alive which their process is not in: a socket belongs to the one it was made in."""

import errno
import os

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux.errors import DENIED, Unsupported
from nsexplorer.linux.features import wanted
from nsexplorer.linux.nsfs import climb_into
from nsexplorer.linux.sockets import network_namespace
from nsexplorer.model.namespace import Pin, namespace_id

NONE = ""
"""Remembered of a descriptor that was no socket any more when it was asked."""
AWAY = "net:[0]"
"""Not a namespace: what is not remembered, or lies in another one than its process, is asked anew, for its facts."""


def collect(draft: Draft) -> None:
    """Ask each socket once, and note those of another network namespace than their process's."""
    if not wanted("pidfd_getfd"):
        draft.features["pidfd_getfd"] = "switched off"
        return
    draft.features["pidfd_getfd"] = "used"
    asked: set[bytes] = set()
    refused = 0
    for pid, held in draft.descriptors.items():
        sockets = [(fd, inode) for fd, inode in held.sockets if inode not in asked]
        if not sockets:
            continue
        asked.update(inode for _, inode in sockets)
        try:
            refused += _ask(draft, pid, sockets)
        except Unsupported:
            draft.features["pidfd_getfd"] = "missing"
            draft.missing.append("network namespaces that only a socket keeps alive: this kernel has no pidfd_getfd(2)")
            return
    if refused:
        draft.missing.append(f"the network namespaces of {refused} sockets of other processes: asking them is not permitted")


def _ask(draft: Draft, pid: int, sockets: list[tuple[int, bytes]]) -> int:
    """Ask these sockets of one process; how many were refused. Raises Unsupported."""
    home = draft.processes[pid].namespaces.get("net")
    remembered = draft.memory.sockets if pid in draft.idle else {}
    pidfd: int | None = None
    refused = 0
    try:
        for fd, inode in sockets:
            key = (pid, fd, inode)
            if remembered.get(key, AWAY) in (home, NONE, None):
                namespace = remembered[key]
            else:
                pidfd = os.pidfd_open(pid) if pidfd is None else pidfd
                namespace = _namespace(draft, pidfd, fd)
            draft.sockets[key] = namespace
            refused += namespace is None
            if namespace and namespace != home:
                draft.found(namespace, "socket")
                draft.pins[namespace].append(Pin("socket", pid=pid, fd=fd))
    except OSError:
        pass  # the process is gone, and its sockets with it
    finally:
        if pidfd is not None:
            os.close(pidfd)
    return refused


def _namespace(draft: Draft, pidfd: int, fd: int) -> str | None:
    """The id of the socket's network namespace, its facts noted; None where it was refused, NONE where it is gone. Raises Unsupported."""
    try:
        handle = network_namespace(pidfd, fd)
    except OSError as error:
        if error.errno == errno.ENOSYS:
            raise Unsupported("pidfd_getfd(2)") from error
        return None if error.errno in DENIED else NONE
    try:
        return namespace_id(*climb_into(draft.facts, handle))
    except OSError:
        return NONE
    finally:
        os.close(handle)
