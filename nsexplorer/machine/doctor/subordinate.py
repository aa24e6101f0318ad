"""Ids that are set aside for this user: whether there are any, enough, for this user alone, and in force."""

from collections.abc import Iterator, Sequence

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


def checks(examined: Examined) -> Iterator[Check]:
    """`subuid`, `subgid`, `mapped-ids`, `subordinate-ids-in-force`."""
    for path, own, ranges in (
        ("/etc/subuid", examined.uid, examined.subordinate.uids),
        ("/etc/subgid", examined.gid, examined.subordinate.gids),
    ):
        unread = examined.subordinate.unread.get(path)
        yield judged(path, examined.user, examined.uid, own, ranges, unread, examined.maps_ids, examined.privileged)
    yield from _own_ids(examined)
    yield from _in_force(examined)


def of_user(ranges: Sequence[SubordinateRange], user: str, uid: int) -> tuple[SubordinateRange, ...]:
    """Those of a user: both files name them by name or by uid."""
    return tuple(each for each in ranges if each.owner in (user, str(uid)))


def judged(
    path: str, user: str, uid: int, own: int, ranges: Sequence[SubordinateRange], unread: str | None, maps_ids: bool, privileged: bool
) -> Check:
    """By the file's ranges; `own` is the id that must not be in them, since it is mapped itself.

    Who `maps_ids` by a capability needs none of them; but engines look for them where there is no CAP_SYS_ADMIN (not `privileged`).
    """
    name = path.rpartition("/")[2]
    mine = of_user(ranges, user, uid)
    worst: State = "warning" if maps_ids else "fault"
    if not mine:
        if privileged:
            return Check(name, "ok", f"{path} has no line for {user}, which may map ids without", path)
        fix = (_set_aside(path, user, uid, ranges),)
        if maps_ids:
            words = f"{path} has no line for {user}, which may map ids without: engines look for one where CAP_SYS_ADMIN is lacking"
            return Check(name, worst, words, path, fix)
        why = f"{path} cannot be read ({unread})" if unread else f"{path} has no line for {user}"
        return Check(name, worst, f"{why}: most images do not unpack", path, fix)
    words = ", ".join(_words(each) for each in mine)
    if any(own in each for each in mine):
        text = f"the ids of {user} ({words}) contain its own, {own}: it would be mapped twice, and newuidmap fails with EINVAL"
        return Check(name, worst, text, path, (_moved("choose a range without it", path, user, uid, mine, ranges),))
    for other in ranges:
        if other not in mine and any(_overlap(other, each) for each in mine):
            text = f"the ids of {user} ({words}) overlap with those of {other.owner}: each can act as the other's users"
            return Check(name, "warning", text, path, (_moved("give each user a range of its own", path, user, uid, mine, ranges),))
    total = sum(each.count for each in mine)
    if total < ENOUGH:
        short = f"{user} has {total} ids set aside ({words}): images use {ENOUGH}"
        return Check(name, "warning", short, path, (_set_aside(path, user, uid, ranges),))
    return Check(name, "ok", f"{user} has {total} ids set aside: {words}", path)


def free(ranges: Sequence[SubordinateRange]) -> SubordinateRange:
    """A range of ENOUGH ids behind all that are set aside for anyone, as useradd(8) would choose it."""
    behind = max((each.first + each.count for each in ranges), default=LEAST)
    return SubordinateRange("", max(LEAST, LEAST - (LEAST - behind) // ENOUGH * ENOUGH), ENOUGH)


def _set_aside(path: str, user: str, uid: int, ranges: Sequence[SubordinateRange]) -> Fix:
    first = free(ranges).first
    if user == str(uid):  # usermod(8) knows users of the user database alone
        return Fix("as root, set some aside", f"echo {uid}:{first}:{ENOUGH} >> {path}")
    return Fix("as root, set some aside", f"usermod --add-{path[-6:]}s {_words(free(ranges))} {user}")


def _moved(why: str, path: str, user: str, uid: int, mine: Sequence[SubordinateRange], ranges: Sequence[SubordinateRange]) -> Fix:
    kind = path[-6:]
    gone = " ".join(f"--del-{kind}s {_words(each)}" for each in mine)
    after = "files made with the old ids keep them"
    if any(each.owner != user for each in mine):  # by number: usermod(8) takes names
        return Fix(f"as root, {why} in {path}: {after}", f"sed -i 's/^{uid}:.*/{uid}:{free(ranges).first}:{ENOUGH}/' {path}")
    return Fix(f"as root, {why}: {after}", f"usermod {gone} --add-{kind}s {_words(free(ranges))} {user}")


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
