"""Places: a path inside a file system, which mounts of it in any namespace have in common whatever they call it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nsexplorer.explain.visibility import Ways
from nsexplorer.model.mount import Mount


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


def visible_paths(mounts: Iterable[Mount], spot: Spot) -> Iterator[tuple[str, Mount]]:
    """Under which paths an entrant of the namespace with these mounts finds a place, with the mount that each lies on."""
    ways: Ways | None = None
    table = tuple(mounts)
    for mount in table:
        path = path_of(mount, spot.inside) if mount.device == spot.mount.device else None
        if path is not None:
            ways = ways or Ways(table, "entrant")
            if ways.to(path)[-1:] == [mount]:
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
