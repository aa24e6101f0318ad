"""Ending a session: every process in it is asked to end, then made to. With the last of them its namespaces go, and all its mounts."""

import os
import signal
import time
from contextlib import suppress

from nsexplorer.discovery.session_directory import directory
from nsexplorer.discovery.session_records import read
from nsexplorer.helper.family import PATIENCE, end_below
from nsexplorer.model.session import Session
from nsexplorer.sessions import records

ASKED = 2.0
"""Seconds that processes get to end by themselves."""

PAUSE = 0.02


def end(session: Session) -> bool:
    """End a session that lives; whether nothing of it is left. One that this process is in cannot end itself: it would not come to tell."""
    namespace = session.namespaces["user"]
    nsid = session.nsids.get("user")
    place = directory()
    gone = _send(namespace, nsid, signal.SIGTERM, ASKED) or _send(namespace, nsid, signal.SIGKILL, PATIENCE)
    if gone and place is not None and read(place, session.name) == session:  # the name may be another's by now
        records.remove(place, session.name)
    return gone


def inside(session: Session) -> bool:
    """Whether this process is in that session itself."""
    with suppress(OSError):
        return os.readlink("/proc/self/ns/user") == session.namespaces["user"]
    return False


def _send(namespace: str, nsid: int | None, number: int, seconds: float) -> bool:
    """Send that signal to all of them until there is none, for so long; whether there is none. The first is not sent again and again."""
    end_at = time.monotonic() + seconds
    asked: set[int] = set()
    while left := end_below(namespace, nsid, number, asked):
        if time.monotonic() > end_at:
            return False
        if number != signal.SIGKILL:
            asked |= left
        time.sleep(PAUSE)
    return True
