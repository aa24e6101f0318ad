"""The names of containers from the records that the engines keep on disk, without asking an engine and without its locks.

The files are replaced by rename, so each is whole by itself. They belong to strangers: what does not look right is not there.
"""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from nsexplorer.engines.container_ids import ContainerId
from nsexplorer.engines.container_mounts import MountTrace, Place
from nsexplorer.engines.record_files import UnreadableError, name_text, path_on, read_json, text_at
from nsexplorer.model.mount import MountTable

STORED = ("podman", "buildah", "cri-o")
"""The engines that keep their containers in a store of containers-storage."""

ROOT_STORE = "/var/lib/containers/storage"
DRIVERS = ("overlay", "vfs", "btrfs")
STORE_FILES = ("containers.json", "volatile-containers.json")
"""Containers that need not outlive a crash are in the second one (containers-storage 1.45)."""

DOCKER_CONTAINERS = "/var/lib/docker/containers"
CONTAINERD_STATES = ("/run/containerd", "/run/k3s/containerd")
TASKS = "/io.containerd.runtime.v2.task/"


class Record(NamedTuple):
    """A container as the record in the file `path` has it."""

    engine: str
    id: str
    name: str | None
    path: str


Pick = Callable[[object, str], Record | None]
"""Takes the container that is looked for out of a JSON document, which was read from the path."""


class Records:
    """The records that can be read in the mount namespace of `table`, this process's own. Each file is read once at most."""

    def __init__(self, table: MountTable | None) -> None:
        self._table = table
        self._documents: dict[str, object] = {}

    def find(self, found: ContainerId, trace: MountTrace, namespace: str | None) -> tuple[Record | None, tuple[str, ...]]:
        """The record of this container, or None and what was looked at. `namespace` is that of containerd, where it is known."""
        looked_at = []
        for path, pick in self._candidates(found, trace, namespace):
            document = self._read(path)
            record = None if isinstance(document, UnreadableError) else pick(document, path)
            if record is not None:
                return record, ()
            looked_at.append(str(document) if isinstance(document, UnreadableError) else f"{path}: no entry for it")
        return None, tuple(looked_at)

    def _read(self, path: str) -> object:
        if path not in self._documents:
            try:
                self._documents[path] = read_json(path, self._table)
            except UnreadableError as error:
                self._documents[path] = error
        return self._documents[path]

    def _candidates(self, found: ContainerId, trace: MountTrace, namespace: str | None) -> Iterator[tuple[str, Pick]]:
        if "/" in found.id:  # from a stranger's command line, and no id of any engine: it must not become a part of a path
            return
        layer = trace.layer
        places = [trace.containers] if layer is None else [layer.containers, trace.containers]
        if found.engine in STORED or (layer is not None and layer.engine == "containers-storage"):
            for directory in [*self._paths(places), *_usual_stores()]:
                for file in STORE_FILES:
                    yield f"{directory}/{file}", lambda document, path: _stored_container(document, path, found, trace)
        elif found.engine == "docker":
            for directory in dict.fromkeys([*self._paths(places), DOCKER_CONTAINERS]):
                yield f"{directory}/{found.id}/config.v2.json", lambda document, path: _docker_container(document, path, found)
        elif found.engine == "containerd":
            for bundle in self._bundles(found.id, namespace):
                yield f"{bundle}/config.json", lambda document, path: _bundled_container(document, path, found)

    def _paths(self, places: list[Place | None]) -> list[str]:
        """The paths of these places in the own mount namespace, each once."""
        found = []
        for place in places:
            if place is not None:
                found.append(place.path if place.device is None else path_on(place.device, place.path, self._table))
        return [path for path in dict.fromkeys(found) if path is not None]

    def _bundles(self, identifier: str, namespace: str | None) -> list[str]:
        """Where containerd may have the bundle that the runtime was started on. The container's `/` is mounted in it."""
        ending = f"/{identifier}/rootfs"
        mounts = self._table.mounts if self._table is not None else ()
        mounted = [mount.target.removesuffix("/rootfs") for mount in mounts if mount.target.endswith(ending) and TASKS in mount.target]
        namespaces = (namespace,) if namespace is not None else ("k8s.io", "default")
        usual = [f"{state}{TASKS}{name}/{identifier}" for state in CONTAINERD_STATES for name in namespaces]
        return list(dict.fromkeys(mounted + usual))


def _usual_stores() -> list[str]:
    """The containers of the viewer's own store and of root's (containers-storage.conf(5))."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return [f"{store}/{driver}-containers" for store in (f"{data}/containers/storage", ROOT_STORE) for driver in DRIVERS]


def _stored_container(document: object, path: str, found: ContainerId, trace: MountTrace) -> Record | None:
    """The entry of containers.json with this id, or with this layer. Only buildah leaves the metadata empty."""
    layer = trace.layer.name if trace.layer is not None else None
    for entry in document if isinstance(document, list) else ():
        identifier = text_at(entry, "id")
        if identifier is None or (identifier != found.id and (layer is None or text_at(entry, "layer") != layer)):
            continue
        names = entry.get("names")
        name = name_text(names[0]) if isinstance(names, list) and names else None
        engine = found.engine if found.engine in STORED else "podman" if entry.get("metadata") else "buildah"
        return Record(engine, identifier, name, path)
    return None


def _docker_container(document: object, path: str, found: ContainerId) -> Record | None:
    if text_at(document, "ID") != found.id:
        return None
    name = text_at(document, "Name")
    return Record("docker", found.id, name.removeprefix("/") if name else None, path)


def _bundled_container(document: object, path: str, found: ContainerId) -> Record | None:
    """`POD/CONTAINER` for Kubernetes, `POD` for a pod's own container, or the name that nerdctl gave: annotations of the OCI bundle."""
    if not isinstance(document, dict):
        return None
    notes = document.get("annotations")
    pod, container = text_at(notes, "io.kubernetes.cri.sandbox-name"), text_at(notes, "io.kubernetes.cri.container-name")
    name = text_at(notes, "nerdctl/name") if pod is None else pod if container is None else f"{pod}/{container}"
    return Record(found.engine, found.id, name, path)
