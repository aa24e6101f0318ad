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
"""A link found on the way, absolute or not, never leads out of the root directory that the look-up starts in."""

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
    """Follows routes, with the descriptor of /proc and the device of all namespace files. `end` is when the answers must be there.

    Each hop is made by a child, which hands back what it found: we stay outside, and see everything with the eyes of who asks.
    """

    def __init__(self, proc: int, nsfs: str, end: float) -> None:
        self.proc = proc
        self.nsfs = nsfs
        self.end = end

    def look(self, pid: int | None, hops: list[str], path: str) -> tuple[object, str | None, str | None]:
        """The facts of a namespace and its relatives; for a mount namespace its table, or why there is none. Raises Refused."""
        first, *others = *hops, path
        namespace = self.open_here(pid, first)
        try:
            for name in others:
                inside = self.open_inside(namespace, name)
                os.close(namespace)
                namespace = inside
            facts = climb(namespace)
            if facts[0].type != "mnt":
                return facts, None, None
            return facts, *self.table(namespace)
        except OSError as error:
            raise of_error(error, f"asking the namespace file {path}") from error
        finally:
            os.close(namespace)

    def open_here(self, pid: int | None, path: str) -> int:
        """The namespace file at a path from the root directory of a process, or from our own. Raises Refused."""
        if pid is None:
            root = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        else:
            root = open_of_process(self.proc, pid, "root", os.O_PATH | os.O_DIRECTORY)
        try:
            found = find(root, path, WITHIN | RESOLVE_CACHED)
        except OSError as error:
            if error.errno not in NOT_CACHED:
                raise of_error(error, f"looking up {path}") from error
            found = _descriptor(in_a_child(lambda: Outcome(None, _find(root, path)), self.patience()))
        finally:
            os.close(root)
        return self.open(found, path)

    def open_inside(self, namespace: int, path: str) -> int:
        """The namespace file at a path in a mount namespace, as someone who joins it finds it. Raises Refused, OSError."""
        kind = namespace_type(namespace)
        if kind != "mnt":
            raise Refused("failed", f"the route to {path} leads into a namespace of type {kind}, which has no paths")

        def work() -> Outcome:
            join(self.proc, namespace)
            return Outcome(None, _find(os.open("/", os.O_PATH | os.O_DIRECTORY), path))

        return self.open(_descriptor(in_a_child(work, self.patience())), path)

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

    def table(self, namespace: int) -> tuple[str | None, str | None]:
        """The mount table as someone who joins the mount namespace sees it; None and why where it cannot be joined."""

        def work() -> Outcome:
            join(self.proc, namespace)
            return Outcome(procfs.text(read_table(self.proc)))

        try:
            return in_a_child(work, self.patience()).document, None
        except Refused as refused:
            return None, refused.refusal.reason

    def patience(self) -> float:
        """How many seconds the next step may take: half of what is left, so that there is always some for the others."""
        return max(0.01, (self.end - time.monotonic()) / 2)


def _find(root: int, path: str) -> int:
    try:
        return find(root, path, WITHIN)
    except OSError as error:
        raise of_error(error, f"looking up {path}") from error


def _descriptor(outcome: Outcome) -> int:
    if outcome.fd is None:
        raise Refused("failed", "the helper's child handed back no descriptor")
    return outcome.fd
