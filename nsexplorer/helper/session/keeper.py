"""The process that keeps namespaces alive beside the command: it holds nothing else. In a pid namespace it is the first process, whose
children all become that have no other parent, and whose end is that of all (pid_namespaces(7)).
"""

import os
import select
import signal

from nsexplorer.linux.prctl import set_name, set_parent_death_signal
from nsexplorer.model.session import KEEPER

HIGHEST_STANDARD = 2
KEPT_PIPE = 3


def fork_keeper(alive: int | None) -> int:
    """Start one in the namespaces that children of this process get; gives its pid.

    It ends when the other side of the pipe `alive` does; without one (None), only by a signal.
    """
    keeper = os.fork()
    if keeper:
        return keeper
    try:
        set_parent_death_signal(0)
        os.setsid()  # closing a terminal does not end it
        _let_go(alive)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        signal.signal(signal.SIGCHLD, lambda number, frame: reap())
        if alive is None:
            while signal.sigwait([signal.SIGTERM]) != signal.SIGTERM:
                pass
        else:
            watch = select.poll()
            watch.register(KEPT_PIPE, 0)  # for its end alone: what is said there is said to another
            watch.poll()
    finally:
        os._exit(0)


def reap() -> None:
    """Wait for every child that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _let_go(pipe: int | None) -> None:
    """Hold no file, directory or terminal of the command's, only the pipe; be named after what one does."""
    os.chdir("/")
    held = None if pipe is None else os.dup(pipe)
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in range(HIGHEST_STANDARD + 1):
        os.dup2(nothing, fd)
    if held is not None:
        os.dup2(held, KEPT_PIPE, inheritable=False)
    os.closerange(KEPT_PIPE + (held is not None), os.sysconf("SC_OPEN_MAX"))
    set_name(KEEPER.encode())
