"""Which ids are mapped into a session: the four ways of `--map`."""

import os
import pwd
import re
from collections.abc import Sequence

from nsexplorer.discovery.subordinate_ids import subordinate_ids
from nsexplorer.linux import procfs
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.sessions.errors import WrongPlan
from nsexplorer.sessions.plan import IdMapping, Rows

CAP_SETGID, CAP_SETUID = 6, 7
PROGRAMS = {"uid": "newuidmap", "gid": "newgidmap"}
FILES = {"uid": "/etc/subuid", "gid": "/etc/subgid"}
DIRECTORIES = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
RANGE = re.compile(r"(?:(uid|gid):)?(\d{1,10}):(\d{1,10}):(\d{1,10})", re.ASCII)
HIGHEST = 1 << 32


def mappings(way: str) -> tuple[IdMapping, IdMapping, bool]:
    """The maps of uids and of gids, and whether one is root inside.

    `auto`: our own id is 0, and every subordinate range follows from 1 on, as with `buildah unshare`. `root`: our own id alone, as 0.
    `keep-id`: our own id stays what it is, subordinate ids are around it. Else ranges INSIDE:OUTSIDE:COUNT with commas between them, for
    both, or with `uid:` or `gid:` before for one. Raises WrongPlan.
    """
    if way in ("auto", "keep-id", "root"):
        uid, gid = (_mapping(kind, way) for kind in ("uid", "gid"))
        return uid, gid, way != "keep-id"
    rows = _stated(way)
    uid, gid = (_with_program(kind, rows[kind]) for kind in ("uid", "gid"))
    return uid, gid, any(inside == 0 for inside, _, _ in uid.rows)


def _mapping(kind: str, way: str) -> IdMapping:
    own = _own(kind)
    if way == "root":
        return IdMapping(((0, own, 1),), (0, own, 1), None)
    inside = own if way == "keep-id" else 0
    ranges, lacking = _ranges(kind)
    if not ranges and _privileged(kind):
        same = tuple((first, first, count) for first, _, count in procfs.id_map(os.getpid(), f"{kind}_map"))
        return IdMapping(same, (inside, own, 1), None)
    rows = _around(own, ranges) if way == "keep-id" else _behind(own, ranges)
    return _with_program(kind, rows, (inside, own, 1), lacking)


def _with_program(kind: str, rows: Rows, own: tuple[int, int, int] | None = None, lacking: str | None = None) -> IdMapping:
    """The mapping by those rows, where they can be written; else our own id alone, with the reason."""
    own = own or (0, _own(kind), 1)
    if _privileged(kind) or rows == (own,):
        return IdMapping(rows, own, None, lacking)
    program = _find(PROGRAMS[kind])
    if program is None:
        return IdMapping((own,), own, None, f"{PROGRAMS[kind]} is not installed")
    return IdMapping(rows, own, program, lacking)


def _behind(own: int, ranges: Rows) -> Rows:
    """Our own id as 0, then the ranges one after the other."""
    rows, following = [(0, own, 1)], 1
    for _, first, count in ranges:
        rows.append((following, first, count))
        following += count
    return tuple(rows)


def _around(own: int, ranges: Rows) -> Rows:
    """Our own id as itself, the ranges one after the other on what is left below and above it."""
    rows, following = [(own, own, 1)], 0
    for _, first, count in ranges:
        below = min(count, max(0, own - following))
        if below:
            rows.append((following, first, below))
            following += below
        if following == own:
            following += 1
        if count > below:
            rows.append((following, first + below, count - below))
            following += count - below
    return tuple(sorted(rows))


def _ranges(kind: str) -> tuple[Rows, str | None]:
    """The subordinate ranges of this user, and why there are none. Both files name a user by name or uid (subuid(5), subgid(5)).

    In a user namespace that is not the initial one they are not meant for us where we may map all that there is.
    """
    if _privileged(kind) and os.readlink("/proc/self/ns/user") != INITIAL_USER_NAMESPACE:
        return (), None
    known = subordinate_ids()
    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    found = [each for each in (known.uids if kind == "uid" else known.gids) if each.owner in (user, str(uid)) and each.count]
    if found or _privileged(kind):
        return tuple((0, each.first, each.count) for each in found), None
    unread = known.unread.get(FILES[kind])
    return (), f"{FILES[kind]} cannot be read ({unread})" if unread else f"{FILES[kind]} has no line for {user}"


def _stated(text: str) -> dict[str, Rows]:
    rows: dict[str, list[tuple[int, int, int]]] = {"uid": [], "gid": []}
    for part in text.split(","):
        found = RANGE.fullmatch(part)
        if found is None:
            raise WrongPlan(f"--map {text}", f"{part!r} is no range", "write auto, root, keep-id, or INSIDE:OUTSIDE:COUNT[,...]")
        inside, outside, count = (int(number) for number in found.groups()[1:])
        if not count or inside + count > HIGHEST or outside + count > HIGHEST:
            raise WrongPlan(f"--map {text}", f"{part!r} does not fit in 32 bits, or is empty")
        for kind in ("uid", "gid") if found[1] is None else (found[1],):
            rows[kind].append((inside, outside, count))
    for kind, each in rows.items():
        if not each:
            raise WrongPlan(f"--map {text}", f"it maps no {kind}", f"add {kind}:INSIDE:OUTSIDE:COUNT")
    return {kind: tuple(each) for kind, each in rows.items()}


def _own(kind: str) -> int:
    return os.geteuid() if kind == "uid" else os.getegid()


def _privileged(kind: str) -> bool:
    """Whether we may map any id of our own user namespace."""
    effective = procfs.parse_status(procfs.read(b"/proc/self/status")).effective
    return bool(effective >> (CAP_SETUID if kind == "uid" else CAP_SETGID) & 1)


def _find(program: str) -> str | None:
    """Where a program is: in PATH, else where such programs are."""
    path: Sequence[str] = [each for each in os.environ.get("PATH", "").split(":") if each.startswith("/")]
    candidates = (os.path.join(place, program) for place in (*path, *DIRECTORIES))
    return next((each for each in candidates if os.access(each, os.X_OK)), None)
