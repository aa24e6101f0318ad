"""Work in a forked child of the helper: for what joins a namespace, since there is no way back, and for what may never come back."""

import os
import select
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.lifetime import SIGKILL, die_with
from nsexplorer.helper.refusal import Refused, of_error

if TYPE_CHECKING:
    import socket

CHUNK = 1 << 16

GRACE = 0.2
"""Seconds that a killed child gets to be gone. One that waits for a dead server stays, and dies when that wait is over."""


class Outcome(NamedTuple):
    """What a child came back with: a document, and a descriptor that it opened."""

    document: Any
    fd: int | None = None


def in_a_child(work: Callable[[], Outcome], seconds: float) -> Outcome:
    """What `work` comes back with, done in a child. Raises Refused: as `work` did, or `late` when the time is over."""
    import socket  # only here: its import takes a fifth of the helper's start

    end = time.monotonic() + seconds
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    parent = os.getpid()
    child = os.fork()
    if not child:
        try:
            ours.close()
            die_with(parent)
            _come_back(theirs, work)
        finally:
            os._exit(0)
    theirs.close()
    line, fds = bytearray(), list[int]()
    try:
        while not line.endswith(b"\n"):
            ours.settimeout(max(0.001, end - time.monotonic()))
            data, more, _flags, _address = socket.recv_fds(ours, CHUNK, 1)
            fds += more
            if not data:
                raise Refused("failed", "the helper's child ended without an answer")
            line += data
    except TimeoutError as error:
        raise Refused("late", f"no answer within {seconds:.1f} s") from error
    finally:
        ours.close()
        _end(child)
    word, *rest = wire.decode(bytes(line))
    if word == "refused":
        raise Refused(*rest)
    return Outcome(rest[0], fds[0] if fds else None)


def _come_back(theirs: "socket.socket", work: Callable[[], Outcome]) -> None:
    """In the child: do the work, and send what came of it. The descriptor goes with the first bytes."""
    import socket

    try:
        outcome = work()
        line = wire.encode(["answer", outcome.document])
    except Refused as refused:
        outcome, line = Outcome(None), wire.encode(["refused", *refused.refusal])
    except OSError as error:
        outcome, line = Outcome(None), wire.encode(["refused", *of_error(error, "the helper's child").refusal])
    sent = socket.send_fds(theirs, [line], [] if outcome.fd is None else [outcome.fd])
    theirs.sendall(line[sent:])


def _end(child: int) -> None:
    """Kill the child and take its status, unless it is stuck in the kernel."""
    fd = os.pidfd_open(child)
    try:
        os.kill(child, SIGKILL)
        watch = select.poll()
        watch.register(fd, select.POLLIN)
        watch.poll(GRACE * 1000)
        os.waitpid(child, os.WNOHANG)
    finally:
        os.close(fd)
