"""Where the records of sessions lie: a directory that is this user's alone, and that a session hands down to what runs in it."""

import os
import stat
from collections.abc import Iterator

from nsexplorer.linux import procfs
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

HANDED_DOWN = "NSEXPLORER_RUNTIME_DIR"
"""The variable that names it inside a session, where one has another uid and perhaps no XDG_RUNTIME_DIR."""


def directory() -> str | None:
    """The directory, None where none of the places that it may be at can be used. It may not be there yet.

    $XDG_RUNTIME_DIR/nsexplorer; else /run/user/UID/nsexplorer; else /run/nsexplorer for root, /tmp/nsexplorer-UID for others.
    """
    handed = os.environ.get(HANDED_DOWN)
    if handed is not None and is_ours(handed):
        return handed
    return next((path for path in _places() if usable(path)), None)


def _places() -> Iterator[str]:
    uid = outer_uid()
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{uid}"):
        if parent.startswith("/") and is_ours(parent):
            yield os.path.join(parent, "nsexplorer")
    yield "/run/nsexplorer" if uid == 0 and _initial() else f"/tmp/nsexplorer-{uid}"


def usable(path: str) -> bool:
    """Whether it is a directory of ours alone, or can become one."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return os.access(os.path.dirname(path), os.W_OK)
    except OSError:
        return False
    return is_ours(path)


def is_ours(path: str) -> bool:
    """Whether a path is a directory, and no link, that belongs to us and that nobody else may write to."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def outer_uid() -> int:
    """Our uid outside of this user namespace, by its map; as it is where that does not say."""
    uid = os.geteuid()
    try:
        rows = procfs.id_map(os.getpid(), "uid_map")
    except OSError:
        return uid
    return next((outside + uid - inside for inside, outside, count in rows if inside <= uid < inside + count), uid)


def _initial() -> bool:
    try:
        return os.readlink("/proc/self/ns/user") == INITIAL_USER_NAMESPACE
    except OSError:
        return False
