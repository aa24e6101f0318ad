"""What statmount(2) and listmount(2) give over mountinfo: ids that are never reused, id maps, and tables that no process shows."""

import errno
from dataclasses import replace

from nsexplorer.discovery.draft import Draft, reason
from nsexplorer.linux import mountinfo
from nsexplorer.linux.errors import DENIED
from nsexplorer.linux.features import wanted
from nsexplorer.linux.statmount import ALL, Statmount, decode, listmount
from nsexplorer.model.mount import Mount, MountTable


def ids(draft: Draft, namespace: str) -> tuple[int, ...] | None:
    """The unique ids of all mounts of a namespace, in the order of mountinfo; None where this kernel or viewer cannot have them."""
    facts = draft.facts_of(namespace)
    if not _usable(draft) or facts is None or facts.nsid is None:
        return None
    try:
        found = tuple(listmount(facts.nsid))
    except OSError as error:
        # The kernel says ENOENT where CAP_SYS_ADMIN over the namespace is missing
        missing = error.errno == errno.ENOSYS
        draft.features["listmount"] = "missing" if missing else draft.features.get("listmount", "not permitted for some namespaces")
        return None
    draft.features["listmount"] = "used"
    return found


def _usable(draft: Draft) -> bool:
    for name in ("listmount", "statmount"):
        if not wanted(name):
            draft.features[name] = "switched off"
    return draft.features.get("listmount") not in ("switched off", "missing") and draft.features.get("statmount") != "switched off"


def parse(draft: Draft, namespace: str, data: bytes, unique: tuple[int, ...] | None) -> tuple[Mount, ...]:
    """The mounts in the bytes of a mountinfo, with their unique ids and id maps where those can be had.

    `unique` are the ids that were the same before and after it was read. Both mountinfo and listmount go through a namespace in the
    order of the unique ids (fs/namespace.c mnt_find_id_at), so the n-th is the n-th, unless the process's root hides some: then each
    mount is asked for.
    """
    facts = draft.facts_of(namespace)
    if unique is None or facts is None or facts.nsid is None:
        return tuple(mountinfo.parse(data, Mount))
    asking = Statmount(facts.nsid)
    mounts = mountinfo.parse(data, Mount, zip(unique, strict=True)) if data.count(b"\n") == len(unique) else []
    if len(mounts) != len(unique):
        pairs = _old_ids(asking, unique)
        mounts = [replace(mount, unique_id=pairs.get(mount.id)) for mount in mountinfo.parse(data, Mount)]
        draft.features["statmount"] = "used"
    if b"idmapped" not in data:
        return tuple(mounts)
    return tuple([_with_id_map(asking, mount) if mount.idmapped else mount for mount in mounts])


def _old_ids(asking: Statmount, unique: tuple[int, ...]) -> dict[int, int]:
    pairs = {}
    for identifier in unique:
        try:
            pairs[asking.old_id(identifier)] = identifier
        except OSError:
            continue
    return pairs


def _with_id_map(asking: Statmount, mount: Mount) -> Mount:
    try:
        maps = None if mount.unique_id is None else asking.id_maps(mount.unique_id)
    except OSError:
        return mount
    if maps is None:
        return mount
    from nsexplorer.model.idmap import MountIdMap  # few mounts have one

    return replace(mount, id_map=MountIdMap(maps.uids, maps.gids))


def read_the_rest(draft: Draft) -> None:
    """Tables of mount namespaces that no process shows whole: those without a process, and those with chrooted ones only."""
    whole = {
        read.table.namespace
        for read in draft.read_tables.values()
        if read.table.root == "/" and (read.unique is None or len(read.table.mounts) >= len(read.unique))
    }
    for facts in list(draft.facts.values()):
        if facts.type != "mnt" or (namespace := f"mnt:[{facts.inode}]") in whole:
            continue
        table = _read(draft, namespace)
        if table is not None:
            draft.tables.append(table)


def _read(draft: Draft, namespace: str) -> MountTable | None:
    unique = ids(draft, namespace)
    facts = draft.facts_of(namespace)
    if unique is None or facts is None or facts.nsid is None:
        draft.unreadable[namespace].setdefault("table", "no process is in it, and listmount(2) is missing or not permitted")
        return None
    asking = Statmount(facts.nsid)
    mounts = []
    for identifier in unique:
        try:
            mount = decode(asking.ask(identifier, ALL), Mount)
        except OSError as error:
            if error.errno in DENIED:
                draft.unreadable[namespace]["table"] = reason(error)
                return None
            continue  # unmounted meanwhile
        mounts.append(_with_id_map(asking, mount) if mount.idmapped else mount)
    draft.features["statmount"] = "used"
    known = next((table for table in _before(draft) if table.namespace == namespace and table.source == "statmount"), None)
    if known is not None and known.mounts == tuple(mounts):
        return known
    return MountTable(namespace, "/", None, (), "statmount", tuple(mounts))


def _before(draft: Draft) -> tuple[MountTable, ...]:
    return () if draft.memory.snapshot is None else draft.memory.snapshot.tables
