"""Which layer of which store a mount shows: told by the layer that is written to, or by the mount point that engines give each layer."""

from typing import NamedTuple

from nsexplorer.model.mount import DELETED, Mount


class LayerMount(NamedTuple):
    """A layer that is mounted: the path of its store, and its name there."""

    store: str
    layer: str


_DRIVERS = ("overlay", "overlay2")
_STACKED = ("overlay", "fuse.fuse-overlayfs")
_VFS = "/vfs/dir/"


def layer_mount(mount: Mount) -> LayerMount | None:
    """The layer that a mount shows, None where it is none of a store's. The layers that are only read below it do not tell."""
    if mount.fstype in _STACKED:
        upper = next((option[len("upperdir=") :] for option in mount.super_options if option.startswith("upperdir=")), None)
        return _of_directory(upper or mount.target)
    store, found, layer = mount.root.removesuffix(DELETED).partition(_VFS)
    return LayerMount(store, layer) if found and layer and "/" not in layer else None


def _of_directory(path: str) -> LayerMount | None:
    """By `STORE/overlay/LAYER/diff` or `.../merged`; by `.../snapshots/N/fs` of containerd."""
    parts = path.split("/")
    if len(parts) < 4:
        return None
    store, driver, layer, end = "/".join(parts[:-3]), *parts[-3:]
    if driver in _DRIVERS and end in ("diff", "merged"):
        return LayerMount(store, layer)
    if driver == "snapshots" and end == "fs":
        return LayerMount(store, layer)
    return None
