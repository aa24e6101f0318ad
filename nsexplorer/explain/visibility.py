"""Which mounts of a table can be reached at their own path, and what hides the others.

The answer always holds for a stated viewpoint, because the kernel starts an absolute lookup at the root directory of whoever asks
(path_resolution(7)). A process keeps the root it has when something is mounted over it; someone who joins with setns(2) is put on top
of whatever lies on "/" (fs/namespace.c, mntns_install).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from nsexplorer.model.mount import Mount

ViewpointKind = Literal["process", "entrant"]
Rule = Literal["overmounted", "covered", "outside-root"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why a mount cannot be reached at its own path.

    `overmounted`: `mount` lies directly on it, on the same mount point. `covered`: `mount` lies on a directory above it, or on its parent.
    `outside-root`: it is not below the root directory, which is on `mount` (None: not known which).
    """

    mount: int | None
    rule: Rule


def visibility(mounts: Sequence[Mount], viewpoint: ViewpointKind) -> Mapping[int, Hidden | None]:
    """For each mount id of one table: None where it is visible, else what hides it.

    For `process` the table is one as read through it, for `entrant` the whole table of the namespace. Any table has an answer: without
    a row for "/", with several roots, with parents that are missing or go round in circles. Linear but for sorting siblings.

    A mount on a process's own root directory counts as outside it: no path that starts at "/" leads there. ("/.." does, since the
    kernel follows mounts after "..": fs/namei.c, handle_dots.)
    """
    tree = _grow(mounts)
    root = _root(tree)
    outside = Hidden(root.carrier, "outside-root")
    verdicts: dict[int, Hidden | None] = {}
    pending: list[_Step] = []

    def settle(steps: Iterable[_Step]) -> None:
        for step in steps:
            if step[0].id in tree.children:
                pending.append(step)
            else:
                verdicts[step[0].id] = step[1]

    if root.mount is not None:
        settle([(root.mount, None, None)])
    elif viewpoint == "entrant":
        settle(_siblings(tree.tops))
    else:
        on_root, below = _split(tree.tops, "/")
        settle((mount, outside, outside) for mount in on_root)
        settle(_siblings(below))

    while pending:
        mount, hidden, cover = pending.pop()
        if mount.id in verdicts:  # an id that stands in the table twice
            continue
        verdicts[mount.id] = hidden
        on_it, below = _split(tree.children[mount.id], mount.target)
        if cover is outside:
            settle((child, outside, outside) for child in (*on_it, *below))
        elif on_it and mount is root.mount and viewpoint == "process":
            settle((child, outside, outside) for child in on_it)
            settle(_siblings(below))
        elif on_it:
            verdicts[mount.id] = Hidden(on_it[-1].id, "overmounted")
            settle(_stacked(on_it, cover))
            covered = Hidden(on_it[-1].id, "covered")
            settle((child, covered, covered) for child in below)
        elif cover is not None:
            settle((child, cover, cover) for child in below)
        else:
            settle(_siblings(below))

    return {mount.id: verdicts.get(mount.id, outside) for mount in mounts}


def lookup(mounts: Sequence[Mount], path: str, viewpoint: ViewpointKind) -> Mount | None:
    """The mount that an absolute path without symbolic links lies on, by the table alone.

    None where that is the mount that carries the root directory of a chrooted process, which its table does not show.
    """
    passed = Ways(mounts, viewpoint).to(path)
    return passed[-1] if passed else None


class Ways:
    """The ways through one mount table from one viewpoint: read once, for any number of paths."""

    def __init__(self, mounts: Sequence[Mount], viewpoint: ViewpointKind) -> None:
        tree = _grow(mounts)
        self._viewpoint = viewpoint
        self._root = _root(tree).mount
        self._on_top: dict[tuple[int | None, str], Mount] = {}
        for mount in tree.tops if self._root is None else ():
            self._on_top[None, mount.target] = mount
        for children in tree.children.values():
            for mount in children:
                self._on_top[mount.parent, mount.target] = mount

    def to(self, path: str) -> list[Mount]:
        """All mounts that an absolute path without symbolic links passes, by the table alone: the root's first, of a stack each one.

        The first is missing where the root directory of a chrooted process is on a mount that its table does not show.
        """
        passed = [] if self._root is None else [self._root]
        for prefix in _prefixes(path):
            if prefix == "/" and self._viewpoint == "process":
                continue
            seen = set()
            while (above := self._on_top.get((passed[-1].id if passed else None, prefix))) is not None and above.id not in seen:
                seen.add(above.id)
                passed.append(above)
        return passed


def carrier_of_root(mounts: Sequence[Mount]) -> int | None:
    """The id of the mount that a process's root directory is on, by the table read through that process; None where the table is empty."""
    return _root(_grow(mounts)).carrier


_Step = tuple[Mount, Hidden | None, Hidden | None]
"""A mount, what hides it unless something lies directly on it, and what covers everything below it."""


class _Tree(NamedTuple):
    children: Mapping[int, list[Mount]]
    tops: list[Mount]  # mounts whose parent is not in the table, or is themselves


class _Root(NamedTuple):
    mount: Mount | None  # None: the root directory is a plain one, on a mount that is not in the table
    carrier: int | None


def _grow(mounts: Sequence[Mount]) -> _Tree:
    known = {mount.id for mount in mounts}
    children: dict[int, list[Mount]] = {}
    tops: list[Mount] = []
    for mount in mounts:
        parent = mount.parent
        if parent not in known or parent == mount.id:
            tops.append(mount)
        elif parent in children:
            children[parent].append(mount)
        else:
            children[parent] = [mount]
    return _Tree(children, tops)


def _root(tree: _Tree) -> _Root:
    on_root, below = _split(tree.tops, "/")
    if not on_root:
        return _Root(None, below[0].parent if below else None)
    lowest = on_root[0]
    # A process chrooted into a plain directory of mount P has no row for P. What is mounted on that directory shows as "/" all the
    # same; the mounts beside it give it away: they have the same missing parent, and nothing beside the root mount could be seen.
    if any(mount.parent == lowest.parent for mount in below):
        return _Root(None, lowest.parent)
    return _Root(lowest, lowest.id)


def _split(mounts: Sequence[Mount], target: str) -> tuple[list[Mount], list[Mount]]:
    """Those at `target` itself, and the others."""
    at_target = [mount for mount in mounts if mount.target == target]
    return at_target, [mount for mount in mounts if mount.target != target] if at_target else list(mounts)


def _stacked(mounts: Sequence[Mount], cover: Hidden | None) -> Iterator[_Step]:
    """Mounts with one parent on one mount point: the kernel leaves one such, and where a table shows more, the last one is found."""
    top = mounts[-1]
    yield top, cover, cover
    for mount in mounts[:-1]:
        yield mount, Hidden(top.id, "overmounted"), Hidden(top.id, "covered")


def _siblings(mounts: Sequence[Mount]) -> Iterator[_Step]:
    """Children of one mount, none of them on that mount's own root: one whose target lies below another's is covered by it.

    Which was mounted first makes no difference: a mount made under a sibling would have that sibling as its parent.
    """
    if len(mounts) == 1:
        yield mounts[0], None, None
        return
    top_at = {mount.target: mount for mount in mounts}
    if len(top_at) != len(mounts):
        for mount in mounts:
            top = top_at[mount.target]
            if mount is not top:
                yield mount, Hidden(top.id, "overmounted"), Hidden(top.id, "covered")
    # With NUL, which no path contains, for "/" everything below a directory comes right after it ("/a/b" before "/a-b").
    cover: Hidden | None = None
    covered = "\0"
    for mount in sorted(top_at.values(), key=_directory_order):
        target = mount.target
        if target.startswith(covered):
            yield mount, cover, cover
        else:
            yield mount, None, None
            covered = target if target == "/" else target + "/"
            cover = Hidden(mount.id, "covered")


def _directory_order(mount: Mount) -> str:
    return mount.target.replace("/", "\0")


def _prefixes(path: str) -> Iterator[str]:
    """The directories on the way to a path, itself last: "/", "/a", "/a/b" for "/a/b"."""
    yield "/"
    prefix = ""
    for name in filter(None, path.split("/")):
        prefix += "/" + name
        yield prefix
