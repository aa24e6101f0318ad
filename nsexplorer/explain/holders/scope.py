"""Where the subject of `holders` shows: the mounts of its file systems in all namespaces, and what is built on its devices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nsexplorer.explain.holders.subject import Subject
from nsexplorer.explain.places import inside, path_of, shows
from nsexplorer.explain.propagation import index
from nsexplorer.explain.visibility import Hidden, visibility
from nsexplorer.model.hold import BlockDevice, KernelUses
from nsexplorer.model.mount import DELETED, Mount
from nsexplorer.model.snapshot import Snapshot


class Area(NamedTuple):
    """A part of a file system: what is at or below the path `inside` it. `block` is the block device it is on, where there is one.

    `via` is the same where that is not the subject itself, but leads from it here.
    """

    device: str
    inside: str
    block: BlockDevice | None = None
    via: BlockDevice | None = None


class Part(NamedTuple):
    """A mount that shows something of an area, at `path` of its namespace. `whole`: it shows nothing beside it."""

    namespace: str
    mount: Mount
    path: str
    whole: bool
    area: Area


@dataclass(frozen=True, slots=True)
class Chain:
    """A block device built on another, or a loop device on a file: `block` keeps `below` busy, which is a device's name or a path."""

    block: BlockDevice
    below: str
    within: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class View:
    """All mounts of a mount namespace, each once, by the table that shows most; with what hides them from someone who joins."""

    namespace: str
    mounts: Mapping[int, Mount]
    hidden: Mapping[int, Hidden | None]
    visible: Mapping[str, Mount]

    def containing(self, path: str) -> Mount | None:
        """The mount that a path without symbolic links lies on."""
        while True:
            found = self.visible.get(path)
            if found is not None or path == "/":
                return found
            path = path.rpartition("/")[0] or "/"


@dataclass(frozen=True, slots=True)
class Scope:
    """`parts` by the id of their mount. `together`: the mounts that one umount of the subject takes away, itself among them.

    `chains` are the block devices on the way to other parts, in their order.
    """

    subject: Subject
    views: Mapping[str, View]
    parts: Mapping[int, Part]
    together: frozenset[int]
    chains: tuple[Chain, ...]

    @property
    def known(self) -> frozenset[int]:
        """The ids of all mounts of all namespaces."""
        return frozenset(mount for view in self.views.values() for mount in view.mounts)

    @property
    def devices(self) -> frozenset[str]:
        """The device numbers of the file systems."""
        return frozenset(part.mount.device for part in self.parts.values()) | {self.subject.device or ""} - {""}

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the parts are, whatever the namespace."""
        return tuple(sorted({part.path for part in self.parts.values()}))

    @property
    def nodes(self) -> frozenset[str]:
        """The paths of the nodes of the block devices."""
        blocks = [chain.block for chain in self.chains] + ([self.subject.block] if self.subject.block is not None else [])
        return frozenset(node for block in blocks for node in block.nodes)


def scope_of(snapshot: Snapshot, subject: Subject, uses: KernelUses | None) -> Scope:
    """Everything that shows the subject."""
    views = _views(snapshot)
    areas = [Area(subject.device, subject.inside or "/", subject.block)] if subject.device is not None else []
    parts: dict[int, Part] = {}
    chains: list[Chain] = []
    names: set[str] = set()
    for area in areas:  # grows underway
        found = list(_parts(views, area, alone=subject.kind == "mount" and area.via is None))
        parts.update((part.mount.id, part) for part in found if part.mount.id not in parts)
        for chain in _built_on(uses, area, found):
            if chain.block.name not in names:
                names.add(chain.block.name)
                chains.append(chain)
                areas.append(Area(chain.block.device, "/", chain.block, chain.block))
    return Scope(subject, views, parts, _together(snapshot, subject, views), tuple(chains))


def inside_of(part: Part, path: str) -> bool:
    """Whether a path of the part's namespace, known to be on its mount, lies in the area."""
    return part.whole or path == part.path or path.startswith(part.path.rstrip("/") + "/")


def _views(snapshot: Snapshot) -> Mapping[str, View]:
    views = {}
    for namespace in dict.fromkeys(table.namespace for table in snapshot.tables):
        tables = snapshot.tables_of(namespace)
        mounts = {mount.id: mount for table in reversed(tables) for mount in table.mounts}
        hidden = visibility(tables[0].mounts, "entrant")
        visible = {mount.target: mount for mount in tables[0].mounts if hidden[mount.id] is None}
        views[namespace] = View(namespace, mounts, hidden, visible)
    return views


def _parts(views: Mapping[str, View], area: Area, alone: bool) -> Iterator[Part]:
    """The mounts that show something of an area; `alone`: only those that show nothing beside it."""
    for view in views.values():
        for mount in view.mounts.values():
            if mount.device != area.device and not (area.block and mount.source in area.block.nodes and mount.device.startswith("0:")):
                continue  # a file system on several devices has a number of its own (btrfs), and one of their names as its source
            root = mount.root.removesuffix(DELETED) or "/"
            if _within(area.inside, root):
                yield Part(view.namespace, mount, mount.target, True, area)
            elif not alone and shows(mount, area.inside) and (path := path_of(mount, area.inside)) is not None:
                yield Part(view.namespace, mount, path, False, area)


def _within(directory: str, path: str) -> bool:
    return directory == "/" or path == directory or path.startswith(directory + "/")


def _built_on(uses: KernelUses | None, area: Area, parts: Iterable[Part]) -> Iterator[Chain]:
    if uses is None:
        return
    blocks = {block.name: block for block in uses.devices}
    base = next((block for block in uses.devices if block.device == area.device), None)
    if base is not None and area.inside == "/":
        for block in uses.devices:
            if block.parent == base.name:
                yield Chain(block, base.nodes[0], None, "partition")
        for name in base.holders:
            if name in blocks:
                yield Chain(blocks[name], base.nodes[0], None, "dm")
        for block in uses.devices:
            if block.backing_file in base.nodes:
                yield Chain(block, base.nodes[0], None, "loop")
    places = [(part, part.path.rstrip("/") + "/") for part in parts]
    for block in uses.devices:
        file = block.backing_file
        if file is None:
            continue
        for part, below in places:
            if file == part.path or file.startswith(below):
                yield Chain(block, file, part.namespace, "loop")
                break


def _together(snapshot: Snapshot, subject: Subject, views: Mapping[str, View]) -> frozenset[int]:
    """What umount takes away: the mount and, where its parent is shared, those that lie at the same place of its parent's receivers.

    One that has mounts on it stays (fs/pnode.c propagate_umount).
    """
    mount = subject.mount
    if subject.kind != "mount" or mount is None or subject.within is None:
        return frozenset()
    parent = views[subject.within].mounts.get(mount.parent)
    if parent is None or parent.shared is None:
        return frozenset({mount.id})
    peers = index(snapshot)
    place = inside(parent, mount.target)
    found = {mount.id}
    for view in views.values():
        carriers = {each.parent for each in view.mounts.values()}
        for other in view.mounts.values():
            above = view.mounts.get(other.parent)
            if (
                above is not None
                and above.id != parent.id
                and above.device == parent.device
                and peers.receives(above, parent.shared)
                and inside(above, other.target) == place
                and other.id not in carriers
            ):
                found.add(other.id)
    return frozenset(found)
