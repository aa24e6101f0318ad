"""The answer of `predict PATH`: what a target gets at a path, and whether it may write there.

The table tells which mount it is and whether that is read-only; who owns what is there and who may write takes an exact walk of the path.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from os.path import normpath
from typing import Literal, NamedTuple

from nsexplorer.explain.id_maps import OVERFLOW, shown, to_viewer, up
from nsexplorer.explain.mounts import MountRow, mounts
from nsexplorer.explain.places import Spot, inside, visible_paths
from nsexplorer.explain.predict.permission import SEARCH, WRITE, Judgement, judge
from nsexplorer.explain.predict.refusing import by_file_system
from nsexplorer.explain.predict.writer import Unidentified, Writer, writer_of
from nsexplorer.explain.targets import Target
from nsexplorer.explain.viewpoint import Viewpoint
from nsexplorer.explain.why.side import Side, side_of
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Step, Trail, Walk

ReadOnly = Literal["mount", "superblock"]
ABSENT = frozenset({"ENOENT", "ENOTDIR", "ELOOP"})


class Owner(NamedTuple):
    """As the target sees them: 65534 where its user namespace has no number for them."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class PathPrediction:
    """What `side` gets at `path`. `resolved` is the path without symbolic links, as far as it was walked; `end` what is there.

    `row` is the mount that it lies on, None where that is on none that the table shows. `host_path` is where the host has the same bytes.
    `exists`, `owner` and `may_write` are None where it cannot be told; `unreadable` says why, by name. `writer` is who would write, and
    `reasons` say why `may_write` is not True.
    """

    side: Side
    path: str
    resolved: str
    row: MountRow | None
    host_path: str | None
    exists: bool | None
    end: Step | None
    owner: Owner | None
    read_only: ReadOnly | None
    writer: Writer | None
    may_write: bool | None
    reasons: tuple[str, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)


def predict_path(
    snapshot: Snapshot,
    target: Target,
    path: str,
    trail: Trail | None = None,
    not_walked: str = "nobody looked",
    uid: int | None = None,
    groups: Collection[int] | None = None,
) -> PathPrediction:
    """What a target gets at an absolute path, as it sees that, and whether it may write there: as itself, or as `uid` of its own.

    `trail` is an exact walk of the path from the target's root; without it, `not_walked` says why there is none, and the path is taken to
    have no symbolic link in it. `groups` are those of `uid` there, None where nobody knows. Raises TableUnreadable where the snapshot
    lacks the target's table.
    """
    side = side_of(snapshot, target, trail)
    walk = side.walk
    resolved = _resolved(walk, path)
    mount = _mount(side, walk, resolved)
    read_only: ReadOnly | None = None
    if mount is not None:
        read_only = "mount" if mount.read_only else "superblock" if "ro" in mount.super_options else None
    exists = None if walk is None else True if walk.error is None else False if walk.error in ABSENT else None
    end = None if walk is None else walk.end
    owner = None if end is None else _owner(snapshot, target, end)
    unreadable = {}
    if walk is None:
        unreadable = dict.fromkeys(("exists", "owner"), not_walked)
    elif end is not None and owner is None:
        unreadable["owner"] = "the id maps of the target's user namespace could not be read"
    writer = writer_of(snapshot, side.process, uid, groups)
    found = list(_judgements(snapshot, walk, mount, read_only, writer, not_walked))
    may_write = False if any(each.allowed is False for each in found) else None if found else True
    found = [each for each in found if may_write is None or each.allowed is False]
    reasons = tuple(dict.fromkeys(each.reason for each in found))
    if may_write is None:
        unreadable["may_write"] = "; ".join(reasons)
    return PathPrediction(
        side,
        path,
        resolved,
        None if mount is None else _row(snapshot, target, side.viewpoint, mount),
        None if mount is None else _host_path(snapshot, side, mount, resolved),
        exists,
        end,
        owner,
        read_only,
        writer if isinstance(writer, Writer) else None,
        may_write,
        reasons,
        unreadable,
    )


def _resolved(walk: Walk | None, path: str) -> str:
    if walk is None or not walk.steps:
        return "/" + normpath(path).strip("/")
    return walk.steps[-1].path if walk.error is None else walk.failed or walk.steps[-1].path


def _mount(side: Side, walk: Walk | None, resolved: str) -> Mount | None:
    """The mount at the end of the walk; where that ended before, the one of the last directory it came to."""
    if walk is not None and walk.steps:
        found = side.by_id.get(walk.steps[-1].mount)
        if found is not None:
            return found
    return side.at(resolved)


def _row(snapshot: Snapshot, target: Target, viewpoint: Viewpoint, mount: Mount) -> MountRow:
    rows = mounts(snapshot, target, viewpoint).rows
    return next((row for row in rows if row.mount.id == mount.id), MountRow(mount, mount.target, True, None, None, ()))


def _host_path(snapshot: Snapshot, side: Side, mount: Mount, resolved: str) -> str | None:
    """The shortest path under which an entrant of the host's mount namespace finds the same place."""
    tables = snapshot.tables_of(snapshot.host.get("mnt", ""))
    if not tables or mount.deleted_source:
        return None
    found = [path for path, _ in visible_paths(tables[0].mounts, Spot(mount, inside(mount, resolved)))]
    own = side.namespace == snapshot.host.get("mnt") and resolved in found
    return resolved if own else min(found, key=lambda path: (len(path), path), default=None)


def _owner(snapshot: Snapshot, target: Target, end: Step) -> Owner | None:
    maps = to_viewer(snapshot, target.namespaces.get("user", ""))
    return None if maps is None else Owner(shown(up(maps.uids, end.uid)), shown(up(maps.gids, end.gid)))


def _judgements(
    snapshot: Snapshot,
    walk: Walk | None,
    mount: Mount | None,
    read_only: ReadOnly | None,
    writer: Writer | Unidentified,
    not_walked: str,
) -> Iterator[Judgement]:
    """Everything that stands in the way of writing, and every doubt."""
    end = None if walk is None else walk.end
    special = end is not None and not (stat.S_ISREG(end.mode) or stat.S_ISDIR(end.mode))
    if walk is not None and walk.error is not None:
        missing = walk.error in ABSENT
        yield Judgement(
            False if missing else None, f"{walk.failed}: {'it is not there' if missing else 'it could not be looked at'} ({walk.error})"
        )
    if mount is not None and read_only is not None and not special:  # devices, pipes and sockets are written to all the same (fs/namei.c)
        what = "the mount" if read_only == "mount" else "the file system (superblock)"
        yield Judgement(False, f"{what} at {mount.target} is read-only (EROFS)")
    if mount is not None and "nodev" in mount.options and end is not None and (stat.S_ISCHR(end.mode) or stat.S_ISBLK(end.mode)):
        yield Judgement(False, f"it is a device, and the mount at {mount.target} is nodev (EACCES)")
    if isinstance(writer, Unidentified):
        yield Judgement(False if writer.impossible else None, writer.reason)
    elif walk is None:
        yield Judgement(None, f"who owns it was not looked at: {not_walked}")
    else:
        yield from (each for each in _on_the_way(snapshot, walk, mount, writer) if each.allowed is not True)


def _on_the_way(snapshot: Snapshot, walk: Walk, mount: Mount | None, writer: Writer) -> Iterator[Judgement]:
    end = walk.end
    for step in walk.steps if end is None else walk.steps[:-1]:
        if step.directory:
            yield judge(step, SEARCH, writer)
    if end is None:
        return
    if mount is not None and mount.idmapped and OVERFLOW in (end.uid, end.gid):
        # HAS_UNMAPPED_ID (fs/namei.c): nobody writes to what has an owner that the map of the mount does not have.
        yield Judgement(
            None, f"owner {end.uid} and group {end.gid} may be ids that the idmapped mount has no number for; nobody writes there then"
        )
    yield judge(end, WRITE | SEARCH if end.directory else WRITE, writer)
    if mount is not None:
        yield by_file_system(mount, writer, snapshot.id_maps.values())
