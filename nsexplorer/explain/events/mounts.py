"""Mounts that were made, moved, changed, or are gone."""

from collections.abc import Iterator, Mapping

from nsexplorer.explain.events.event import Event
from nsexplorer.explain.events.sameness import same_namespace
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.snapshot import Snapshot

Pair = tuple[str | None, str | None]


def mount_events(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    """In every mount namespace that both snapshots have a table of. One that is new or gone as a whole has no events of its mounts."""
    tables, earlier = _widest(after), _widest(before)
    for name, table in tables.items():
        was = earlier.get(name)
        if was is None or was.mounts is table.mounts or was.root != table.root or not _same_namespace(before, after, name):
            continue
        yield from _in_table(name, after.taken, was.mounts, table.mounts)


def _widest(snapshot: Snapshot) -> dict[str, MountTable]:
    """The table of each namespace that sees most: that of its own root directory, if there is one."""
    found: dict[str, MountTable] = {}
    for table in snapshot.tables:
        known = found.get(table.namespace)
        if known is None or (table.root == "/", len(table.mounts)) > (known.root == "/", len(known.mounts)):
            found[table.namespace] = table
    return found


def _same_namespace(before: Snapshot, after: Snapshot, name: str) -> bool:
    was, now = before.namespace(name), after.namespace(name)
    return was is not None and now is not None and same_namespace(was, now)


def _in_table(name: str, noticed: float, before: tuple[Mount, ...], after: tuple[Mount, ...]) -> Iterator[Event]:
    was_by_id = {mount.id: mount for mount in before}
    now_by_id = {mount.id: mount for mount in after}
    concerned = frozenset({name})
    for mount in after:
        was = was_by_id.get(mount.id)
        if was == mount:
            continue
        if was is None or not _same(was, mount):
            yield Event("mount-made", noticed, name, concerned, mount)
            continue
        if _moved(was, mount, was_by_id, now_by_id):
            yield Event("mount-moved", noticed, name, concerned, mount, was, changes={"target": (was.target, mount.target)})
        changes = _changes(was, mount)
        if changes:
            yield Event("mount-changed", noticed, name, concerned, mount, was, changes=changes)
    for mount in reversed(before):
        now = now_by_id.get(mount.id)
        if now is None or not _same(mount, now):
            yield Event("mount-gone", noticed, name, concerned, None, mount)


def _same(was: Mount, now: Mount) -> bool:
    """Mount ids are reused, unique ones are not; without those, a mount is told by what is mounted."""
    if was.unique_id is not None and now.unique_id is not None:
        return was.unique_id == now.unique_id
    return (was.device, was.fstype, was.source) == (now.device, now.fstype, now.source)


def _moved(was: Mount, now: Mount, was_by_id: Mapping[int, Mount], now_by_id: Mapping[int, Mount]) -> bool:
    """Whether it was moved itself: those below it are elsewhere too then, but on the same parent."""
    if was.target == now.target:  # its parent may be another: one that was tucked in between
        return False
    if was.parent != now.parent:
        return True
    above_was, above_now = was_by_id.get(was.parent), now_by_id.get(now.parent)
    return above_was is None or above_now is None or above_was.target == above_now.target


def _changes(was: Mount, now: Mount) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    for field in ("options", "super_options"):
        old, new = set(getattr(was, field)), set(getattr(now, field))
        if old != new:
            found[field] = ",".join(sorted(old - new)), ",".join(sorted(new - old))
    for field in ("root", "source", "propagation"):
        if getattr(was, field) != getattr(now, field):
            found[field] = getattr(was, field), getattr(now, field)
    for field in ("shared", "master"):
        old, new = getattr(was, field), getattr(now, field)
        if old != new and "propagation" not in found:
            found[field] = None if old is None else str(old), None if new is None else str(new)
    return found
