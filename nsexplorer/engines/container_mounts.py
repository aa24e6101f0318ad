"""Which container a mount table is of: engines give a container some files of its own, and a writable layer, by mounts.

This tells a container apart even where control groups do not, as rootless ones without systemd.
"""

from collections.abc import Sequence
from typing import NamedTuple

from nsexplorer.engines.container_ids import ContainerId, is_long_id
from nsexplorer.model.mount import DELETED, Mount

_OWN = "/run/.containerenv"
_NETWORK = ("/etc/hostname", "/etc/hosts", "/etc/resolv.conf")


class Place(NamedTuple):
    """A directory. `device` is None where `path` is one in the engine's mount namespace; else `path` is that within the file system."""

    path: str
    device: str | None = None


class Layer(NamedTuple):
    """The layer that is a container's `/`: its name in the engine's store, and where that store keeps its containers, if that is known.

    `engine` is `containers-storage` (the store that podman, buildah and cri-o share), `docker` or `containerd`.
    """

    engine: str
    name: str
    containers: Place | None
    evidence: str


class MountTrace(NamedTuple):
    """What a mount table tells of a container.

    `own` is by a file that a container has for itself. `network` is by the files of its network: a container that joined another one's
    network has that one's, as have all containers of a pod. `containers` is where the engine has a directory for each container, with
    such files in it.
    """

    own: ContainerId | None = None
    network: ContainerId | None = None
    layer: Layer | None = None
    containers: Place | None = None


def from_mounts(mounts: Sequence[Mount]) -> MountTrace:
    """What these mounts, of one table and in the kernel's order, tell of a container."""
    own = network = layer = containers = None
    for mount in mounts:
        if mount.target == "/":
            layer = _layer(mount)
        elif mount.target == _OWN or mount.target in _NETWORK:
            found = _bound_file(mount)
            if found is None:
                continue
            containers = containers or found[1]
            if mount.target == _OWN:
                own = found[0]
            else:
                network = network or found[0]
    return MountTrace(own, network, layer, containers)


def _bound_file(mount: Mount) -> tuple[ContainerId, Place | None] | None:
    """The container that a bind-mounted file belongs to, and the directory that has one for each container."""
    parts = mount.root.removesuffix(DELETED).split("/")
    if len(parts) < 5:
        return None
    evidence = f"mount {mount.target}, whose source is {mount.root}"
    above, holder, name, file = parts[-4:]
    build = holder if (name, file) == ("run", ".containerenv") else name
    if build.startswith("buildah") and build[len("buildah") :].isdigit():
        return ContainerId("buildah", f"buildah-{build}", evidence), None
    if name == "userdata" and is_long_id(holder) and above.endswith("-containers"):
        return ContainerId("podman", holder, evidence), Place("/".join(parts[:-3]), mount.device)
    if not is_long_id(name):
        return None
    if holder == "containers":
        return ContainerId("docker", name, evidence), Place("/".join(parts[:-2]), mount.device)
    if above in ("containers", "etchosts"):  # nerdctl: containers/NAMESPACE/ID/hostname
        return ContainerId("containerd", name, evidence), None
    if holder == "sandboxes" and above.startswith("io.containerd."):
        return ContainerId("containerd", name, evidence), None
    return None


def _layer(mount: Mount) -> Layer | None:
    """The layer that is mounted on `/`."""
    upper = next((option[len("upperdir=") :] for option in mount.super_options if option.startswith("upperdir=")), None)
    if mount.fstype == "overlay" and upper is not None:
        return _overlay_layer(upper)
    parts = mount.root.removesuffix(DELETED).split("/")
    if len(parts) >= 4 and (parts[-3], parts[-2]) in (("vfs", "dir"), ("btrfs", "subvolumes")) and is_long_id(parts[-1]):
        place = Place("/".join([*parts[:-3], f"{parts[-3]}-containers"]), mount.device)
        return Layer("containers-storage", parts[-1], place, f"mount /, whose source is {mount.root}")
    return None


def _overlay_layer(upper: str) -> Layer | None:
    parts = upper.split("/")
    if len(parts) < 5:
        return None
    evidence = f"mount /, whose upper layer is {upper}"
    store, kind, name, end = "/".join(parts[:-3]), *parts[-3:]
    if (kind, end) == ("overlay", "diff") and is_long_id(name):
        return Layer("containers-storage", name, Place(f"{store}/overlay-containers"), evidence)
    if (kind, end) == ("overlay2", "diff") and is_long_id(name):
        return Layer("docker", name, Place(f"{store}/containers"), evidence)
    if (kind, end) == ("snapshots", "fs") and parts[-4].startswith("io.containerd.snapshotter."):
        return Layer("containerd", name, None, evidence)
    return None
