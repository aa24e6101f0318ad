"""A command in the foreground: the helper that runs it is started, told what it has to know, and waited for.

Signals are passed on, job control goes through, and where the helper is killed all that it started ends. This is for a process that does
nothing else: it waits for every child, and blocks signals meanwhile.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from nsexplorer.helper import start
from nsexplorer.helper.family import end_all, stop_with
from nsexplorer.helper.refusal import Refusal
from nsexplorer.helper.signals import PASSED_ON, as_status, by_terminal
from nsexplorer.linux.prctl import adopt_orphans
from nsexplorer.model.session import Anchor
from nsexplorer.sessions.errors import Refused

WAITED = frozenset({signal.SIGCHLD, *PASSED_ON})


@dataclass(frozen=True, slots=True)
class Left:
    """A process that goes on after the command that started it."""

    anchor: Anchor
    command: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. `not_run` says why the command could not be started, with its first word. `lost`: the helper was killed."""

    status: int
    left: tuple[Left, ...] = ()
    not_run: tuple[str, str] | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened while namespaces were made or joined. `word` is `step` (a system call, and what it brought) or `fell_back`
    (a part that is not as wanted, and why).
    """

    word: str
    what: str
    meaning: str


def see_through(request: dict[str, Any], go: Callable[[int, int | None], dict[str, Any]], tell: Callable[[Told], None]) -> Ended:
    """Have the helper carry out the request and run its command to the end.

    `go` is called when all is made and the command waits: with its pid and its keeper's it gives what the helper still has to know. `tell`
    is called for each thing that happens. Raises Refused, OSError.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WAITED)
    try:
        adopt_orphans()
        conversation = start.start({**request, "mask": [int(each) for each in before]})
        try:
            return _see_through(conversation, request["keep"], go, tell)
        finally:
            conversation.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _see_through(
    conversation: start.Conversation, keep: bool, go: Callable[[int, int | None], dict[str, Any]], tell: Callable[[Told], None]
) -> Ended:
    reports = conversation.told()
    ready = _until_ready(reports, tell)
    if ready is None:
        status = as_status(os.waitpid(conversation.pid, 0)[1])
        end_all(None)
        return Ended(status, lost=True)
    pid, keeper = ready
    more = go(pid, keeper)
    with suppress(BrokenPipeError):
        conversation.send(more)
    waited = _wait(conversation.pid, pid)
    if os.WIFSIGNALED(waited):
        if not keep:
            end_all(more["namespace"])
        return Ended(as_status(waited), lost=True)
    not_run: tuple[str, str] | None = None
    left: tuple[Left, ...] = ()
    for word, *rest in reports:
        if word == "not_run":
            not_run = (rest[0], rest[2])
        elif word == "ended":
            left = tuple(Left(Anchor(number, start), command) for number, start, command in rest[1])
    return Ended(as_status(waited), left, not_run)


def _until_ready(reports: Any, tell: Callable[[Told], None]) -> tuple[int, int | None] | None:
    """The pids of the command and of its keeper when all is made; None where the helper was killed before. Raises Refused."""
    refusal = None
    for word, *rest in reports:
        if word == "ready":
            return rest[0], rest[1]
        if word == "refused":
            refusal = refusal or Refusal(*rest)
        else:
            tell(Told(word, *rest))
    if refusal is not None:
        raise Refused(refusal)
    return None


def _wait(helper: int, command: int) -> int:
    """What waitpid(2) says of the helper when it has ended."""
    while True:
        pid, waited = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
        if pid == helper and not os.WIFSTOPPED(waited):
            return waited
        if pid == helper:
            stop_with(helper)
        if pid:
            continue
        number = signal.sigwaitinfo(WAITED)
        if number.si_signo != signal.SIGCHLD and not (by_terminal(number) and _together(command)):
            os.kill(helper, number.si_signo)


def _together(command: int) -> bool:
    """Whether the command is in our process group, and so got what the terminal sent."""
    try:
        return os.getpgid(command) == os.getpgrp()
    except ProcessLookupError:
        return True
