"""Which signals are passed on to the command, and how an end is told as a status."""

import os
import signal

KEPT_BACK = frozenset(
    {
        *(signal.SIGKILL, signal.SIGSTOP),  # nobody can catch these
        *(signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGCONT),  # of job control: each process stops and goes on by itself
        *(signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP, signal.SIGSYS, signal.SIGABRT),  # our own faults
        *(signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGXCPU, signal.SIGURG, signal.SIGIO),  # about our own affairs
    }
)

PASSED_ON = frozenset(signal.valid_signals()) - KEPT_BACK
"""The signals that someone sends to us and means the command."""


def by_terminal(information: signal.struct_siginfo) -> bool:
    """Whether the kernel sent it, as a terminal does to all of its foreground process group, and not a process by kill(2)."""
    return information.si_code > 0


def as_status(waited: int) -> int:
    """The status that shells give for an end, of waitpid(2)'s number: 128 and the signal for one by a signal."""
    code = os.waitstatus_to_exitcode(waited)
    return code if code >= 0 else 128 - code
