"""Sockets that keep a network namespace alive which their process is not in: a socket belongs to the one it was made in."""

import errno
import os

from nsexplorer.discovery.draft import Descriptors, Draft
from nsexplorer.linux.errors import DENIED, Unsupported
from nsexplorer.linux.features import wanted
from nsexplorer.linux.nsfs import climb_into
from nsexplorer.linux.sockets import network_namespace
from nsexplorer.model.namespace import Pin, namespace_id

UNSEEN = "network namespaces that only a socket keeps alive"

NONE = ""
"""Remembered of a descriptor that was no socket any more when it was asked."""
AWAY = "net:[0]"
"""Not a namespace: what is not remembered, or lies in another one than its process, is asked anew, for its facts."""

PIDFD_THREAD = os.O_EXCL  # Linux 6.9


def collect(draft: Draft) -> None:
    """Ask each socket once, and note for each process those of another network namespace than its own."""
    if not wanted("pidfd_getfd"):
        draft.features["pidfd_getfd"] = "switched off"
        draft.missing.append(f"{UNSEEN}: pidfd_getfd(2) is switched off")
        return
    draft.features["pidfd_getfd"] = "used"
    answers: dict[bytes, str | None] = {}
    for pid, held in draft.descriptors.items():
        if not held.sockets:
            continue
        try:
            _ask(draft, pid, held, answers)
        except Unsupported:
            draft.features["pidfd_getfd"] = "missing"
            draft.missing.append(f"{UNSEEN}: this kernel has no pidfd_getfd(2)")
            return
    refused = list(answers.values()).count(None)
    if refused:
        draft.missing.append(f"the network namespaces of {refused} sockets of other processes: asking them is not permitted")


def _ask(draft: Draft, pid: int, held: Descriptors, answers: dict[bytes, str | None]) -> None:
    """Ask the sockets of one process that have not answered yet; `answers` are by socket inode. Raises Unsupported."""
    home = draft.processes[pid].namespaces.get("net")
    remembered = draft.memory.sockets if pid in draft.idle else {}
    pidfd: int | None = None
    try:
        for fd, inode in held.sockets:
            key = (pid, fd, inode)
            if answers.get(inode):
                namespace = answers[inode]
            elif remembered.get(key, AWAY) in (home, NONE, None):
                namespace = remembered[key]
            else:
                if pidfd is None:
                    pidfd = os.pidfd_open(held.holder, 0 if held.holder == pid else PIDFD_THREAD)
                namespace = _namespace(draft, pidfd, fd)
            answers[inode] = draft.sockets[key] = namespace
            if namespace and namespace != home:
                draft.found(namespace, "socket")
                draft.pins[namespace].append(Pin("socket", pid=pid, fd=fd))
    except OSError:
        pass  # the process is gone, and its sockets with it
    finally:
        if pidfd is not None:
            os.close(pidfd)


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
