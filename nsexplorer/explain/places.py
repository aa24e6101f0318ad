"""Places: a path inside a file system, which mounts of it in any namespace have in common whatever they call it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nsexplorer.explain.mounts import table_seen_from
from nsexplorer.explain.viewpoint import Viewpoint
from nsexplorer.explain.visibility import carrier_of_root, lookup
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot


class Spot(NamedTuple):
    """A path inside the file system of a mount: below its `root`, or that itself."""

    mount: Mount
    inside: str


def inside(mount: Mount, path: str) -> str:
    """The path inside the file system that a path on this mount leads to; both paths as the mount's table has them."""
    return _joined(mount.root, _below(mount.target, path) or "")


def shows(mount: Mount, inside: str) -> bool:
    """Whether the mount's root is that path inside its file system, or a directory above."""
    return _below(mount.root, inside) is not None


def path_of(mount: Mount, inside: str) -> str | None:
    """Where the mount has that path inside its file system, in its own table's words; None where it does not show it."""
    below = _below(mount.root, inside)
    return None if below is None else _joined(mount.target, below)


def locate(snapshot: Snapshot, viewpoint: Viewpoint, namespace: str, path: str) -> Spot | None:
    """The mount that an absolute path without symbolic links lies on, and the path inside it.

    For a process whose root directory is a plain one, that may be a mount which only the whole table of its namespace shows; None where
    that was not read. Raises TableUnreadable where the snapshot has no table for the viewpoint.
    """
    own = table_seen_from(snapshot, viewpoint, namespace)
    mount = lookup(own.mounts, path, viewpoint.kind)
    if mount is not None:
        return Spot(mount, inside(mount, path))
    whole = snapshot.tables_of(namespace)[0]
    if own.root is None or whole.root != "/":
        return None
    carrier = carrier_of_root(own.mounts)
    known = {each.id: each for each in whole.mounts}
    mount = known.get(carrier) if carrier is not None else lookup(whole.mounts, own.root, "entrant")
    return None if mount is None else Spot(mount, inside(mount, _joined(own.root, path)))


def spot_in_whole(snapshot: Snapshot, namespace: str, spot: Spot) -> Spot:
    """The same spot with the mount as the table has it that shows most of the namespace: its `target` is seen from there."""
    tables = snapshot.tables_of(namespace)
    found = next((mount for mount in tables[0].mounts if mount.id == spot.mount.id), None) if tables else None
    return spot if found is None else Spot(found, spot.inside)


def visible_paths(mounts: Iterable[Mount], spot: Spot) -> Iterator[tuple[str, Mount]]:
    """Under which paths an entrant of the namespace with these mounts finds a place, with the mount that each lies on."""
    table = list(mounts)
    for mount in table:
        path = path_of(mount, spot.inside) if mount.device == spot.mount.device else None
        if path is not None and lookup(table, path, "entrant") is mount:
            yield path, mount


def _below(directory: str, path: str) -> str | None:
    """The rest of a path below a directory, with its slash, "" for the directory itself; None where it lies elsewhere."""
    if directory == "/":
        return "" if path == "/" else path
    if path == directory:
        return ""
    return path.removeprefix(directory) if path.startswith(directory + "/") else None


def _joined(directory: str, below: str) -> str:
    """A directory and a rest that `_below` gave, or an absolute path to stand below it."""
    if below in ("", "/"):
        return directory
    return below if directory == "/" else directory + below
