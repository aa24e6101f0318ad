"""Job: on which devices open files are whose mounts stand in no table: detached ones, as `umount -l` leaves them."""

import os
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.join import open_proc
from nsexplorer.linux.statx import place


def run(request: Any) -> None:
    """For each of `links` ([number, "PID/fd/N"]): [number, device, mount id], or nothing where it is gone or may not be looked at.

    The kernel answers from what it knows, but may ask a server first whether a name still holds: who asks has a deadline.
    """
    proc = open_proc()
    for number, link in request["links"]:
        try:
            fd = os.open(link, os.O_PATH | os.O_CLOEXEC, dir_fd=proc)
        except OSError:
            continue
        try:
            wire.answer([number, *place(fd)])
        finally:
            os.close(fd)
