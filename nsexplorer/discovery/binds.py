"""Bind mounts of nsfs files: they keep a namespace alive without any process, in whichever mount namespace they lie.

What they keep may be seen nowhere else; then the helper opens the file and asks. If it is a mount namespace, its own table is looked
through as well, and so on: a namespace may be bound only inside a mount namespace that is itself only bound somewhere.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from nsexplorer.discovery import tables
from nsexplorer.discovery.draft import Draft, identifier
from nsexplorer.discovery.relations import note_relatives
from nsexplorer.model.mount import MountTable
from nsexplorer.model.namespace import NAMESPACE_TYPES, Pin

NAMESPACE = re.compile(rf"({'|'.join(NAMESPACE_TYPES)}):\[[0-9]{{1,10}}\]")
"""The root of a bind mount of an nsfs file is the kernel's name for the namespace (fs/nsfs.c ns_dname)."""

DEADLINE = 5.0
"""Seconds for the helper: a way to a file may lead through a file system whose server does not answer."""


class Bind(NamedTuple):
    """The file of `namespace`, bind-mounted at `path` in the mount namespace `within`."""

    namespace: str
    within: str
    path: str


def collect(draft: Draft) -> None:
    """Note every bind of a namespace's file, and ask for what nothing else leads to."""
    asked: set[Bind] = set()
    fresh = list(draft.tables)
    while fresh:
        for table in fresh:
            _note(draft, table)
        _remember(draft)
        wanted = [bind for bind in _wanted(draft) if bind not in asked]
        asked.update(wanted)
        fresh = _ask(draft, wanted)
    note_relatives(draft)


def _note(draft: Draft, table: MountTable) -> None:
    for mount in table.mounts:
        if mount.fstype == "nsfs" and NAMESPACE.fullmatch(mount.root):
            draft.found(mount.root, "bind")
            pin = Pin("bind", path=mount.target, within=table.namespace)
            if (table.namespace, mount.id) not in draft.bind_mounts and pin not in draft.pins[mount.root]:
                draft.pins[mount.root].append(pin)
            draft.bind_mounts[table.namespace, mount.id] = mount  # another table of the namespace, seen from another root, has it too


def _remember(draft: Draft) -> None:
    """Take the facts of the capture before for namespaces that are still bound by the very same mount: they live since then."""
    for key, mount in draft.bind_mounts.items():
        before = draft.memory.bind_mounts.get(key)
        if (
            before is not None
            and mount.unique_id is not None
            and mount.unique_id == before.unique_id
            and draft.facts_of(mount.root) is None
        ):
            draft.facts.update(draft.memory.facts_with_relatives(mount.root))


def _wanted(draft: Draft) -> Iterable[Bind]:
    """The binds of namespaces whose facts are not known yet, or whose table is not."""
    with_table = {table.namespace for table in draft.tables}
    for namespace, pins in draft.pins.items():
        if draft.facts_of(namespace) is None or (namespace.startswith("mnt:") and namespace not in with_table):
            for pin in pins:
                if pin.kind == "bind" and pin.within is not None and pin.path is not None:
                    yield Bind(namespace, pin.within, pin.path)


def _ask(draft: Draft, binds: list[Bind]) -> list[MountTable]:
    """Have the helper open these files; the tables of mount namespaces among them."""
    ways = [(bind, way) for bind in binds if (way := _way(draft, bind.within, frozenset())) is not None]
    if not ways:
        return []
    from nsexplorer.helper.ask import Route, ask_namespace_files  # seldom needed, and not cheap to import
    from nsexplorer.helper.refusal import Refusal

    routes = [Route(pid, hops, bind.path) for bind, (pid, hops) in ways]
    found = []
    for (bind, _), answer in zip(ways, ask_namespace_files(routes, DEADLINE), strict=True):
        if isinstance(answer, Refusal):
            _refused(draft, bind, f"{bind.path} in {bind.within}: {answer.reason}")
            continue
        for facts in answer.facts:
            draft.facts.setdefault((facts.type, facts.inode), facts)
        namespace = identifier(answer.facts[0])
        if answer.table is not None and not any(table.namespace == namespace for table in draft.tables):
            found.append(tables.keep(draft, namespace, "/", None, (), answer.table, None))
            draft.unreadable[namespace].pop("table", None)
        elif answer.table_unread is not None:
            draft.unreadable[namespace].setdefault("table", answer.table_unread)
    return found


def _refused(draft: Draft, bind: Bind, why: str) -> None:
    draft.unreadable[bind.namespace].setdefault("owner", why)
    if bind.namespace.startswith("mnt:"):
        draft.unreadable[bind.namespace].setdefault("table", why)


def _way(draft: Draft, namespace: str, passed: frozenset[str]) -> tuple[int | None, tuple[str, ...]] | None:
    """How to get into a mount namespace: a process whose root it shows, and the namespace files to go through from there."""
    readers = [table for table in draft.tables if table.namespace == namespace and table.reader is not None]
    if readers:
        return min(readers, key=lambda table: table.root != "/").reader, ()
    for pin in draft.pins.get(namespace, ()):
        if pin.kind == "bind" and pin.within and pin.path and pin.within not in passed:
            way = _way(draft, pin.within, passed | {namespace})
            if way is not None:
                return way[0], (*way[1], pin.path)
    return None
