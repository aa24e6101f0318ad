"""Job: open namespace files that are bind-mounted somewhere, and tell what they are (ioctl_ns(2)).

A file may lie in a mount namespace that is itself only held by such a file, and so on: its route names those hops. Nothing but a
namespace file is ever opened: a path is looked up with O_PATH, and what it leads to is judged by its device first.
"""

import errno
import os
import time
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.child import Outcome, in_a_child
from nsexplorer.helper.join import join, open_of_process, open_proc, read_table
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux import procfs
from nsexplorer.linux.nsfs import climb, namespace_type
from nsexplorer.linux.openat2 import RESOLVE_CACHED, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, find
from nsexplorer.linux.statx import place

WITHIN = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS
"""A link found on the way, absolute or not, never leads out of the root directory that the route starts in."""

NOT_CACHED = frozenset({errno.EAGAIN, errno.EINVAL})
"""EAGAIN: the kernel would have to ask a file system for a name on the way. EINVAL: RESOLVE_CACHED is not known (before Linux 5.12)."""


def run(request: Any) -> None:
    """For each of `routes` ([pid or null, hops, path]): [number, facts, table, why no table], or [number, "refused", kind, reason].

    One that gets stuck may take half of what is left of `seconds`. Raises Refused where none can be looked at.
    """
    end = time.monotonic() + request["seconds"]
    proc = open_proc()
    try:
        nsfs = os.stat("self/ns/mnt", dir_fd=proc).st_dev
    except OSError as error:
        raise of_error(error, "looking at our own mount namespace") from error
    explorer = Explorer(proc, f"{os.major(nsfs)}:{os.minor(nsfs)}", end)
    for number, (pid, hops, path) in enumerate(request["routes"]):
        try:
            wire.answer([number, *explorer.look(pid, hops, path)])
        except Refused as refused:
            wire.answer([number, "refused", *refused.refusal])


class Explorer:
    """Follows routes, with the descriptor of /proc and the device of all namespace files. `end` is when the answers must be there."""

    def __init__(self, proc: int, nsfs: str, end: float) -> None:
        self.proc = proc
        self.nsfs = nsfs
        self.end = end

    def look(self, pid: int | None, hops: list[str], path: str) -> tuple[object, str | None, str | None]:
        """The facts of a namespace and its relatives; for a mount namespace its table, or why there is none. Raises Refused."""
        start = self.start(pid)
        try:
            found = None if hops else self.find_cached(start, path)
            if found is None:
                found = in_a_child(lambda: Outcome(None, self.follow(start, hops, path)), self.patience()).fd
                assert found is not None
        finally:
            os.close(start)
        namespace = self.open(found, path)
        try:
            facts = climb(namespace)
            if facts[0].type != "mnt":
                return facts, None, None
            try:
                return facts, in_a_child(lambda: Outcome(self.table(namespace)), self.patience()).document, None
            except Refused as refused:
                return facts, None, refused.refusal.reason
        except OSError as error:
            raise of_error(error, f"asking the namespace file {path}") from error
        finally:
            os.close(namespace)

    def patience(self) -> float:
        """How many seconds the next step may take."""
        return max(0.01, (self.end - time.monotonic()) / 2)

    def start(self, pid: int | None) -> int:
        """A descriptor of the root directory of the process, or of our own."""
        if pid is not None:
            return open_of_process(self.proc, pid, "root", os.O_PATH | os.O_DIRECTORY)
        return os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)

    def find_cached(self, start: int, path: str) -> int | None:
        """A descriptor of the path, found without asking any file system on the way; None where that cannot be. Raises Refused."""
        try:
            return find(start, path, WITHIN | RESOLVE_CACHED)
        except OSError as error:
            if error.errno in NOT_CACHED:
                return None
            raise of_error(error, f"looking up {path}") from error

    def follow(self, start: int, hops: list[str], path: str) -> int:
        """In a child: a descriptor of the path in the last of the mount namespaces. Raises Refused."""
        for hop in hops:
            namespace = self.open(self.find(start, hop), hop)
            if namespace_type(namespace) != "mnt":
                raise Refused("failed", f"{hop} is not the file of a mount namespace")
            join(self.proc, namespace)
            os.close(namespace)
            start = self.start(None)
        return self.find(start, path)

    def find(self, start: int, path: str) -> int:
        """A descriptor of the path. Raises Refused."""
        try:
            return find(start, path, WITHIN)
        except OSError as error:
            raise of_error(error, f"looking up {path}") from error

    def open(self, found: int, path: str) -> int:
        """The namespace file behind an O_PATH descriptor, which is closed. Raises Refused."""
        try:
            if place(found).device != self.nsfs:
                raise Refused("not-nsfs", f"{path} is not a namespace file")
            return os.open(f"self/fd/{found}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self.proc)
        except OSError as error:
            raise of_error(error, f"opening {path}") from error
        finally:
            os.close(found)

    def table(self, namespace: int) -> str:
        """In a child: the mount table that someone sees who joins. Raises Refused."""
        join(self.proc, namespace)
        try:
            return procfs.text(read_table(self.proc))
        except OSError as error:
            raise of_error(error, "reading the mount table") from error
