"""The two pipes between the helper, which stays outside, and the process that will be the command: one speaks, the other waits."""

import os
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from nsexplorer.helper import wire
from nsexplorer.helper.refusal import Refused

FORKING = ("pid", "time")
"""Types that count for children only: who makes or joins such a namespace is not in it (pid_namespaces(7), time_namespaces(7))."""

FAILED = 125
"""The status of a process of the helper that has told why, as of env(1) and nsenter(1)."""


class Pipes(NamedTuple):
    """One side's ends. That the other side is gone shows as the end of `incoming`."""

    incoming: int
    outgoing: int

    def send(self, document: object) -> None:
        """Tell the other side; raises OSError."""
        wire.send(document, self.outgoing)

    def receive(self) -> Any:
        """What the other side tells next; None where it is gone."""
        return wire.receive(self.incoming)

    def wait(self, word: str) -> None:
        """In the inner process: go on when the outer one says so, and end with it."""
        if self.receive() != word:
            os._exit(FAILED)

    def expect(self, word: str, child: int) -> None:
        """In the outer process: go on when the inner one has come so far. Raises Refused, without a reason where the child told one."""
        if self.receive() != word:
            raise _end_of(child)

    def until_ready(self, child: int) -> tuple[int, int | None]:
        """In the outer process: the pid of the process that waits to become the command, and that of the one that keeps its namespaces.

        Raises Refused.
        """
        pid, keeper, document = child, None, self.receive()
        if document is not None and document[0] == "forked":
            _, pid, keeper = document
            os.waitpid(child, 0)  # from now on those are our own children (PR_SET_CHILD_SUBREAPER)
            self.send("adopted")
            document = self.receive()
        if document is None:
            raise _end_of(pid)
        return pid, keeper


def fork_inner(inside: Callable[[int, Pipes], NoReturn]) -> tuple[int, Pipes]:
    """Fork the inner process, which does `inside` with our pid and its ends of the pipes; gives its pid, and our ends. Raises OSError."""
    from_child, to_parent = os.pipe()
    from_parent, to_child = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        os.close(from_child)
        os.close(to_child)
        inside(parent, Pipes(from_parent, to_parent))
    os.close(to_parent)
    os.close(from_parent)
    return child, Pipes(from_child, to_child)


def go_on_in_child(pipes: Pipes, keeper: int | None = None) -> None:
    """Fork; the child goes on when it has become the outer process's, this one ends. `keeper` becomes the outer process's as well."""
    child = os.fork()
    if child:
        pipes.send(["forked", child, keeper])
        os._exit(0)
    pipes.wait("adopted")


def _end_of(child: int) -> Refused:
    """The refusal to raise when a child ended before its time: it said why, or was killed."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Refused("told" if status == FAILED else "failed", f"the process that was to become the command ended with {status}")
