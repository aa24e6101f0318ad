"""The processes of a session, and their end. Whoever calls this is their parent's parent: it adopts orphans (PR_SET_CHILD_SUBREAPER).

Nothing is killed by a number that could be another's meanwhile: children keep theirs until they are waited for, others have a pidfd.
"""

import os
import signal
import time
from collections.abc import Container
from contextlib import suppress

from nsexplorer.linux import nsfs, procfs

PATIENCE = 5.0
"""Seconds that killed processes get to be gone. One that waits in the kernel, for a dead server, ends when that wait is over."""

PAUSE = 0.002
STOPS_TOGETHER = 0.05
"""Seconds in which all of a process group have surely been stopped, or continued, by the same key."""


def below(pid: int | None = None) -> list[tuple[int, int, str]]:
    """The living processes below a process (by default this one): pid, start in clock ticks, command."""
    found: dict[int, procfs.Stat] = {}
    with suppress(ChildProcessError):
        if pid is None:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # raises where there is no child: no need to look further
        found = _all()
    family = [os.getpid() if pid is None else pid]
    for parent in family:
        family += [child for child, stat in found.items() if stat.parent == parent]
    return [(each, found[each].start, found[each].command) for each in family[1:] if found[each].state != "Z"]


def end_all(namespace: str | None) -> None:
    """Kill every process below this one, and everyone else in that user namespace or below it, until there is none."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if namespace is not None:
            end_below(namespace, None, signal.SIGKILL)
        if not _end_children():
            return
        time.sleep(PAUSE)


def _end_children() -> bool:
    """Kill the children and wait for those that have ended; theirs become ours. Whether there was any."""
    me = os.getpid()
    for pid, stat in _all().items():
        if stat.parent == me:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def end_below(namespace: str, nsid: int | None, number: int, but: Container[int] = ()) -> set[int]:
    """Send a signal to every process in a user namespace, or in one that was made below it, `but` those; gives the pids of all that live.

    `nsid` is the id that the namespace has to have as well, where the kernel has such: its inode may be another's by now. Ours are left.
    """
    found = set()
    within: dict[str, bool] = {os.readlink("/proc/self/ns/user"): False}
    for name in procfs.pids():
        pid = int(name)
        with suppress(OSError):
            link = os.readlink(f"/proc/{pid}/ns/user")
            if link not in within:
                within[link] = _lies_in(f"/proc/{pid}/ns/user", namespace, nsid)
            if not within[link] or _ended(pid):
                continue
            process = os.pidfd_open(pid)
            try:
                if os.readlink(f"/proc/{pid}/ns/user") == link:  # the one that the descriptor is of
                    found.add(pid)
                    if pid not in but:
                        signal.pidfd_send_signal(process, number)
            finally:
                os.close(process)
    return found


def _ended(pid: int) -> bool:
    """Whether it waits for its parent, who may never come: nothing of a namespace lives by such a one."""
    return procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % pid)).state in ("Z", "X")


def _lies_in(path: str, namespace: str, nsid: int | None) -> bool:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        around = [facts for facts in nsfs.climb(fd) if facts.type == "user"]
    finally:
        os.close(fd)
    return any(f"user:[{each.inode}]" == namespace and (nsid is None or each.nsid in (None, nsid)) for each in around)


def stop_with(child: int) -> None:
    """Stop this process, as its child was stopped, and have the child go on when this one does."""
    time.sleep(STOPS_TOGETHER)
    if stopped(child):
        os.kill(os.getpid(), signal.SIGSTOP)
        os.kill(child, signal.SIGCONT)


def stopped(pid: int) -> bool:
    """Whether a process is stopped now."""
    try:
        return procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % pid)).state == "T"
    except OSError:
        return False


def _all() -> dict[int, procfs.Stat]:
    found = {}
    for name in procfs.pids():
        with suppress(OSError, ValueError):
            found[int(name)] = procfs.parse_stat(procfs.read_once(b"/proc/%b/stat" % name))
    return found
