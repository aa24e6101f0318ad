"""The asking side of a session's helper: start it with our own standard streams and terminal, and converse with it.

It is started by vfork and exec, not by posix_spawn(3): glibc's leaves two signals ignored, and so they would stay in the command.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.process import PACKAGES

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "session", "main.py")


class Conversation(NamedTuple):
    """A helper that runs, the pipe to it and the one from it. It ends with the thread that started it."""

    process: "subprocess.Popen[bytes]"
    requests: int
    reports: BinaryIO

    @property
    def pid(self) -> int:
        """The helper's pid."""
        return self.process.pid

    def send(self, document: object) -> None:
        """Tell it something. Raises BrokenPipeError where it is gone."""
        wire.send(document, self.requests)

    def told(self) -> Iterator[list[Any]]:
        """What it tells, until it ends: a word, and what belongs to it."""
        for line in self.reports:
            yield wire.decode(line)

    def close(self) -> None:
        """Let go of the pipes. The helper is the caller's to wait for."""
        os.close(self.requests)
        self.reports.close()


def start(request: object) -> Conversation:
    """Start a helper of `nsexplorer.helper.session` and hand it the request. What we inherited open it inherits as well, and the signals
    that are blocked now. Raises OSError.
    """
    for_it, requests = os.pipe()
    reports, from_it = os.pipe()
    words = [sys.executable, "-I", "-S", *(["-B"] if sys.dont_write_bytecode else []), MAIN, PACKAGES]
    try:
        for fd in (for_it, from_it):
            os.set_inheritable(fd, True)
        stdin = None if sys.__stdin__ is None else 0  # a stream that is stated has it not use posix_spawn(3)
        process = subprocess.Popen([*words, str(os.getpid()), str(for_it), str(from_it)], stdin=stdin, close_fds=False)
    except OSError:
        os.close(requests)
        os.close(reports)
        raise
    finally:
        os.close(for_it)
        os.close(from_it)
    conversation = Conversation(process, requests, os.fdopen(reports, "rb"))
    conversation.send(request)
    return conversation
