"""A process that waits for the explorer's end, and restores the terminal where that could not do it itself, as after `kill -9`."""

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MODES = (1049, 1000, 1002, 1003, 1004, 1006, 1015, 1016, 2004, 2026)
RESTORE = b"".join(b"\x1b[?%dl" % mode for mode in MODES) + b"\x1b[<u\x1b[?25h\x1b[0m\r"
"""Leaves the other screen, and takes back what a full-screen program asks of a terminal: mouse, focus, paste, keys, cursor (xterm's
"Control Sequences", and kitty's keyboard protocol)."""


@contextmanager
def guarded_terminal() -> Iterator[None]:
    """Restores the terminal of standard input whatever ends the program meanwhile."""
    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return
    ours, its = os.pipe()
    guard = os.fork()
    if guard == 0:
        with suppress(BaseException):
            _guard(ours, its, before)
        os._exit(0)
    os.close(ours)
    try:
        yield
    finally:
        with suppress(OSError):
            os.write(its, b".")
        os.close(its)
        with suppress(ChildProcessError):
            os.waitpid(guard, 0)


def _guard(pipe: int, its: int, before: list[int | list[bytes | int]]) -> None:
    """Waits for the byte that says all is well; its absence says that nobody is there to write it."""
    os.close(its)
    os.setsid()  # what ends a whole job does not end this, and no signal of the terminal reaches it
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGTTOU):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    if os.read(pipe, 1):
        return
    os.write(1, RESTORE)  # first: the shell is about to write its prompt
    termios.tcsetattr(0, termios.TCSANOW, before)
