"""`propagate_from` for tables that were read by the namespace's id: the kernel works it out for the caller's root alone.

It is the nearest peer group, up the chain of masters, that has a member in the namespace itself (fs/pnode.c get_dominating_id); it is
told where that is not the master. So it takes the tables of the namespaces that the chain passes through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nsexplorer.model.mount import MountTable


def with_dominating_groups(tables: Iterable[MountTable]) -> list[MountTable]:
    """The tables, those read by statmount with `propagate_from` filled in as far as the tables show the chain."""
    tables = list(tables)
    master_of = {
        mount.shared: mount.master for table in tables for mount in table.mounts if mount.shared is not None and mount.master is not None
    }
    return [_completed(table, master_of) if table.source == "statmount" else table for table in tables]


def _completed(table: MountTable, master_of: Mapping[int, int]) -> MountTable:
    here = {mount.shared for mount in table.mounts if mount.shared is not None}
    groups = {mount.master: _dominating(mount.master, here, master_of) for mount in table.mounts if mount.master is not None}
    if all(mount.propagate_from == groups.get(mount.master) for mount in table.mounts if mount.master is not None):
        return table
    mounts = [mount if mount.master is None else replace(mount, propagate_from=groups[mount.master]) for mount in table.mounts]
    return replace(table, mounts=tuple(mounts))


def _dominating(master: int, here: set[int], master_of: Mapping[int, int]) -> int | None:
    group: int | None = master
    passed = set()
    while group is not None and group not in here and group not in passed:
        passed.add(group)
        group = master_of.get(group)
    return group if group in here and group != master else None
