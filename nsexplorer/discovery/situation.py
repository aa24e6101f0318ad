"""The live state around a refused call: of the process that made it, and the settings that count for it."""

import os

from nsexplorer.discovery import details
from nsexplorer.linux import procfs
from nsexplorer.linux.errors import DENIED
from nsexplorer.model.capability_names import names
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE, NAMESPACE_TYPES
from nsexplorer.model.situation import Situation

SETTINGS = (
    *(f"user/max_{kind}_namespaces" for kind in NAMESPACE_TYPES),
    "kernel/unprivileged_userns_clone",
    "kernel/apparmor_restrict_unprivileged_userns",
    "fs/mount-max",
)
"""Files below /proc/sys that decide who may make namespaces and how many (namespaces(7)), and how many mounts one may have (sysctl/fs.rst);
the limits on namespaces are those of our user namespace."""


def read(pid: int) -> Situation:
    """What is known of a process and the machine at this moment. What cannot be read is left out."""
    return Situation(
        pid=pid,
        threads=_threads(pid),
        chrooted=_chrooted(pid),
        capabilities=_capabilities(pid),
        id_map=_id_map(pid),
        initial=_initial(pid),
        settings={name: value for name in SETTINGS if (value := _setting(name)) is not None},
    )


def _threads(pid: int) -> int | None:
    try:
        return len(procfs.threads(pid))
    except OSError:
        return None


def _chrooted(pid: int) -> bool | None:
    """Whether its root directory has another path than that of its mount namespace; the path alone tells."""
    try:
        return os.readlink(f"/proc/{pid}/root") != "/"
    except OSError:
        return None


def _capabilities(pid: int) -> tuple[str, ...] | None:
    known = details.read(pid)
    return None if known is None else tuple(names(known.capabilities.effective))


def _id_map(pid: int) -> IdMap | None:
    try:
        uids, gids = (tuple(IdMapRow(*row) for row in procfs.id_map(pid, kind)) for kind in ("uid_map", "gid_map"))
        return IdMap(os.readlink(f"/proc/{pid}/ns/user"), uids, gids, procfs.setgroups(pid))
    except OSError:
        return None


def _initial(pid: int) -> bool | None:
    try:
        return os.readlink(f"/proc/{pid}/ns/user") == INITIAL_USER_NAMESPACE
    except OSError as error:
        return None if error.errno in DENIED else False


def _setting(name: str) -> str | None:
    try:
        return procfs.read_once(f"/proc/sys/{name}".encode()).decode("ascii", "replace").strip()
    except OSError:
        return None
