"""Which layers are mounted where, in every mount namespace that can be read; and what engines recorded against it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from nsexplorer.engines.containers_storage import CountedMount
from nsexplorer.engines.layer_mounts import LayerMount, layer_mount
from nsexplorer.model.mount import Mount
from nsexplorer.model.root import MountedRoot, RecordedMount, RecordState
from nsexplorer.model.snapshot import Snapshot


class RealMount(NamedTuple):
    """A mount, and the namespace that it is in."""

    namespace: str
    mount: Mount


class RealMounts:
    """The mounts of layers. Those that show the same file system are told apart by namespace and mount point."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._layers: dict[LayerMount, list[str]] = {}
        self._devices: dict[str, list[RealMount]] = {}
        for real in _every_mount(snapshot):
            layer = layer_mount(real.mount)
            if layer is not None:
                devices = self._layers.setdefault(layer, [])
                if real.mount.device not in devices:
                    devices.append(real.mount.device)
        stacked = {device for devices in self._layers.values() for device in devices}
        for real in _every_mount(snapshot):
            if real.mount.device in stacked and (real.mount.root == "/" or layer_mount(real.mount) is not None):
                self._devices.setdefault(real.mount.device, []).append(real)

    def of(self, store: str, layer: str) -> tuple[RealMount, ...]:
        """Every mount that shows this layer of that store, with what is below it."""
        asked = LayerMount(store, layer)
        devices = self._layers.get(asked, [])
        every = (real for device in devices for real in self._devices[device])
        return tuple(real for real in every if layer_mount(real.mount) in (asked, None))

    def layers(self) -> Iterable[LayerMount]:
        """Every layer that is mounted."""
        return self._layers


def _every_mount(snapshot: Snapshot) -> Iterator[RealMount]:
    seen: set[tuple[str, int]] = set()
    for table in snapshot.tables:
        for mount in table.mounts:
            if (table.namespace, mount.id) not in seen:
                seen.add((table.namespace, mount.id))
                yield RealMount(table.namespace, mount)


def places(mounts: Iterable[RealMount]) -> tuple[MountedRoot, ...]:
    """Where they are, each place once."""
    return tuple(dict.fromkeys(MountedRoot(real.namespace, real.mount.target) for real in mounts))


def recorded(counted: Iterable[CountedMount], mounts: tuple[RealMount, ...], counts_known: bool) -> tuple[RecordedMount, ...]:
    """What an engine counts for one layer against its real `mounts`, and copies of those that were left in other mount namespaces.

    Each file system was mounted once; its other mounts at the same path are copies, made when a mount namespace was. Which came first is
    told by the unique ids of mounts alone (Linux 6.8). Without them a mount is called leaked only where no record has its path, and
    `counts_known` says that the records were read.
    """
    originals = _originals(mounts)
    found = []
    for record in counted:
        here = [real for real in mounts if real.mount.target == record.path]
        first = next((real for real in here if real in originals), next(iter(here), None))
        state, namespace = ("phantom", None) if first is None else ("real", first.namespace)
        found.append(RecordedMount(record.path, cast(RecordState, state), namespace, record.times, record.source))
    paths = {record.path for record in found}
    for real in mounts:
        path = real.mount.target
        if path in paths:
            left = bool(originals) and real not in originals
        else:
            left = counts_known and path.endswith("/merged")
        if left and not any((known.path, known.namespace) == (path, real.namespace) for known in found):
            found.append(RecordedMount(path, "leaked", real.namespace, None, f"the mount table of {real.namespace}"))
    return tuple(found)


def _originals(mounts: tuple[RealMount, ...]) -> list[RealMount]:
    """The first mount of each file system; none where that cannot be told."""
    if any(real.mount.unique_id is None for real in mounts):
        return []
    first: dict[str, RealMount] = {}
    for real in sorted(mounts, key=lambda real: real.mount.unique_id or 0):
        first.setdefault(real.mount.device, real)
    return list(first.values())
