"""The snapshot put together from a draft: what did not change is the same object as in the snapshot before."""

import os
import time
from collections.abc import Mapping, Sequence

from nsexplorer.discovery import hidepid
from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.model.namespace import INITIAL_PID_NAMESPACE, INITIAL_USER_NAMESPACE, NESTED_TYPES, Namespace, Pin, namespace_id
from nsexplorer.model.process import Thread
from nsexplorer.model.snapshot import Completeness, Snapshot

OUTSIDE = "outside of the viewer's namespaces: the kernel does not tell (ioctl_ns(2))"
HAVE_NONE = {INITIAL_USER_NAMESPACE: ("owner", "parent"), INITIAL_PID_NAMESPACE: ("parent",)}
"""The relations that the namespaces at the top do not have: the kernel refuses to tell them as it does those out of sight."""

NO_CREATOR = "the kernel tells it of user namespaces only (NS_GET_OWNER_UID)"


def assemble(draft: Draft) -> Snapshot:
    """The snapshot of this draft."""
    before = draft.memory.snapshot
    namespaces = _namespaces(draft, {} if before is None else before.namespaces)
    system = os.uname()
    return Snapshot(
        taken=time.time(),
        machine=system.nodename,
        kernel=system.release,
        boot=_boot(),
        viewer=draft.viewer,
        own=draft.own,
        host=draft.host,
        namespaces=namespaces,
        processes=draft.processes,
        threads=_threads(draft),
        tables=tuple(draft.tables),
        id_maps=draft.id_maps,
        containers=draft.containers,
        units=draft.units,
        features=draft.features,
        complete=_completeness(draft, namespaces),
    )


def _boot() -> str | None:
    try:
        return procfs.read(b"/proc/sys/kernel/random/boot_id").decode("ascii", "replace").strip()
    except OSError:
        return None


def _threads(draft: Draft) -> tuple[Thread, ...]:
    """Those in other namespaces than their process; some differ in what their children are born into alone."""
    found = (entry.thread for threads in draft.threads.values() for entry in threads)
    return tuple(thread for thread in found if thread.namespaces != draft.processes[thread.pid].namespaces)


def _namespaces(draft: Draft, before: Mapping[str, Namespace]) -> dict[str, Namespace]:
    children: dict[str, list[str]] = {}
    dependents: dict[str, set[str]] = {}
    for facts in draft.facts.values():
        this = namespace_id(facts.type, facts.inode)
        if facts.owner is not None:
            dependents.setdefault(namespace_id("user", facts.owner), set()).add(this)
        if facts.parent is not None:
            above = namespace_id(facts.type, facts.parent)
            dependents.setdefault(above, set()).add(this)
            children.setdefault(above, []).append(this)
    for namespace in draft.members:
        draft.sources[namespace]
    return {
        name: _same(before.get(name), _namespace(draft, name, sorted(children.get(name, ())), sorted(dependents.get(name, ()))))
        for name in sorted(draft.sources, key=_order)
    }


def _order(name: str) -> tuple[str, bool, int]:
    kind, _, rest = name.partition(":[")
    number = rest.strip("?]")
    return kind, rest.startswith("?"), int(number)


def _same(before: Namespace | None, now: Namespace) -> Namespace:
    return before if before is not None and before == now else now


def _namespace(draft: Draft, name: str, children: Sequence[str], dependents: Sequence[str]) -> Namespace:
    kind, _, rest = name.partition(":[")
    facts = draft.facts_of(name)
    members = tuple(draft.members.get(name, ()))
    leader = draft.leaders.get(name)
    pins = [Pin("process", pid=leader)] if leader is not None else []
    pins += draft.pins.get(name, ())
    pins += [Pin("child", namespace=child) for child in dependents]
    unreadable = dict(draft.unreadable.get(name, ()))
    owner = parent = creator = None
    if facts is not None:
        unreadable.pop("owner", None)
        owner = None if facts.owner is None else namespace_id("user", facts.owner)
        parent = None if facts.parent is None else namespace_id(kind, facts.parent)
        creator = facts.creator_uid
        unreadable.update({relation: OUTSIDE for relation in facts.outside if relation not in HAVE_NONE.get(name, ())})
    elif "owner" not in unreadable:
        unreadable["owner"] = "its nsfs file could not be opened"
    if facts is None and kind in NESTED_TYPES:
        unreadable["parent"] = unreadable["owner"]
    if creator is None:
        unreadable["creator_uid"] = unreadable.get("owner", NO_CREATOR) if kind == "user" else NO_CREATOR
    nsid = None if facts is None else facts.nsid
    if nsid is None:
        unreadable["nsid"] = (
            unreadable["owner"] if facts is None else "this kernel tells no id that is never reused (NS_GET_ID, Linux 6.18)"
        )
    return Namespace(
        id=name,
        type=kind,
        inode=int(rest[:-1]) if rest[:-1].isdigit() else None,
        nsid=nsid,
        owner=owner,
        parent=parent,
        children=tuple(children),
        creator_uid=creator,
        leader=leader,
        members=members,
        name=draft.names.get(name),
        pins=tuple(pins),
        sources=tuple(sorted(draft.sources[name])),
        unreadable=unreadable,
    )


def _completeness(draft: Draft, namespaces: Mapping[str, Namespace]) -> Completeness:
    with_table = {table.namespace for table in draft.tables}
    without = [name for name, namespace in namespaces.items() if namespace.type == "mnt" and name not in with_table]
    hidden = hidepid.missing(draft)
    return Completeness(
        processes=len(draft.processes) + draft.closed,
        unreadable_processes=sum(1 for process in draft.processes.values() if process.unreadable) + draft.closed,
        tables=len(with_table),
        unreadable_tables=len(without),
        missing=tuple(dict.fromkeys([*draft.missing, *([hidden] if hidden else [])])),
    )
