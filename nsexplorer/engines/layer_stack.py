"""The directories that a container's or an image's root is made of, by the store's own files and not by the records' `parent`.

Layers that were copied for other ids (keep-id, --uidmap) have no parent in the records, while `lower` names what they stand on.
"""

import re
from typing import NamedTuple

from nsexplorer.engines.containers_storage import Store
from nsexplorer.engines.record_files import UnreadableError
from nsexplorer.engines.store_files import MissingError, StoreFiles
from nsexplorer.model.mount import MountTable

LOWER_LIMIT = 1 << 20
MOST_DIFFS = 500
"""How many directories a stack may have: the kernel takes that many layers (OVL_MAX_STACK)."""

_SHORT = re.compile(r"l/[A-Z0-9]{26}")
_TARGET = re.compile(r"\.\./([0-9A-Za-z_-]{1,255})/diff")


class LayerDirectory(NamedTuple):
    """A directory of a stack, and the id of the layer that it belongs to: one that was copied for other ids has several."""

    layer: str
    path: str


class LayerStack(NamedTuple):
    """The directories of a root, the topmost first. `obstacles` say why they must not be mounted by hand: empty where they may.

    `single` is set for drivers that keep a whole tree of each layer (vfs, btrfs): there is nothing to stack.
    """

    directories: tuple[LayerDirectory, ...]
    obstacles: tuple[str, ...] = ()
    single: bool = False

    @property
    def layers(self) -> tuple[str, ...]:
        """The ids of the layers, the topmost first."""
        return tuple(dict.fromkeys(directory.layer for directory in self.directories))


def layer_stack(store: Store, layer: str, table: MountTable | None) -> LayerStack:
    """The stack whose topmost layer is that one. Raises UnreadableError where the store's files do not tell."""
    match store.driver:
        case "overlay":
            return _overlay(store, layer, table)
        case "vfs":
            return LayerStack((LayerDirectory(layer, f"{store.location.graphroot}/vfs/dir/{layer}"),), single=True)
        case "btrfs":
            return LayerStack((LayerDirectory(layer, f"{store.location.graphroot}/btrfs/subvolumes/{layer}"),), single=True)
        case driver:
            raise UnreadableError(f"{store.location.graphroot}: a store of the driver {driver}, whose layers are no directories")


def layers_below(store: Store, layer: str) -> tuple[str, ...]:
    """The same by the records alone, topmost first: quicker, but wrong for layers that were copied for other ids."""
    found: dict[str, None] = {}
    at: str | None = layer
    while at is not None and at not in found:
        found[at] = None
        record = store.layers.get(at)
        at = None if record is None else record.parent
    return tuple(found)


def _overlay(store: Store, layer: str, table: MountTable | None) -> LayerStack:
    directories: list[LayerDirectory] = []
    obstacles: list[str] = []
    with StoreFiles(store.location.graphroot, table) as files:
        _add(files, layer, directories, obstacles)
        for short in _lower(files, layer):
            below = _linked(files, short)
            if below is not None:
                _add(files, below, directories, obstacles)
            else:
                _add_from_others(store, short, table, directories, obstacles)
    for identifier in dict.fromkeys(directory.layer for directory in directories):
        record = store.layers.get(identifier)
        if record is not None and record.obstacle is not None:
            obstacles.append(f"layer {identifier[:12]}: {record.obstacle}")
    return LayerStack(tuple(directories), tuple(obstacles))


def _add(files: StoreFiles, layer: str, directories: list[LayerDirectory], obstacles: list[str]) -> None:
    """The directories of one layer: `diff`, then `diff1`, `diff2`, ... as overlay.go of containers-storage looks for them."""
    if files.look(f"overlay/{layer}/composefs-data/composefs.blob") is not None:
        obstacles.append(f"layer {layer[:12]} is kept by composefs, whose files have other names than in the image")
    if files.look(f"overlay/{layer}/diff") is None:
        raise MissingError(f"{files.path}/overlay/{layer}/diff: no such file or directory")
    directories.append(LayerDirectory(layer, f"{files.path}/overlay/{layer}/diff"))
    number = 1
    while files.look(f"overlay/{layer}/diff{number}") is not None:
        directories.append(LayerDirectory(layer, f"{files.path}/overlay/{layer}/diff{number}"))
        number += 1
    if len(directories) > MOST_DIFFS:
        raise UnreadableError(f"{files.path}/overlay/{layer}: more than {MOST_DIFFS} layers, which overlay does not take")


def _lower(files: StoreFiles, layer: str) -> list[str]:
    """The short names of the layers below, topmost first."""
    try:
        text = files.data(f"overlay/{layer}/lower", LOWER_LIMIT).decode("ascii", "replace")
    except MissingError:
        return []  # it is the lowest
    names = text.strip().split(":")
    for name in names:
        if not _SHORT.fullmatch(name):
            raise UnreadableError(f"{files.path}/overlay/{layer}/lower: it has {name[:80]!r}, which is no layer's short name")
    return names


def _linked(files: StoreFiles, short: str) -> str | None:
    """The layer that a short name stands for; None where the store has no such link."""
    try:
        target = files.link(f"overlay/{short}")
    except MissingError:
        return None
    found = _TARGET.fullmatch(target)
    if found is None:
        raise UnreadableError(f"{files.path}/overlay/{short}: it points at {target[:80]!r}, which is no layer of this store")
    return found[1]


def _add_from_others(store: Store, short: str, table: MountTable | None, directories: list[LayerDirectory], obstacles: list[str]) -> None:
    """The directories of a layer that is in one of the additional image stores. Raises MissingError where it is nowhere."""
    for path in store.location.additional:
        with StoreFiles(path, table) as files:
            layer = _linked(files, short)
            if layer is not None:
                _add(files, layer, directories, obstacles)
                return
    raise MissingError(f"{store.location.graphroot}/overlay/{short}: the link is missing, and no other store has it")
