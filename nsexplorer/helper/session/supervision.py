"""Seeing a command through: signals are passed on to it, what has no parent is waited for, and its end is told.

Where nsexplorer itself is ended by a signal meanwhile, all that runs in the session ends, unless it is to be kept.
"""

import os
import signal
import time
from contextlib import suppress
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.family import below, end_all, stop_with
from nsexplorer.helper.lifetime import SIGKILL
from nsexplorer.helper.session.asker import Asker
from nsexplorer.helper.session.keeper import reap
from nsexplorer.helper.session.started import Started
from nsexplorer.helper.signals import PASSED_ON, as_status
from nsexplorer.linux.prctl import set_parent_death_signal

SETTLE = 0.1
"""Seconds that what ran beside the command gets to end with it, as the other programs of a pipeline do, before it counts as left."""


def supervise(started: Started, go: dict[str, Any], parent: int, asker: Asker) -> int:
    """Let the command run, and wait until it ends; gives its status. `parent` is who asked."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *PASSED_ON})
    set_parent_death_signal(signal.SIGCHLD)  # instead of SIGKILL: there is something to be ended by hand now
    with suppress(BrokenPipeError):
        wire.send(go, started.go)
    namespace = go["namespace"]
    status = _wait(started, parent)
    if status is None:
        end_all(namespace)
        _forget(go["record"])
        return as_status(SIGKILL)
    os.close(started.go)
    if started.keeper is not None and not started.kept:
        with suppress(ChildProcessError):
            os.waitpid(started.keeper, 0)  # the pipe's end was its word to end, and all in its pid namespace with it
    left = _left(started.keeper)
    if not left and not started.kept:
        _forget(go["record"])
    if os.getppid() == parent:
        asker.ended(status, left)
    return status


def _wait(started: Started, parent: int) -> int | None:
    """The status that the command ends with; None where who asked is gone before, and all is to end."""
    while True:
        status = _reap(started.pid)
        if status is not None:
            return status
        if os.getppid() != parent and not started.kept:
            return None
        information = signal.sigwaitinfo({signal.SIGCHLD, *PASSED_ON})
        if information.si_signo != signal.SIGCHLD and information.si_pid == parent:
            os.kill(started.pid, information.si_signo)


def _reap(command: int) -> int | None:
    """Wait for every child that has ended; the command's status where it is among them. Where it was stopped, so are we."""
    while True:
        try:
            pid, waited = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
        except ChildProcessError:
            return None
        if not pid:
            return None
        if os.WIFSTOPPED(waited):
            if pid == command:
                stop_with(command)
        elif pid == command:
            return as_status(waited)


def _left(keeper: int | None) -> list[Any]:
    """What still runs below us when the command has ended, but for the keeper."""
    end = time.monotonic() + SETTLE
    while True:
        reap()
        left = [each for each in below() if each[0] != keeper]
        if not left or time.monotonic() > end:
            return left
        time.sleep(SETTLE / 20)


def _forget(record: str | None) -> None:
    """The session is over, so is its record."""
    if record is not None:
        with suppress(OSError):
            os.unlink(record)
