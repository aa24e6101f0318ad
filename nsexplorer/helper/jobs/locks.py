"""Job: which mounts of a process's mount namespace are locked, and which of their flags (mount_namespaces(7)). The kernel tells nowhere.

It is tried on a copy of the namespace, made inside the user namespace that owns it: such a copy keeps all locks as they are
(fs/namespace.c, copy_mnt_ns). It is gone with this process, and what is tried there changes nothing elsewhere.
"""

import os
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.join import join_as_owner, open_of_process, open_proc, read_table, read_to_end
from nsexplorer.helper.lock_trial import Finding, try_all, try_one
from nsexplorer.helper.mount_copy import Row, match, parse
from nsexplorer.helper.refusal import of_error
from nsexplorer.linux.libc import unshare
from nsexplorer.linux.mount_calls import MS_PRIVATE, MS_REC, mount
from nsexplorer.linux.nsfs import CLONE_FLAGS

BATCH = 64


def run(request: Any) -> None:
    """For the mount namespace of process `pid`: first [namespace, all mount ids], then lists of [mount id, locked, flags, why not known].

    Where `only` is a mount id, that mount alone is tried. Raises Refused.
    """
    proc = open_proc()
    namespace = open_of_process(proc, request["pid"], "ns/mnt")
    root = open_of_process(proc, request["pid"], "root", os.O_PATH | os.O_DIRECTORY)
    try:
        identity = f"mnt:[{os.fstat(namespace).st_ino}]"
        seen_by_process = parse(read_table(proc, str(request["pid"])))
        join_as_owner(proc, namespace)
        os.close(namespace)
        table = _table(proc, root, {row.id for row in seen_by_process})
        os.close(root)
        original = parse(read_to_end(table))
        unshare(CLONE_FLAGS["mnt"])
        private = _make_private()
        copy = parse(read_table(proc))
        unchanged = set(original).intersection(parse(read_to_end(table)))
        os.close(table)
        os.fchdir(proc)  # umount2(2) takes no descriptor, but /proc/self/fd/N, and what /proc is inside is not known
    except OSError as error:
        raise of_error(error, "copying the mount namespace") from error

    ids = {row.id for row in original}
    wire.answer([identity, [row.id for row in (*original, *(row for row in seen_by_process if row.id not in ids))]])
    origins = match(unchanged, copy)
    tried = {origin.id for origin in origins.values()}
    report = _Report(origins)
    for row in original:
        if row.id not in tried:
            report.add(row, Finding(None, (), _why_not_copied(row)))
    if request["only"] is None:
        try_all(copy, private, report.add_copy)
    for row in copy:
        if row.id in origins and origins[row.id].id == request["only"]:
            try_one(copy, row, report.add_copy)
    report.flush()


def _table(proc: int, root: int, seen_by_process: set[int]) -> int:
    """Open the mountinfo of an entrant; of the process, where that has mounts an entrant cannot reach. Raises OSError.

    Those are below a mount that was made over the root directory: an entrant is put on top of it.
    """
    table = os.open("self/mountinfo", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    if seen_by_process.issubset(row.id for row in parse(read_to_end(table))):
        return table
    os.close(table)
    os.fchdir(root)
    os.chroot(".")
    return os.open("self/mountinfo", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)


def _make_private() -> bool:
    """Cut the copy off from all peers. Whether that was done: it cannot be where the root directory is a plain one, chrooted into."""
    try:
        mount(None, b"/", None, MS_REC | MS_PRIVATE)
    except OSError:
        return False
    return True


def _why_not_copied(row: Row) -> str:
    if row.fstype == "nsfs" and row.root.startswith("mnt:["):
        return "the kernel leaves files of mount namespaces out of the copy that this is tried on"
    return "the table changed while it was copied, or the kernel left this mount out of the copy"


class _Report:
    """Findings on their way out, a few dozen at a time."""

    def __init__(self, origins: dict[int, Row]) -> None:
        self.origins = origins
        self.batch: list[object] = []

    def add(self, original: Row, finding: Finding) -> None:
        self.batch.append([original.id, *finding])
        if len(self.batch) == BATCH:
            self.flush()

    def add_copy(self, copy: Row, finding: Finding) -> None:
        """A finding about a mount of the copy; nothing where that is no original's, having arrived by propagation."""
        if copy.id in self.origins:
            self.add(self.origins[copy.id], finding)

    def flush(self) -> None:
        wire.answer(self.batch)
        self.batch = []
