"""Ids that are set aside for this user: whether there are any, enough, for this user alone, and in force."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.accounts import SubordinateRange
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.idmap import IdMapRow

ENOUGH = 65536
"""Images use ids up to 65534; with fewer, unpacking them fails with `lchown: invalid argument`."""

LEAST = 100000
"""Where useradd(8) begins (SUB_UID_MIN of login.defs(5))."""

PAUSES = ("catatonit", "podman pause")
"""Commands of the process that keeps podman's user namespace, and so its map as it was when that was made."""


class Holder(NamedTuple):
    """Whose ids are judged. `own` is its uid or gid, which is mapped itself, so must not be among them; `here` are the ids there are.

    Who `maps_ids` by a capability needs none of them; but engines look for them where there is no CAP_SYS_ADMIN (not `privileged`).
    """

    user: str
    uid: int
    own: int
    here: tuple[IdMapRow, ...]
    maps_ids: bool
    privileged: bool


def checks(examined: Examined) -> Iterator[Check]:
    """`subuid`, `subgid`, `mapped-ids`, `subordinate-ids-in-force`."""
    maps = examined.snapshot.id_maps.get(examined.snapshot.viewer.user_namespace or "")
    for path, own, ranges, here in (
        ("/etc/subuid", examined.uid, examined.subordinate.uids, () if maps is None else maps.uids),
        ("/etc/subgid", examined.gid, examined.subordinate.gids, () if maps is None else maps.gids),
    ):
        holder = Holder(examined.user, examined.uid, own, here, examined.maps_ids, examined.privileged)
        yield judged(path, holder, ranges, examined.subordinate.unread.get(path))
    yield from _own_ids(examined)
    yield from _in_force(examined)


def of_user(ranges: Sequence[SubordinateRange], user: str, uid: int) -> tuple[SubordinateRange, ...]:
    """Those of a user: both files name them by name or by uid."""
    return tuple(each for each in ranges if each.owner in (user, str(uid)))


def judged(path: str, holder: Holder, ranges: Sequence[SubordinateRange], unread: str | None) -> Check:
    """By the file's ranges; `unread` is why it could not be read."""
    name, user = path.rpartition("/")[2], holder.user
    mine = of_user(ranges, user, holder.uid)
    worst: State = "warning" if holder.maps_ids else "fault"
    spare = free(ranges, holder.own, holder.here)
    if not mine:
        if holder.privileged:
            return Check(name, "ok", f"{path} has no line for {user}, which may map ids without", path)
        fix = _set_aside(path, holder, spare)
        if holder.maps_ids:
            words = f"{path} has no line for {user}, which may map ids without: engines look for one where CAP_SYS_ADMIN is lacking"
            return Check(name, worst, words, path, fix)
        why = f"{path} cannot be read ({unread})" if unread else f"{path} has no line for {user}"
        return Check(name, worst, f"{why}: most images do not unpack", path, fix)
    words = ", ".join(_words(each) for each in mine)
    if any(holder.own in each for each in mine):
        text = f"the ids of {user} ({words}) contain its own, {holder.own}: it would be mapped twice, and newuidmap fails with EINVAL"
        return Check(name, worst, text, path, _moved("choose a range without it", path, holder, mine, spare))
    if holder.here and not all(_exists(each, holder.here) for each in mine):
        text = f"the ids of {user} ({words}) are not all mapped in this user namespace: newuidmap fails with EPERM"
        return Check(name, worst, text, f"{path}, /proc/self/{name[3:]}_map", _moved("choose a range that is", path, holder, mine, spare))
    for other in ranges:
        if other not in mine and any(_overlap(other, each) for each in mine):
            text = f"the ids of {user} ({words}) overlap with those of {other.owner}: each can act as the other's users"
            return Check(name, "warning", text, path, _moved("give each user a range of its own", path, holder, mine, spare))
    total = sum(each.count for each in mine)
    if total + 1 < ENOUGH:  # the own id is mapped besides
        short = f"{user} has {total} ids set aside ({words}): images use {ENOUGH}"
        return Check(name, "warning", short, path, _set_aside(path, holder, spare))
    return Check(name, "ok", f"{user} has {total} ids set aside: {words}", path)


def free(ranges: Sequence[SubordinateRange], own: int, here: Sequence[IdMapRow]) -> SubordinateRange | None:
    """A range behind all that are set aside for anyone: ENOUGH ids, as useradd(8) would choose them.

    In a user namespace that does not have those, what is left of its largest range behind the own id; None where nothing is.
    """
    behind = max((each.first + each.count for each in ranges), default=LEAST)
    usual = SubordinateRange("", max(LEAST, LEAST - (LEAST - behind) // ENOUGH * ENOUGH), ENOUGH)
    if not here or _exists(usual, here):
        return usual
    row = max(here, key=lambda each: each.count)
    end = row.inside + row.count
    first = max(row.inside, own + 1, *(each.first + each.count for each in ranges if row.inside <= each.first < end))
    return SubordinateRange("", first, end - first) if first < end else None


def _exists(each: SubordinateRange, here: Sequence[IdMapRow]) -> bool:
    """Whether the map has the whole range, in one row or in rows that adjoin each other."""
    first, end = each.first, each.first + each.count
    for row in sorted(here, key=lambda row: row.inside):
        if row.inside <= first < row.inside + row.count:
            first = row.inside + row.count
    return first >= end


def _set_aside(path: str, holder: Holder, spare: SubordinateRange | None) -> tuple[Fix, ...]:
    if spare is None:
        return ()
    if holder.user == str(holder.uid):  # usermod(8) knows users of the user database alone
        return (Fix("as root, set some aside", f"echo {holder.uid}:{spare.first}:{spare.count} >> {path}"),)
    return (Fix("as root, set some aside", f"usermod --add-{path[-6:]}s {_words(spare)} {holder.user}"),)


def _moved(why: str, path: str, holder: Holder, mine: Sequence[SubordinateRange], spare: SubordinateRange | None) -> tuple[Fix, ...]:
    if spare is None:
        return ()
    kind = path[-6:]
    gone = " ".join(f"--del-{kind}s {_words(each)}" for each in mine)
    after = "files made with the old ids keep them"
    if any(each.owner != holder.user for each in mine):  # by number: usermod(8) takes names
        line = f"{holder.uid}:{spare.first}:{spare.count}"
        return (Fix(f"as root, {why} in {path}: {after}", f"sed -i 's/^{holder.uid}:.*/{line}/' {path}"),)
    return (Fix(f"as root, {why}: {after}", f"usermod {gone} --add-{kind}s {_words(spare)} {holder.user}"),)


def _words(each: SubordinateRange) -> str:
    return f"{each.first}-{each.first + each.count - 1}"


def _overlap(a: SubordinateRange, b: SubordinateRange) -> bool:
    return a.first < b.first + b.count and b.first < a.first + a.count


def expected(ranges: Sequence[SubordinateRange], own: int) -> tuple[IdMapRow, ...]:
    """The map that engines make of them: 0 is the user itself, the others follow from 1 on."""
    rows = [IdMapRow(0, own, 1)]
    for each in ranges:
        rows.append(IdMapRow(rows[-1].inside + rows[-1].count, each.first, each.count))
    return tuple(rows)


def _own_ids(examined: Examined) -> Iterator[Check]:
    own = examined.snapshot.id_maps.get(examined.snapshot.viewer.user_namespace or "")
    if own is not None:
        yield mapped(sum(row.count for row in own.uids))


def mapped(count: int) -> Check:
    """By how many ids the user namespace has that we are in: no more can be mapped into one below it."""
    source = "/proc/self/uid_map"
    fix = (
        Fix(
            "leave it, and enter one with more ids mapped, as `podman unshare` and `unshare --map-auto` make it",
            "unshare --map-auto --map-root-user --mount sh",
        ),
    )
    if count == 1:
        return Check("mapped-ids", "fault", "this user namespace has a single id, and so have all below it", source, fix)
    if count < ENOUGH:
        return Check(
            "mapped-ids", "warning", f"this user namespace has {count} ids, and none below it more: images use {ENOUGH}", source, fix
        )
    return Check("mapped-ids", "ok", f"this user namespace has {count} ids", source)


def _in_force(examined: Examined) -> Iterator[Check]:
    """A change of the files counts for user namespaces that are made later: podman keeps one until `podman system migrate`."""
    snapshot = examined.snapshot
    wanted = expected(of_user(examined.subordinate.uids, examined.user, examined.uid), examined.uid)
    kept: dict[bool, int] = {}
    for identifier, id_map in snapshot.id_maps.items():
        namespace = snapshot.namespace(identifier)
        leader = None if namespace is None else snapshot.processes.get(namespace.leader or 0)
        if leader is not None and leader.uid == examined.uid and leader.command in PAUSES and identifier != snapshot.own.get("user"):
            kept[id_map.uids == wanted] = leader.pid
    if False in kept:
        words = f"/etc/subuid was changed since podman made the user namespace that it keeps (process {kept[False]})"
        fix = (Fix("have podman make a new one: it ends this user's containers", "podman system migrate"),)
        yield Check("subordinate-ids-in-force", "warning", words, f"/proc/{kept[False]}/uid_map", fix)
    elif kept:
        words = "what /etc/subuid says is in force in the user namespace that podman keeps"
        yield Check("subordinate-ids-in-force", "ok", words, f"/proc/{kept[True]}/uid_map")
