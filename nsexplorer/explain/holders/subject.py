"""What `holders` is asked about: a mount, a block device, a file or directory, or namespaces."""

import os.path
import re
import stat
from dataclasses import dataclass, replace
from typing import Literal

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.naming import shared_with_host
from nsexplorer.explain.places import inside
from nsexplorer.explain.targets import resolve
from nsexplorer.explain.visibility import lookup
from nsexplorer.model.hold import BlockDevice, KernelUses
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Walk

SubjectKind = Literal["mount", "device", "path", "namespace"]

_NUMBERS = re.compile(r"\d+:\d+", re.ASCII)
_OF_PROCESS = re.compile(r"/proc/[^/]+/(?:task/\d+/)?ns/\w+")


@dataclass(frozen=True, slots=True)
class Subject:
    """`text` is as typed, `label` as it is called in sentences.

    `mount`: the mount itself at `path` in the mount namespace `within`. `path`: a file or directory, `mount` is the one that it lies on
    and `inside` its path inside that file system. `device`: a file system's device number and, where it is one, the block device.
    `namespace`: the ids in `namespaces`. `not_looked_at` says why nobody could look at the path, which is taken as it was typed then.
    """

    text: str
    kind: SubjectKind
    label: str
    within: str | None = None
    path: str | None = None
    mount: Mount | None = None
    inside: str | None = None
    device: str | None = None
    block: BlockDevice | None = None
    namespaces: tuple[str, ...] = ()
    not_looked_at: str | None = None


def known_by_name(snapshot: Snapshot, uses: KernelUses | None, text: str) -> Subject | None:
    """The subject that a text names by itself: a mount point of the host's table, a device, or a namespace.

    None: it is a path that has to be looked at (`looked_at`), or found in the table (`by_table`). Raises UnknownTarget, AmbiguousTarget.
    """
    if _NUMBERS.fullmatch(text):
        return _device(snapshot, uses, text, text)
    if not text.startswith("/") or _OF_PROCESS.fullmatch(text):
        return _namespaces(snapshot, text)
    path = _normal(text)
    block = next((device for device in _blocks(uses) if path in device.nodes), None)
    if block is not None:
        return _of_block(text, block)
    table = _host_table(snapshot)
    mount = None if table is None else lookup(table.mounts, path, "entrant")
    if table is None or mount is None or mount.target != path:
        return None
    return _of_mount(snapshot, text, table, mount)


def looked_at(snapshot: Snapshot, text: str, walk: Walk, uses: KernelUses | None) -> Subject:
    """The subject at the end of a walk along a path. Raises UnknownTarget: nothing is there, or its mount is not in the host's table."""
    end = walk.end
    if end is None:
        raise UnknownTarget(text, f"{walk.failed or text} gives {walk.error or 'nothing'}", "name what is there, a device, or a namespace")
    block = next((device for device in _blocks(uses) if end.path in device.nodes), None)
    if block is not None:
        return _of_block(text, block)
    if stat.S_ISBLK(end.mode):
        raise UnknownTarget(
            text, "that node of a block device has a name of its own", "name it by its numbers, as `stat -c %Hr:%Lr` shows them"
        )
    table = _host_table(snapshot)
    mount = None if table is None else next((mount for mount in table.mounts if mount.id == end.mount), None)
    if table is None or mount is None:
        raise UnknownTarget(text, f"it is on mount {end.mount}, which is not in the host's mount table", "try it again")
    return _of_mount(snapshot, text, table, mount) if mount.target == end.path else _of_path(text, table, mount, end.path)


def by_table(snapshot: Snapshot, text: str, why: str | None = None) -> Subject:
    """The file or directory at a path by the host's mount table alone, as if no part of it were a symbolic link; `why` nobody looked.

    Raises UnknownTarget where there is no table, or no such path in it.
    """
    table, path = _host_table(snapshot), _normal(text)
    mount = None if table is None else lookup(table.mounts, path, "entrant")
    if table is None or mount is None:
        raise UnknownTarget(text, "the host's mount table was not read, or has no mount for it", "name a device or a namespace")
    return replace(_of_path(text, table, mount, path), not_looked_at=why)


def _normal(path: str) -> str:
    return "/" + os.path.normpath(path).lstrip("/")


def _host_table(snapshot: Snapshot) -> MountTable | None:
    tables = snapshot.tables_of(snapshot.host.get("mnt", ""))
    return tables[0] if tables else None


def _blocks(uses: KernelUses | None) -> tuple[BlockDevice, ...]:
    return () if uses is None else uses.devices


def _of_block(text: str, block: BlockDevice) -> Subject:
    name = block.nodes[-1]
    return Subject(text, "device", f"{name} ({block.device})", device=block.device, block=block)


def _device(snapshot: Snapshot, uses: KernelUses | None, text: str, number: str) -> Subject:
    block = next((device for device in _blocks(uses) if device.device == number), None)
    if block is not None:
        return _of_block(text, block)
    mounts = (mount for table in snapshot.tables for mount in table.mounts if mount.device == number)
    mount = next(mounts, None)
    if mount is None:
        raise UnknownTarget(text, f"no device {number} is known here, and no mount is of one", "`nsexplorer mounts` shows what is mounted")
    return Subject(text, "device", f"the {mount.fstype} file system {number}", device=number)


def _of_mount(snapshot: Snapshot, text: str, table: MountTable, mount: Mount) -> Subject:
    if mount.fstype == "nsfs" and mount.root in snapshot.namespaces:
        return _named(snapshot, text, (mount.root,))
    label = f"the mount at {mount.target}"
    return Subject(text, "mount", label, table.namespace, mount.target, mount, mount.root, mount.device)


def _of_path(text: str, table: MountTable, mount: Mount, path: str) -> Subject:
    return Subject(text, "path", path, table.namespace, path, mount, inside(mount, path), mount.device)


def _namespaces(snapshot: Snapshot, text: str) -> Subject:
    target = resolve(snapshot, text)
    if target.namespace is not None:
        return _named(snapshot, text, (target.namespace,))
    own = [snapshot.namespaces[each] for each in target.namespaces.values() if each in snapshot.namespaces]
    apart = tuple(namespace.id for namespace in own if not shared_with_host(snapshot, namespace))
    if not apart:
        raise UnknownTarget(text, "it has no namespace of its own: the host keeps all that it is in", "name one namespace")
    return _named(snapshot, text, apart)


def _named(snapshot: Snapshot, text: str, namespaces: tuple[str, ...]) -> Subject:
    name = snapshot.namespaces[namespaces[0]].name
    label = ", ".join(namespaces) + (f" ({name})" if name else "")
    return Subject(text, "namespace", label, namespaces=namespaces)
