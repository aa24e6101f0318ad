"""The question in the terms that the verdicts are decided by: the mount in A, what it is mounted on, and the name that it has in B."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nsexplorer.explain.places import inside, path_of, shows
from nsexplorer.explain.propagation import PeerIndex
from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.origin import change_of_unit, unit_lines_about
from nsexplorer.explain.why.side import Side
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Step

NOTHING_DIFFERS = ("same-namespace", "same-view", "unknown")
"""The verdicts that leave nothing to mend."""


@dataclass(frozen=True)
class Question:
    """Why B does not see at `path_in` what A sees at `path`; both without symbolic links as far as that is known.

    `path_in` is the same path until it is known that B has another name for it; it was `stated` where someone gave it, or where it was
    found by its place; `renamed` where it is one that B turned out to have for it, and no further one is looked for. `level` counts the
    mounts below that of the first question that this one is about. `looked`: A's walk and B's were made, and neither had to stop for want
    of permission. `supposed`: B is not as it is but as it would be once something is mended. `elsewhere` is B as it looks at the other
    name it may have for the path.
    """

    snapshot: Snapshot
    peers: PeerIndex
    a: Side
    b: Side
    path: str
    path_in: str
    stated: bool
    looked: bool
    renamed: bool = False
    level: int = 0
    supposed: bool = False
    elsewhere: Side | None = None

    @cached_property
    def mount(self) -> Mount | None:
        """The mount that the path lies on in A."""
        step = next((step for step in self.a.walk.steps[::-1] if step.path == self.path), None) if self.a.walk else None
        return self.a.by_id.get(step.mount) if step is not None and step.mount in self.a.by_id else self.a.at(self.path)

    @cached_property
    def parent(self) -> Mount | None:
        """What that mount is mounted on in A; None where it is A's root."""
        return None if self.mount is None else self.a.parent(self.mount)

    @cached_property
    def place(self) -> str:
        """The path inside the file system of A's mount."""
        return "/" if self.mount is None else inside(self.mount, self.path)

    @cached_property
    def mounted_on(self) -> str:
        """The directory that A's mount is mounted on, by its path inside the file system of `parent`."""
        return "/" if self.mount is None or self.parent is None else inside(self.parent, self.mount.target)

    @cached_property
    def same_root(self) -> bool:
        """Whether both sides start at the same directory, as far as can be told."""
        ours, theirs = self.a.walk, self.b.walk
        if ours is not None and theirs is not None and ours.root is not None and theirs.root is not None:
            return same_file(ours.root, theirs.root)
        a, b = self.a.root, self.b.root
        return a is not None and b is not None and (a.device, a.root) == (b.device, b.root)

    @cached_property
    def there(self) -> Mount | None:
        """The mount that B has at `path_in`."""
        end = self.b.walk.end if self.b.walk is not None else None
        return self.b.by_id[end.mount] if end is not None and end.mount in self.b.by_id else self.b.at(self.path_in)

    @cached_property
    def same(self) -> bool:
        """Whether both see the same file: by the walks, else by its place."""
        if self.a.walk is not None and self.b.walk is not None and self.looked:
            return same_file(self.a.walk.end, self.b.walk.end)
        return self.same_place

    @cached_property
    def same_place(self) -> bool:
        """Whether by the tables alone both paths lead to the same place of the same file system."""
        if self.mount is None or (there := self.b.at(self.path_in)) is None or there.device != self.mount.device:
            return False
        return inside(there, self.path_in) == self.place

    @cached_property
    def name(self) -> str | None:
        """The name in B of what A's mount is mounted on; None where `path_in` does not tell."""
        if self.mount is None:
            return None
        below = self.path.removeprefix(self.mount.target).strip("/")
        if not self.stated or not below:
            return self.mount.target if not self.stated else self.path_in
        return self.path_in.removesuffix("/" + below) or "/" if self.path_in.endswith("/" + below) else None

    @cached_property
    def copies(self) -> list[Mount]:
        """The mounts of B that have the place of the path under `path_in`, be they covered."""
        if self.mount is None:
            return []
        return [each for each in self.b.mounts if each.device == self.mount.device and path_of(each, self.place) == self.path_in]

    @cached_property
    def receiver(self) -> Mount | None:
        """The mount of B that shows, under its name, the directory that A's mount is mounted on; a visible one first."""
        if self.name is None or self.parent is None:
            return None
        visible = self.b.below(self.name)
        if visible is not None and self._shows_mount_point(visible):
            return visible
        return next((each for each in self.b.mounts[::-1] if self._shows_mount_point(each)), None)

    @property
    def receiver_visible(self) -> bool:
        """Whether the way to its name leads to the receiver."""
        return self.receiver is not None and self.name is not None and self.b.below(self.name) is self.receiver

    def _shows_mount_point(self, mount: Mount) -> bool:
        parent = self.parent
        return parent is not None and mount.device == parent.device and path_of(mount, self.mounted_on) == self.name

    def cover_of(self, mount: Mount, path: str) -> Mount | None:
        """The first mount on B's way to `path` that does not carry this one; None where the way leads to it and no further."""
        carriers = {each.id for each in self.b.carriers(mount)}
        return next((each for each in self.b.way(path) if each.id not in carriers), None)

    def without(self, cover: Mount) -> Question:
        """The same question once that mount of B's is gone."""
        return replace(self, b=self.b.without(cover), supposed=True, elsewhere=None)

    def level_up(self, path_in: str | None) -> Question | None:
        """The question about what A's mount is mounted on: why B does not have that."""
        if self.mount is None or self.parent is None:
            return None
        target = self.parent.target
        return replace(
            self,
            a=self.a.without(self.mount),  # it may lie on its parent's own mount point
            b=self.b.seen_at(None),
            path=target,
            path_in=path_in if path_in is not None else target,
            level=self.level + 1,
            stated=self.stated if path_in is None else True,
            supposed=True,
            elsewhere=None,
        )

    def found(
        self,
        verdict: str,
        sentence: str,
        evidence: Iterable[Evidence] = (),
        fix: Iterable[Fix] = (),
        *,
        certain: bool = True,
        alternatives: Sequence[Alternative] = (),
        cause: Why | None = None,
        then: Why | None = None,
        path_in: str | None = None,
    ) -> Why:
        """The answer with this verdict. It is `certain` only where nobody had to guess what a walk would have found."""
        unseen = () if self.looked or self.supposed else tuple(self._unseen(verdict))
        others = {each.verdict: each for each in (*alternatives, *unseen) if each.verdict != verdict}
        sure = certain and self.looked and not alternatives
        name = path_in if path_in is not None else self.path_in
        made_by = unit_lines_about(self.snapshot, self.b, name) if verdict not in NOTHING_DIFFERS else []
        mend = [*fix, *(change_of_unit(self.snapshot, self.b) if made_by else ())]
        return Why(
            verdict,
            "certain" if sure else "likely",
            self.path,
            name or None,
            self.a.target,
            self.b.target,
            Answer(sentence if sure else f"Likely: {sentence}", tuple(dict.fromkeys((*evidence, *made_by))), tuple(dict.fromkeys(mend))),
            tuple(others.values()),
            cause,
            then,
        )

    def _unseen(self, verdict: str) -> Iterable[Alternative]:
        """What only a walk could tell, and the tables do not rule out."""
        reason = "only a walk of the path on both sides could tell, and that was not possible"
        yield Alternative("symlink-differs", reason)
        users = {side.target.namespaces.get("user") for side in (self.a, self.b)}
        if len(users) > 1 or None in users:
            yield Alternative("uid-unmapped", reason)
        seen = self.a.walk is not None and self.a.walk.end is not None
        if self.mount is not None and self.mount.target != self.path and not seen:
            for absent in ("path-absent-in-both", "absent-in-a", "detached-in-a"):
                yield Alternative(absent, reason)


def same_file(one: Step | None, other: Step | None) -> bool:
    """Whether two walks came to the same file of the same file system."""
    return one is not None and other is not None and (one.device, one.inode) == (other.device, other.inode)


def alike(one: Mount, other: Mount) -> bool:
    """Whether two mounts show the same directory of the same file system."""
    return one.device == other.device and one.root == other.root


def showing(mounts: Iterable[Mount], device: str, place: str) -> list[tuple[Mount, str]]:
    """The mounts that show a place of a file system, each with the name that it has below it."""
    found = ((each, path_of(each, place)) for each in mounts if each.device == device and shows(each, place))
    return [(mount, path) for mount, path in found if path is not None]
