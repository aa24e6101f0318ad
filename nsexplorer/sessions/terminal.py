"""A pseudoterminal with a program on it (pty(7)): the explorer's side of a session."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress

from nsexplorer.helper import terminal_start

PROGRAM = (sys.executable, "-P", "-m", "nsexplorer")
"""How nsexplorer calls itself. -P: what lies in the working directory is not taken for it."""

CHUNK = 1 << 16
"""Bytes that one read asks for; a pty gives 4096 at most at a time."""


class Terminal:
    """The program's terminal from outside. `fd` is to be waited for; reading and writing never block.

    Closing it sends SIGHUP to what still runs on it, as closing a terminal's window does.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], columns: int, rows: int) -> None:
        """Start the program. Raises OSError."""
        self.fd, theirs = pty.openpty()
        try:
            os.set_blocking(self.fd, False)
            self.resize(columns, rows)
            start = [sys.executable, "-I", "-S", terminal_start.__file__, *words]
            self._process = subprocess.Popen(
                start, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(environment), start_new_session=True
            )
        except BaseException:
            os.close(self.fd)
            raise
        finally:
            os.close(theirs)

    @property
    def pid(self) -> int:
        """The program's pid."""
        return self._process.pid

    def resize(self, columns: int, rows: int) -> None:
        """Tell the size; who is in the foreground gets SIGWINCH."""
        with suppress(OSError):
            fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("=HHHH", rows, columns, 0, 0))

    def read(self) -> bytes | None:
        """What was written since; b"" where there is nothing now, None where nobody has the terminal open any more."""
        try:
            return os.read(self.fd, CHUNK) or None
        except BlockingIOError:
            return b""
        except OSError:  # EIO: the last one has closed it
            return None

    def write(self, data: bytes) -> int:
        """Type this; gives how many bytes it took now."""
        try:
            return os.write(self.fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)  # nobody reads it any more

    def status(self) -> int | None:
        """The status that the program ended with, as shells count; None while it runs."""
        code = self._process.poll()
        return code if code is None or code >= 0 else 128 - code

    def close(self) -> None:
        """Hang up, and wait for the program for a moment."""
        with suppress(OSError):
            os.close(self.fd)
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


def hand_over(words: Sequence[str]) -> int:
    """Run a program on our own terminal until it ends; gives its status. Ctrl+C is for the program alone."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)  # a handler is reset by execve(2), SIG_IGN would be inherited
    try:
        return subprocess.run(words, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)
