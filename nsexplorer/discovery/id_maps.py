"""The id maps of each user namespace that has a process: they are readable for everyone."""

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.model.idmap import IdMap, IdMapRow

UNMAPPED = "no process is in it: its id maps cannot be read from outside"


def collect(draft: Draft) -> None:
    """Fill `draft.id_maps` through the leader of each user namespace, or the next process in it that still lives."""
    for namespace, members in draft.members.items():
        if not namespace.startswith("user:"):
            continue
        for pid in (draft.leaders[namespace], *members[:16]):
            found = read(namespace, pid)
            if found is not None:
                draft.id_maps[namespace] = found
                break


def read(namespace: str, pid: int) -> IdMap | None:
    """The maps of a process's user namespace; None where the process is gone."""
    try:
        uids, gids = (tuple(IdMapRow(*row) for row in procfs.id_map(pid, kind)) for kind in ("uid_map", "gid_map"))
    except (OSError, ValueError):
        return None
    try:
        setgroups = procfs.setgroups(pid)
    except OSError:
        setgroups = None
    return IdMap(namespace, uids, gids, setgroups)
