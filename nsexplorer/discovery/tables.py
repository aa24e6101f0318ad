"""Mount tables: each (mount namespace, process root) is read once, through one of the processes that share it.

/proc/PID/mountinfo may be read where /proc/PID/ns/mnt may not. A mount is in one namespace only, so processes whose tables share a
mount id are in the same one: that is how an ordinary user gets every table that has a process.
"""

from collections.abc import Iterable
from dataclasses import replace

from nsexplorer.discovery import unique_mounts
from nsexplorer.discovery.dominating_groups import with_dominating_groups
from nsexplorer.discovery.draft import Draft, ReadTable, TableKey, reason
from nsexplorer.linux import mountinfo, procfs
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import unnamed_mount_namespace
from nsexplorer.model.process import Process

UNKNOWN_INODE = "the link /proc/PID/ns/mnt needs PTRACE_MODE_READ (ptrace(2)) of a process in it"


def collect(draft: Draft) -> None:
    """Fill `draft.tables`, and give processes whose links are unreadable their mount namespace."""
    groups: dict[tuple[str, str | None], list[int]] = {}
    unnamed: list[int] = []
    for pid, process in draft.processes.items():
        if process.unreadable and not process.zombie:
            unnamed.append(pid)
        elif "mnt" in process.namespaces:
            groups.setdefault((process.namespaces["mnt"], process.root), []).append(pid)
    for (namespace, root), members in groups.items():
        table = _read(draft, namespace, root, members, tuple(members))
        if table is not None and len(members) > 1 and _may_hide_roots(draft, table):
            _split(draft, table)
    _read_through_threads(draft)
    if unnamed:
        _name(draft, unnamed)
    unique_mounts.read_the_rest(draft)
    draft.tables = with_dominating_groups(draft.tables)


def _read(draft: Draft, namespace: str, root: str | None, readers: Iterable[int], members: tuple[int, ...]) -> MountTable | None:
    """Read the table that these processes or threads share, through the first of them that still lives and is still there."""
    for pid in readers:
        try:
            before = unique_mounts.ids(draft, namespace)
            reading = mountinfo.read(pid)
            after = unique_mounts.ids(draft, namespace)
            if procfs.place(pid) != (namespace, root):
                draft.unreadable[namespace]["table"] = "its process left it while it was looked at"
                continue
        except OSError as error:
            draft.unreadable[namespace]["table"] = reason(error)
            continue
        draft.unreadable[namespace].pop("table", None)
        if not reading.steady:
            draft.missing.append(f"a mount table that held still while it was read: {namespace} kept changing")
        return keep(draft, namespace, root, pid, members, reading.data, after if before == after else None)
    return None


def _may_hide_roots(draft: Draft, table: MountTable) -> bool:
    """Whether processes with this root link may see different tables: where mounts lie over a directory, one path is several roots.

    Not so where the link is `/`, one mount lies there, and these are all the mounts of the namespace.
    """
    unique = next(read.unique for read in draft.read_tables.values() if read.table is table)
    if table.root != "/" or unique is None or len(unique) != len(table.mounts):
        return True
    return sum(mount.target == "/" for mount in table.mounts) > 1


def _split(draft: Draft, table: MountTable) -> None:
    """Tell processes apart whose root links read alike: their tables begin differently."""
    groups: dict[int | None, list[int]] = {}
    for pid in table.members:
        try:
            first = mountinfo.first_mount(pid)
        except OSError:
            continue
        groups.setdefault(first, []).append(pid)
    if len(groups) < 2:
        return
    draft.tables.remove(table)
    for members in groups.values():
        _read(draft, table.namespace, table.root, members, tuple(members))


def _read_through_threads(draft: Draft) -> None:
    """Tables of mount namespaces that have a thread but no process. /proc/TID shows a thread as /proc/PID does a process (proc(5))."""
    with_table = {table.namespace for table in draft.tables}
    groups: dict[tuple[str, str | None], list[int]] = {}
    for found in draft.threads.values():
        for thread, _ in found:
            if thread.namespaces["mnt"] not in with_table:
                try:
                    groups.setdefault(procfs.place(thread.tid), []).append(thread.tid)
                except OSError:
                    continue
    for (namespace, root), tids in groups.items():
        _read(draft, namespace, root, tids, ())


def keep(
    draft: Draft, namespace: str, root: str | None, reader: int | None, members: tuple[int, ...], data: bytes, ids: tuple[int, ...] | None
) -> MountTable:
    """Add the table in these bytes to the draft: the same object as before where nothing changed."""
    key = TableKey(namespace, root, data.partition(b" ")[0])
    known = draft.memory.tables.get(key)
    if known is not None and known[:2] == (data, ids):
        table = known.table
        if (table.reader, table.members) != (reader, members):
            table = replace(table, reader=reader, members=members)
    else:
        table = MountTable(namespace, root, reader, members, "mountinfo", unique_mounts.parse(draft, namespace, data, ids))
    draft.read_tables[key] = ReadTable(data, ids, table)
    draft.tables.append(table)
    return table


def _name(draft: Draft, unnamed: list[int]) -> None:
    """Group processes by the first mount of their tables, and groups by the mounts they share; name namespaces that no link names."""
    groups: dict[int, list[int]] = {}
    for pid in unnamed:
        draft.processes[pid] = _in_no_mount_namespace(draft.processes[pid])
        try:
            first = mountinfo.first_mount(pid)
        except OSError:
            continue
        if first is not None:
            groups.setdefault(first, []).append(pid)
    owner_of = {mount.id: table.namespace for table in draft.tables for mount in table.mounts}
    read = [(found, members) for members in groups.values() if (found := _table(draft, members)) is not None]
    for (data, reader, mounts), members in sorted(read, key=lambda entry: -len(entry[0][2])):
        namespace = next((owner_of[mount.id] for mount in mounts if mount.id in owner_of), None)
        if namespace is None:
            namespace = unnamed_mount_namespace(_root_line(mounts).id)
            draft.found(namespace, "mountinfo")
            draft.unreadable[namespace]["inode"] = UNKNOWN_INODE
            draft.unreadable[namespace]["owner"] = UNKNOWN_INODE
        owner_of.update((mount.id, namespace) for mount in mounts)
        same = next((table for table in draft.tables if table.namespace == namespace and _ids(table.mounts) == _ids(mounts)), None)
        if same is not None:
            draft.tables[draft.tables.index(same)] = replace(same, members=same.members + tuple(members))
        else:
            known = any(table.namespace == namespace for table in draft.tables)
            keep(draft, namespace, None if known else "/", reader, tuple(members), data, None)
        for pid in members:
            draft.processes[pid] = _in_mount_namespace(draft, pid, namespace)


def _table(draft: Draft, members: list[int]) -> tuple[bytes, int, tuple[Mount, ...]] | None:
    for pid in members:
        try:
            data = mountinfo.read(pid).data
        except OSError:
            continue
        mounts = tuple(mountinfo.parse(data, Mount))
        return (data, pid, mounts) if mounts else None
    return None


def _in_no_mount_namespace(process: Process) -> Process:
    """The process as long as its table is not read: that of the capture before may be another's by now."""
    if "mnt" not in process.namespaces:
        return process
    return replace(process, namespaces={kind: name for kind, name in process.namespaces.items() if kind != "mnt"})


def _in_mount_namespace(draft: Draft, pid: int, namespace: str) -> Process:
    """The process with its mount namespace: the same object as before where that is all the same."""
    process = draft.processes[pid]
    found = replace(process, namespaces={**process.namespaces, "mnt": namespace})
    before = draft.memory.processes.get(pid)
    return before if before is not None and before == found else found


def _ids(mounts: tuple[Mount, ...]) -> list[int]:
    return [mount.id for mount in mounts]


def _root_line(mounts: tuple[Mount, ...]) -> Mount:
    """The line of the root directory; the first line where there is none, in a chroot to a plain directory."""
    ids = set(_ids(mounts))
    return next((mount for mount in mounts if mount.target == "/" and mount.parent not in ids - {mount.id}), mounts[0])
