"""Processes that fork, execute a program and end, told by the process events connector (Documentation/driver-api/connector.rst).

Anyone may listen since Linux 6.6, before that it needs CAP_NET_ADMIN; only in the initial network, user and pid namespaces.
unshare(2) and setns(2) are not told.
"""

import errno
import os
import select
import socket
import struct
from collections.abc import Iterator
from typing import NamedTuple

from nsexplorer.linux.features import wanted

NETLINK_CONNECTOR = 11  # include/uapi/linux/netlink.h
NLMSG_DONE = 3
CN_IDX_PROC = 1  # include/uapi/linux/connector.h
PROC_CN_MCAST_LISTEN = 1  # include/uapi/linux/cn_proc.h
PROC_EVENT_NONE = 0
PROC_EVENT_FORK = 0x1
PROC_EVENT_EXEC = 0x2
PROC_EVENT_EXIT = 0x80000000

HEADER = struct.Struct("=IHHII")  # struct nlmsghdr: length, type, flags, sequence, port
MESSAGE = struct.Struct("=IIIIHH")  # struct cn_msg: index, value, sequence, acknowledgement, length, flags
EVENT = struct.Struct("=IIQ4I")  # struct proc_event: what, cpu, time, and the first four of what happened
BODY = HEADER.size + MESSAGE.size

ACKNOWLEDGED_WITHIN = 500
"""Milliseconds to wait for the kernel's answer: it gives none outside of the initial namespaces."""


class ProcessEvent(NamedTuple):
    """A process that was forked (by `parent`), has executed a program, or has `ended`."""

    pid: int
    parent: int | None = None
    ended: bool = False


class ProcessEvents:
    """A socket that hears of all processes. Poll its descriptor for reading."""

    def __init__(self) -> None:
        """Raises OSError: EPERM, ECONNREFUSED or ENOMSG where this viewer or kernel cannot listen, ENOSYS where it is switched off."""
        if not wanted("process_events"):
            raise OSError(errno.ENOSYS, "switched off")
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, NETLINK_CONNECTOR)
        try:
            self._socket.bind((0, CN_IDX_PROC))
            self._listen()
        except OSError:
            self._socket.close()
            raise

    def _listen(self) -> None:
        # The mask is heeded since Linux 6.6, and ignored before
        body = struct.pack("=II", PROC_CN_MCAST_LISTEN, PROC_EVENT_FORK | PROC_EVENT_EXEC | PROC_EVENT_EXIT)
        message = MESSAGE.pack(CN_IDX_PROC, 1, 0, 0, len(body), 0) + body
        self._socket.send(HEADER.pack(HEADER.size + len(message), NLMSG_DONE, 0, 0, os.getpid()) + message)
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        if not waiting.poll(ACKNOWLEDGED_WITHIN):
            raise OSError(errno.ENOMSG, "the kernel does not answer: not in the initial namespaces")

    def fileno(self) -> int:
        """The descriptor to poll."""
        return self._socket.fileno()

    def drain(self) -> Iterator[ProcessEvent | None]:
        """Take all events that wait, threads left out; None where the kernel had to drop some."""
        while True:
            try:
                data = self._socket.recv(4096)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                yield None
                continue
            event = parse(data)
            if event is not None:
                yield event

    def close(self) -> None:
        """Hear no more."""
        self._socket.close()


def parse(data: bytes) -> ProcessEvent | None:
    """The event in a datagram; None where it is of a thread, or none of those listened for."""
    if len(data) < BODY + EVENT.size:
        return None
    what, _, _, first, second, third, fourth = EVENT.unpack_from(data, BODY)
    if what == PROC_EVENT_FORK:  # the parent's pid and thread group, the child's
        return ProcessEvent(fourth, second) if third == fourth else None
    if what in (PROC_EVENT_EXEC, PROC_EVENT_EXIT):
        return ProcessEvent(second, ended=what == PROC_EVENT_EXIT) if first == second else None
    return None
