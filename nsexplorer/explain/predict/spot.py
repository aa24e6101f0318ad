"""Where on which mount something would be mounted or unmounted."""

from typing import NamedTuple

from nsexplorer.explain.errors import PathUnreadable
from nsexplorer.explain.places import Spot, inside
from nsexplorer.explain.why.side import Side


class Found(NamedTuple):
    """`spot` has its mount as the table has it that shows most of the namespace. `missing` says what of the path is not there."""

    spot: Spot
    missing: str | None


def find_spot(side: Side, path: str) -> Found:
    """The spot of an absolute path, by the walk of that side; without one, by the table, as a path without symbolic links.

    Raises PathUnreadable where neither tells which mount carries the path.
    """
    walk = side.walk
    missing = None
    mount = None
    if walk is not None and walk.steps:
        last = walk.steps[-1]
        path, mount = last.path, side.by_id.get(last.mount)
        missing = None if walk.error is None else f"{walk.failed} leads nowhere ({walk.error})"
    mount = mount or side.at(path)
    if mount is None:
        raise PathUnreadable(path, "which mount carries it there could not be read")
    within = inside(mount, path)
    whole = next((each for each in side.whole or () if each.id == mount.id), mount)
    return Found(Spot(whole, within), missing)
