"""Becoming the command that was asked for."""

import errno
import os
import select
import signal
from typing import Any, NoReturn

from nsexplorer.helper import wire
from nsexplorer.helper.lifetime import SIGKILL
from nsexplorer.helper.session.asker import Asker
from nsexplorer.helper.session.pipes import FAILED, Pipes
from nsexplorer.linux.prctl import set_parent_death_signal

NOT_FOUND = 127
NOT_EXECUTABLE = 126
NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR})
PATH = b"/usr/local/bin:/usr/bin:/bin"
"""Where programs are looked for without a PATH."""


def run_when_told(request: dict[str, Any], pipes: Pipes, asker: Asker) -> NoReturn:
    """Tell that all is made, wait for the word, and become the command. It dies with the helper, unless a session is to be kept."""
    pipes.send(["ready"])
    go = pipes.receive()
    if go is None:
        os._exit(FAILED)
    if not request["keep"]:
        die_with_other_side(pipes)
    become(request["command"], go["environment"], asker)


def die_with_other_side(pipes: Pipes) -> None:
    """End with the parent, which holds the other ends of the pipes. In a pid namespace of one's own the parent has no pid."""
    set_parent_death_signal(SIGKILL)
    watch = select.poll()
    watch.register(pipes.incoming, select.POLLIN)
    if any(event & select.POLLHUP for _, event in watch.poll(0)):
        os._exit(FAILED)


def become(command: list[str], environment: dict[str, str], asker: Asker) -> NoReturn:
    """Execute the command, looked for in the PATH that it gets. Where that fails the status tells how, as shells do."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)  # Python ignores them, and what is ignored stays so over execve(2)
    words = [wire.raw(word) for word in command]
    variables = {wire.raw(name): wire.raw(value) for name, value in environment.items()}
    failed = errno.ENOENT
    for path in _candidates(words[0], variables.get(b"PATH", PATH)):
        try:
            os.execve(path, words, variables)
        except OSError as error:
            if error.errno not in NOT_THERE and os.path.lexists(path):
                failed = error.errno or failed
        except ValueError:  # a NUL in a word
            failed = errno.EINVAL
    asker.not_run(command[0], errno.errorcode[failed], os.strerror(failed))
    os._exit(NOT_FOUND if failed == errno.ENOENT else NOT_EXECUTABLE)


def _candidates(word: bytes, path: bytes) -> list[bytes]:
    """The files that a command's name may mean. An empty directory in PATH is the working directory (POSIX)."""
    return [word] if b"/" in word else [os.path.join(directory or b".", word) for directory in path.split(b":")]
