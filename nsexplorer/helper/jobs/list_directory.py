"""Job: what is in a directory, as one side finds it. The only thing touched is the path that was asked for, and the names in it."""

import errno
import os
import stat
import time
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.child import Outcome, in_a_child
from nsexplorer.helper.jobs.namespace_files import Explorer
from nsexplorer.helper.join import join, join_as_owner, open_of_process, open_proc
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux.openat2 import RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_XDEV, find

BATCH = 256
"""How many entries go into one answer: what came before the deadline is kept."""

KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block",
    stat.S_IFCHR: "character",
}


def run(request: Any) -> None:
    """Answers the user namespace whose ids follow, then batches of [name, kind, size, uid, gid, mode, link, why unread].

    `path` is below the root directory of process `pid`; without one, below that of someone who joins the mount namespace whose file is at
    one of `handles` and has the inode `inode`; without any handles below our own. Raises Refused where the directory cannot be listed.
    """
    end = time.monotonic() + request["seconds"]
    proc = open_proc()
    path: str = request["path"]
    if request["pid"] is not None:
        root = open_of_process(proc, request["pid"], "root", os.O_PATH | os.O_DIRECTORY)
        _list_as_we_may(proc, root, path, open_of_process(proc, request["pid"], "ns/mnt"), end)
    elif request["handles"]:
        namespace = _open_namespace(proc, request["handles"], request["inode"], end)
        join(proc, namespace)
        _list(proc, _root(), path, end)
    else:
        _list(proc, _root(), path, end)


def _root() -> int:
    return os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def _open_namespace(proc: int, handles: list[str], inode: int, end: float) -> int:
    """The mount namespace behind the first of these that still leads to it. Raises Refused."""
    refused = Refused("vanished", "none of the namespace's files is in sight")
    for handle in handles:
        try:
            namespace = _open_handle(proc, handle, end)
        except Refused as error:
            refused = error
            continue
        if os.fstat(namespace).st_ino == inode:
            return namespace
        os.close(namespace)
    raise refused


def _open_handle(proc: int, handle: str, end: float) -> int:
    """A descriptor of a link in /proc, or of a namespace file that is bind-mounted in our own mount namespace. Raises Refused."""
    if handle.startswith("/proc/"):
        pid, _, name = handle.removeprefix("/proc/").partition("/")
        return open_of_process(proc, int(pid), name)
    device = os.stat("self/ns/mnt", dir_fd=proc).st_dev
    return Explorer(proc, f"{os.major(device)}:{os.minor(device)}", end).open_here(None, handle)


def _list_as_we_may(proc: int, root: int, path: str, namespace: int, end: float) -> None:
    """List with the eyes of who asks; where they may not look, as root of the user namespace that owns the mounts. Raises Refused."""
    try:
        _list(proc, root, path, end)
    except Refused as refused:
        if refused.refusal.kind != "denied":
            raise
        try:
            join_as_owner(proc, namespace)
        except Refused:
            raise refused from None
        _list(proc, root, path, end)


def _list(proc: int, root: int, path: str, end: float) -> None:
    """Answer with the directory at a path below `root`: links on the way lead no further than that. Raises Refused."""
    try:
        found = find_directory(root, path)
        directory = os.open(f"self/fd/{found}", os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=proc)
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise of_error(error, path, path) from error
    wire.answer(os.readlink("self/ns/user", dir_fd=proc))
    batch = []
    for name in names:
        batch.append(_entry(directory, name, end))
        if len(batch) == BATCH:
            wire.answer(batch)
            batch = []
    wire.answer(batch)


def _entry(directory: int, name: str, end: float) -> list[object]:
    """A name and what it is. What is mounted there is asked in a child, that may take half of the time left: it may be dead."""
    try:
        try:
            found = find(directory, name, RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            patience = max(0.01, (end - time.monotonic()) / 2)
            facts: list[object] = in_a_child(
                lambda: Outcome(_facts(os.stat(name, dir_fd=directory, follow_symlinks=False))), patience
            ).document
        else:
            try:
                facts = _facts(os.fstat(found))
            finally:
                os.close(found)
        link = os.readlink(name, dir_fd=directory) if facts[0] == "link" else None
    except OSError as error:
        return [name, *[None] * 6, error.strerror]
    except Refused as refused:
        return [name, *[None] * 6, refused.refusal.reason]
    return [name, *facts, link, None]


def _facts(facts: os.stat_result) -> list[object]:
    kind = KINDS.get(stat.S_IFMT(facts.st_mode), "file")
    return [kind, facts.st_size, facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode)]


def find_directory(root: int, path: str) -> int:
    """An O_PATH descriptor of what a path below `root` leads to, the last part followed too where it is a link. Raises OSError."""
    return find(root, path.rstrip("/") + "/.", RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
