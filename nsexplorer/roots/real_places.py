"""Whether what was recorded as mounted is: by the mount tables."""

from collections.abc import Iterator

from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.mount_records import MountRecord


def is_real(snapshot: Snapshot, record: MountRecord) -> bool:
    """Whether our own mount namespace has that very mount."""
    table = snapshot.table_of_process(snapshot.viewer.pid)
    return table is not None and any(_is(mount, record) for mount in table.mounts)


def places(snapshot: Snapshot, record: MountRecord) -> tuple[str, ...]:
    """The mount namespaces that have it, or a copy of it at the same path. Copies of binds are not told: their device says nothing."""
    found: dict[str, None] = {}
    for table in snapshot.tables:
        for mount in table.mounts:
            if _is(mount, record) or _is_copy(mount, record):
                found[table.namespace] = None
    return tuple(found)


def mounted_elsewhere(snapshot: Snapshot, record: MountRecord) -> list[str]:
    """The other mount namespaces in which something is mounted at that path, whatever it is."""
    return sorted(set(_elsewhere(snapshot, record)))


def _elsewhere(snapshot: Snapshot, record: MountRecord) -> Iterator[str]:
    for table in snapshot.tables:
        for mount in table.mounts:
            if mount.target == record.at and not _is(mount, record):
                yield table.namespace


def _is(mount: Mount, record: MountRecord) -> bool:
    identity = record.identity
    if identity.unique is not None and mount.unique_id is not None and mount.unique_id != identity.unique:
        return False
    return (mount.id, mount.target, mount.device) == (identity.mount, record.at, identity.device)


def _is_copy(mount: Mount, record: MountRecord) -> bool:
    return mount.fstype == "overlay" and (mount.target, mount.device) == (record.at, record.identity.device)
