"""Container roots: the directory trees that containers run, or would run, on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

RecordState = Literal["real", "phantom", "leaked"]
"""`real`: mounted where the engine's record says. `phantom`: recorded, and mounted nowhere. `leaked`: a copy that another mount namespace
was left with, which no record has."""


@dataclass(frozen=True, slots=True)
class MountedRoot:
    """Where a root is mounted: the mount namespace, and the path there."""

    namespace: str
    path: str


@dataclass(frozen=True, slots=True)
class RecordedMount:
    """A mount of a root as an engine's records have it against what the kernel has. `count` is the engine's, None where it has no record.

    `namespace` is where it is mounted, None for a phantom. `source` is the file of the record; where there is none, the mount table.
    """

    path: str
    state: RecordState
    namespace: str | None
    count: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Root:
    """A container's or an image's root. `root` names it wherever a ROOT is taken.

    `engine` is podman, buildah, docker, containerd, ...; `image` what it was made from, by name where it has one. `layers` are counted,
    a container's own included. `size` is in bytes, unpacked, what the container wrote itself not included. `pid` is the first process of
    a running container. `unreadable` says by key why a value is None.
    """

    root: str
    engine: str
    name: str | None
    id: str
    image: str | None = None
    layers: int | None = None
    size: int | None = None
    running: bool | None = None
    pid: int | None = None
    mounted: tuple[MountedRoot, ...] = ()
    records: tuple[RecordedMount, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RootMount:
    """A mount of a root that nsexplorer made: where, in which mount namespace, and how often it was asked for.

    `mode` is `ro`, `cow` or `rw`; `state` the directory that has what was written to it, None where nothing is kept.
    """

    root: str
    namespace: str
    path: str
    mode: str
    count: int
    state: str | None = None
