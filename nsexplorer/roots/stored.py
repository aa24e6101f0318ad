"""The containers and images of a containers-storage store as roots."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nsexplorer.engines.containers_storage import CountedMount, Store, StoredContainer, StoredImage
from nsexplorer.engines.layer_stack import layer_stack, layers_below
from nsexplorer.model.container import Container
from nsexplorer.model.mount import MountTable
from nsexplorer.model.root import Root
from nsexplorer.roots.found import Files, FoundRoot
from nsexplorer.roots.real_mounts import RealMounts, places, recorded

SIZE_UNKNOWN = "the store has no size for one of its layers"
NOT_THE_STORES = "the store has no record of its layer"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What roots are seen against: running containers by id, the real mounts of layers, this process's own mount table."""

    running: Mapping[str, Container]
    mounts: RealMounts
    table: MountTable | None


def roots_of_store(store: Store, names: tuple[str, ...], user_xattrs: bool, around: Surroundings) -> Iterator[FoundRoot]:
    """Every container, then every image. `names` are what may stand behind `@` for this store."""
    counted: dict[str, list[CountedMount]] = {}
    for mount in store.mounts:
        counted.setdefault(mount.layer, []).append(mount)
    images = {image.id: image for image in store.images}
    for container in store.containers:
        yield _container(store, container, images.get(container.image or ""), names, user_xattrs, counted, around)
    for image in store.images:
        yield _image(store, image, names, user_xattrs, counted, around)


def _container(
    store: Store,
    container: StoredContainer,
    image: StoredImage | None,
    names: tuple[str, ...],
    user_xattrs: bool,
    counted: Mapping[str, list[CountedMount]],
    around: Surroundings,
) -> FoundRoot:
    running = around.running.get(container.id)
    layers = layers_below(store, container.layer)
    size, unreadable = _size(store, layers[1:])
    mounts = around.mounts.of(store.location.graphroot, container.layer)
    root = Root(
        root="",
        engine=container.engine if running is None else running.engine,
        name=next(iter(container.names), None),
        id=container.id,
        image=container.image if image is None else next(iter(image.names), image.id),
        layers=len(layers) if container.layer in store.layers else None,
        size=size,
        running=running is not None,
        pid=None if running is None else running.pid,
        mounted=places(mounts),
        records=recorded(counted.get(container.layer, []), mounts, bool(store.location.runroots)),
        unreadable=unreadable,
    )
    files = Files(
        lambda: layer_stack(store, container.layer, around.table),
        store.location.graphroot,
        container.layer,
        user_xattrs,
        store,
        container.uid_map,
        container.gid_map,
    )
    return FoundRoot(root, "container", container.names, names, files)


def _image(
    store: Store,
    image: StoredImage,
    names: tuple[str, ...],
    user_xattrs: bool,
    counted: Mapping[str, list[CountedMount]],
    around: Surroundings,
) -> FoundRoot:
    layer = image.layer
    layers = () if layer is None else layers_below(store, layer)
    size, unreadable = _size(store, layers)
    mounts = () if layer is None else around.mounts.of(store.location.graphroot, layer)
    root = Root(
        root="",
        engine="podman",
        name=next(iter(image.names), None),
        id=image.id,
        layers=len(layers) if layer is None or layer in store.layers else None,
        size=size,
        running=None,
        mounted=places(mounts),
        records=() if layer is None else recorded(counted.get(layer, []), mounts, bool(store.location.runroots)),
        unreadable=unreadable,
    )
    files = None
    if layer is not None:
        files = Files(lambda: layer_stack(store, layer, around.table), store.location.graphroot, layer, user_xattrs, store)
    return FoundRoot(root, "image", (*image.names, *_by_digest(image)), names, files)


def _by_digest(image: StoredImage) -> tuple[str, ...]:
    """The names of an image by its digests, as `localhost/web@sha256:...`."""
    repositories = {name.rpartition(":")[0] if ":" in name.rpartition("/")[2] else name for name in image.names}
    return tuple(f"{repository}@{digest}" for repository in sorted(repositories) for digest in image.digests)


def _size(store: Store, layers: tuple[str, ...]) -> tuple[int | None, Mapping[str, str]]:
    """What these layers take unpacked, and why that is not known."""
    total = 0
    for layer in layers:
        record = store.layers.get(layer)
        if record is None:
            return None, {"size": NOT_THE_STORES, "layers": NOT_THE_STORES}
        if record.size is None:
            return None, {"size": SIZE_UNKNOWN}
        total += record.size
    return total, {}
