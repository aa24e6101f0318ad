"""The records of a containers-storage store: its layers, images and containers, and the mounts that its engines count.

They are read without the engines and without their locks: each file is replaced by rename, so it is whole by itself. They may belong to a
stranger: what does not look right is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from nsexplorer.engines.record_files import UnreadableError, name_text, text_at
from nsexplorer.engines.store_files import MissingError, StoreFiles
from nsexplorer.engines.store_location import StoreLocation
from nsexplorer.model.mount import MountTable

DRIVERS = ("overlay", "vfs", "btrfs", "zfs")

RECORDS_LIMIT = 64 << 20
"""Bytes that one file of records may have: that of five thousand layers has 5 MB."""

IdRows = tuple[tuple[int, int, int], ...]
"""Rows of an id map: inside, outside (in the user namespace that the store belongs to), count."""


class StoredLayer(NamedTuple):
    """A layer. `size` is unpacked, in bytes. `id_map` are the ids that its files were given, where not those of the image.

    `obstacle` says why its directory is not the whole layer.
    """

    id: str
    parent: str | None
    size: int | None
    uid_map: IdRows
    gid_map: IdRows
    obstacle: str | None


class StoredImage(NamedTuple):
    """An image: `layer` is its topmost one, None for an image without layers. `digests` are those of its manifests."""

    id: str
    names: tuple[str, ...]
    digests: tuple[str, ...]
    layer: str | None


class StoredContainer(NamedTuple):
    """A container: `layer` is its own. `engine` is podman, or buildah, which alone leaves the metadata empty."""

    id: str
    names: tuple[str, ...]
    image: str | None
    layer: str
    engine: str
    uid_map: IdRows
    gid_map: IdRows


class CountedMount(NamedTuple):
    """A mount that an engine counts: the layer, where it was mounted, how many times; `source` is the file that says so."""

    layer: str
    path: str
    times: int
    source: str


class Store(NamedTuple):
    """A store, as its records have it. `unread` says what could not be read."""

    location: StoreLocation
    driver: str
    layers: Mapping[str, StoredLayer]
    images: tuple[StoredImage, ...]
    containers: tuple[StoredContainer, ...]
    mounts: tuple[CountedMount, ...]
    unread: tuple[str, ...]


def read_stores(location: StoreLocation, table: MountTable | None) -> list[Store]:
    """The store at a place, once for each driver that it was used with. `table` is this process's own. Raises UnreadableError."""
    with StoreFiles(location.graphroot, table) as files:
        location = location._replace(graphroot=files.path)
        drivers = [driver for driver in DRIVERS if files.look(f"{driver}-layers") is not None]
        return [_store(location, driver, files, table) for driver in drivers]


def _store(location: StoreLocation, driver: str, files: StoreFiles, table: MountTable | None) -> Store:
    unread: list[str] = []

    def entries(*names: str) -> Iterator[dict[str, object]]:
        for name in names:
            try:
                document = files.json(name, RECORDS_LIMIT)
            except MissingError:
                continue  # nothing of that kind was ever made
            except UnreadableError as error:
                unread.append(str(error))
                continue
            yield from (entry for entry in document if isinstance(entry, dict)) if isinstance(document, list) else ()

    # Containers first: what they are made of is there before them, and goes after them
    containers = _each(_container, entries(f"{driver}-containers/containers.json", f"{driver}-containers/volatile-containers.json"))
    images = _each(_image, entries(f"{driver}-images/images.json"))
    layers = _each(_layer, entries(f"{driver}-layers/layers.json", f"{driver}-layers/volatile-layers.json"))
    mounts = tuple(mount for runroot in location.runroots for mount in _counted(runroot, driver, table, unread))
    return Store(location, driver, {layer.id: layer for layer in layers}, images, containers, mounts, tuple(unread))


def _counted(runroot: str, driver: str, table: MountTable | None, unread: list[str]) -> Iterator[CountedMount]:
    """What engines with that runroot count as mounted. There need not be any."""
    name = f"{driver}-layers/mountpoints.json"
    try:
        with StoreFiles(runroot, table) as files:
            document = files.json(name)
    except MissingError:
        return
    except UnreadableError as error:
        unread.append(str(error))
        return
    for entry in document if isinstance(document, list) else ():
        layer, path, count = text_at(entry, "id"), _path_at(entry), entry.get("count") if isinstance(entry, dict) else None
        if layer is not None and path is not None and isinstance(count, int) and count > 0:
            yield CountedMount(layer, path, count, f"{runroot}/{name}")


def _path_at(entry: object) -> str | None:
    path = entry.get("path") if isinstance(entry, dict) else None
    return path if isinstance(path, str) and path.startswith("/") else None


Kind = TypeVar("Kind", StoredLayer, StoredImage, StoredContainer)


def _each(make: Callable[[dict[str, object]], Kind | None], entries: Iterator[dict[str, object]]) -> tuple[Kind, ...]:
    return tuple(made for entry in entries if (made := make(entry)) is not None)


def _layer(entry: dict[str, object]) -> StoredLayer | None:
    identifier = layer_id(entry.get("id"))
    if identifier is None:
        return None
    size, flags = entry.get("diff-size"), entry.get("flags")
    obstacle = None
    if isinstance(flags, dict) and flags.get("incomplete"):
        obstacle = "it is marked as incomplete: its engine will remove it"
    elif entry.get("toc-digest") and not entry.get("diff-digest"):
        obstacle = "it was pulled in part (zstd:chunked), so that its directory alone is not the layer"
    return StoredLayer(
        identifier,
        layer_id(entry.get("parent")),
        size if isinstance(size, int) and size >= 0 else None,
        _rows(entry.get("uidmap")),
        _rows(entry.get("gidmap")),
        obstacle,
    )


def _image(entry: dict[str, object]) -> StoredImage | None:
    identifier = text_at(entry, "id")
    if identifier is None:
        return None
    digests = entry.get("big-data-digests")
    manifests = [digest for name, digest in digests.items() if str(name).startswith("manifest")] if isinstance(digests, dict) else []
    found = [name_text(digest) for digest in [entry.get("digest"), *manifests]]
    return StoredImage(
        identifier,
        _names(entry),
        tuple(dict.fromkeys(digest for digest in found if digest is not None)),
        layer_id(entry.get("layer")),
    )


def _container(entry: dict[str, object]) -> StoredContainer | None:
    identifier, layer = text_at(entry, "id"), layer_id(entry.get("layer"))
    if identifier is None or layer is None:
        return None
    engine = "podman" if entry.get("metadata") else "buildah"
    return StoredContainer(
        identifier, _names(entry), text_at(entry, "image"), layer, engine, _rows(entry.get("uidmap")), _rows(entry.get("gidmap"))
    )


def _names(entry: dict[str, object]) -> tuple[str, ...]:
    names = entry.get("names")
    return tuple(name for name in map(name_text, names) if name is not None) if isinstance(names, list) else ()


def layer_id(value: object) -> str | None:
    """An id that may become a part of a path: letters and digits, as the engines make them."""
    name = name_text(value)
    return name if name is not None and name.isascii() and name.replace("-", "").replace("_", "").isalnum() else None


def _rows(value: object) -> IdRows:
    """An id map of a record. One that is not whole is none."""
    rows = []
    for row in value if isinstance(value, list) else ():
        numbers = [row.get(key) for key in ("container_id", "host_id", "size")] if isinstance(row, dict) else []
        inside, outside, count = numbers if len(numbers) == 3 else (None, None, None)
        if not (isinstance(inside, int) and isinstance(outside, int) and isinstance(count, int)):
            return ()
        rows.append((inside, outside, count))
    return tuple(rows)
