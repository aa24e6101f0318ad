"""Who a process, an id or a file's owner is, seen from each user namespace from the innermost outwards (user_namespaces(7)).

/proc/PID/uid_map depends on the user namespace of its reader, and so do all ids of a snapshot. What is told here does not: every id goes
from the target's namespace to the viewer's, and from there into each of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nsexplorer.explain.id_maps import OVERFLOW, down, to_viewer, up
from nsexplorer.explain.naming import name_of, shared_with_host
from nsexplorer.model.accounts import Accounts, SubordinateIds, SubordinateRange
from nsexplorer.model.idmap import IdMapRow
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.model.snapshot import Snapshot

OUTSIDE = "the parent of the outermost user namespace that can be seen from here"


@dataclass(frozen=True, slots=True)
class Ids:
    """A uid and a gid as the viewer's user namespace has them; None where it has no number for them: `unknown` says why, by key."""

    uid: int | None
    gid: int | None
    unknown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Level:
    """One user namespace of the chain, and who one is in it; `namespace` is None for one that is out of sight (`name` says which).

    `uid` and `gid` are None where they have no mapping, or could not be told: `unreadable` says which, by key. `user` and `group` are
    their names there. `capabilities` are those that a process has in it, by name. `subordinate_uid` and `subordinate_gid` are the ranges
    that the ids belong to (subuid(5)), known for the viewer's own user namespace alone.
    """

    namespace: str | None
    name: str
    uid: int | None
    gid: int | None
    user: str | None = None
    group: str | None = None
    setgroups: str | None = None
    capabilities: tuple[str, ...] | None = None
    subordinate_uid: SubordinateRange | None = None
    subordinate_gid: SubordinateRange | None = None
    unreadable: Mapping[str, str] = field(default_factory=dict)


def ids_of_owner(snapshot: Snapshot, uid: int, gid: int) -> Ids:
    """Ids that the kernel showed the viewer, as stat(2) and /proc/PID/status do: 65534 may stand for one without a mapping there."""
    known: dict[str, int | None] = {}
    unknown: dict[str, str] = {}
    for key, shown, rows in (("uid", uid, _own_rows(snapshot, "uid")), ("gid", gid, _own_rows(snapshot, "gid"))):
        known[key] = shown
        if shown == OVERFLOW and snapshot.viewer.user_namespace != INITIAL_USER_NAMESPACE:
            known[key] = None
            mapped = rows is None or up(rows, OVERFLOW) is not None
            unknown[key] = (
                f"it shows as {OVERFLOW}, which may be that id or one without a mapping in {snapshot.viewer.user_namespace}"
                if mapped
                else f"it has no mapping in {snapshot.viewer.user_namespace}, where it shows as {OVERFLOW}"
            )
    return Ids(known["uid"], known["gid"], unknown)


def ids_of_number(snapshot: Snapshot, user_namespace: str, number: int) -> Ids:
    """The id `number` of a user namespace, taken as a uid and as a gid."""
    id_map = to_viewer(snapshot, user_namespace)
    if id_map is None:
        reason = f"the id maps of {user_namespace} could not be read"
        return Ids(None, None, {"uid": reason, "gid": reason})
    known: dict[str, int | None] = {}
    unknown: dict[str, str] = {}
    for key, rows in (("uid", id_map.uids), ("gid", id_map.gids)):
        known[key] = down(rows, number)
        if known[key] is None:
            unknown[key] = (
                f"it has no number in {snapshot.viewer.user_namespace}, from where this was read"
                if _has(rows, number)
                else f"{user_namespace} has no {key} {number}: chown(2) to it gives EINVAL"
            )
    return Ids(known["uid"], known["gid"], unknown)


def chain(snapshot: Snapshot, user_namespace: str) -> tuple[str, ...]:
    """A user namespace and its parents, the innermost first, as far as they can be seen."""
    found = [user_namespace]
    while (namespace := snapshot.namespace(found[-1])) is not None and namespace.parent is not None and namespace.parent not in found:
        found.append(namespace.parent)
    return tuple(found)


def levels(
    snapshot: Snapshot,
    user_namespace: str,
    ids: Ids,
    accounts: Mapping[str, Accounts] | None = None,
    subordinate: SubordinateIds | None = None,
) -> tuple[Level, ...]:
    """Those ids in a user namespace and in each of its parents, the innermost first; beyond the viewer's own, its parent as far as its
    id map tells. `accounts` are names by user namespace; `subordinate` are the ranges that count in the viewer's.
    """
    identifiers = chain(snapshot, user_namespace)
    found = [level(snapshot, each, ids, (accounts or {}).get(each), subordinate) for each in identifiers]
    if identifiers[-1] == snapshot.viewer.user_namespace != INITIAL_USER_NAMESPACE:
        found.append(_outside(snapshot, identifiers[-1], ids))
    return tuple(found)


def level(snapshot: Snapshot, user_namespace: str, ids: Ids, accounts: Accounts | None, subordinate: SubordinateIds | None) -> Level:
    """Those ids in one user namespace."""
    id_map = to_viewer(snapshot, user_namespace)
    own = user_namespace == snapshot.viewer.user_namespace
    unreadable: dict[str, str] = {}
    uid = _inside("uid", ids.uid, None if id_map is None else id_map.uids, user_namespace, ids, unreadable)
    gid = _inside("gid", ids.gid, None if id_map is None else id_map.gids, user_namespace, ids, unreadable)
    if id_map is None:
        unreadable["setgroups"] = "its id maps could not be read"
    names = accounts or Accounts()
    ranges = subordinate if own and subordinate is not None else SubordinateIds()
    return Level(
        namespace=user_namespace,
        name=_name(snapshot, user_namespace),
        uid=uid,
        gid=gid,
        user=None if uid is None else names.users.get(uid),
        group=None if gid is None else names.groups.get(gid),
        setgroups=None if id_map is None else id_map.setgroups,
        subordinate_uid=_range(ranges.uids, uid),
        subordinate_gid=_range(ranges.gids, gid),
        unreadable=unreadable,
    )


def _inside(
    key: str, identifier: int | None, rows: Sequence[IdMapRow] | None, namespace: str, ids: Ids, unreadable: dict[str, str]
) -> int | None:
    """The number of an id there; where it has none, the reason goes into `unreadable`."""
    if identifier is None:
        unreadable[key] = ids.unknown[key]
        return None
    if rows is None:
        unreadable[key] = f"the id maps of {namespace} could not be read"
        return None
    inside = up(rows, identifier)
    if inside is None:
        unreadable[key] = f"it has no mapping in {namespace}, and shows as {OVERFLOW} there"
    return inside


def _outside(snapshot: Snapshot, own: str, ids: Ids) -> Level:
    """The level above the viewer's user namespace: out of sight, but its id map is printed towards it (proc_pid_uid_map in proc(5))."""
    id_map = snapshot.id_maps.get(own)
    known: dict[str, int | None] = {}
    unreadable = {"namespace": "it lies outside of the namespaces that can be seen from here", "setgroups": "it lies outside"}
    for key, identifier, rows in (("uid", ids.uid, id_map and id_map.uids), ("gid", ids.gid, id_map and id_map.gids)):
        known[key] = None if identifier is None else down(rows or (), identifier)
        if known[key] is None:
            unreadable[key] = ids.unknown.get(key, f"the id maps of {own} could not be read")
    return Level(None, OUTSIDE, known["uid"], known["gid"], unreadable=unreadable)


def _own_rows(snapshot: Snapshot, key: str) -> Sequence[IdMapRow] | None:
    own = snapshot.viewer.user_namespace
    id_map = None if own is None else to_viewer(snapshot, own)
    if id_map is None:
        return None
    return id_map.uids if key == "uid" else id_map.gids


def _has(rows: Sequence[IdMapRow], inside: int) -> bool:
    return any(row.inside <= inside < row.inside + row.count for row in rows)


def _range(ranges: Sequence[SubordinateRange], identifier: int | None) -> SubordinateRange | None:
    return next((each for each in ranges if identifier is not None and identifier in each), None)


def _name(snapshot: Snapshot, identifier: str) -> str:
    namespace = snapshot.namespace(identifier)
    if namespace is None:
        return ""
    return "host" if shared_with_host(snapshot, namespace) else name_of(snapshot, namespace)
