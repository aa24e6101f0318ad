"""A change of a mount table, told by poll(2) on /proc/PID/mountinfo (POLLPRI, Linux 2.6.30; proc_pid_mountinfo(5)).

It takes no privilege, and tells of mounts and remounts, not of propagation. The open descriptor keeps the process's mount namespace and
root directory in use: it must be closed as soon as the process has ended, which its pidfd tells, or has gone elsewhere.
"""

import os
from typing import NamedTuple


class TablePoll(NamedTuple):
    """The descriptors of one process: POLLPRI on `table` is a change, POLLIN on `process` its end (pidfd_open(2), Linux 5.3)."""

    table: int
    process: int

    def close(self) -> None:
        """Let go of the process."""
        os.close(self.table)
        os.close(self.process)


def open_poll(pid: int) -> TablePoll:
    """Watch the table of a process from now on. Raises OSError."""
    process = os.pidfd_open(pid)
    try:
        return TablePoll(os.open(f"/proc/{pid}/mountinfo", os.O_RDONLY | os.O_CLOEXEC), process)
    except OSError:
        os.close(process)
        raise
