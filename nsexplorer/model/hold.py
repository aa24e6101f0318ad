"""What keeps mounts and block devices busy: what processes hold of them, and the kernel's own uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HoldKind = Literal["cwd", "root", "exe", "map", "fd"]

DELETED = " (deleted)"
"""What the kernel appends to the path of a file that was removed (fs/d_path.c)."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing by which a process, or a thread of it (`tid`), holds a file, and with it the mount that it was reached through.

    `path` is as the kernel prints it: from the root of the mount namespace that the file's mount is in (from that mount itself where it
    is detached), with ` (deleted)` behind a removed file. `mount` is the id of the mount where fdinfo tells it (`fd`), `device` that of
    the file system where maps (`map`) or a look at a detached mount tells it; None where nothing does.
    """

    pid: int
    kind: HoldKind
    path: str
    tid: int | None = None
    fd: int | None = None
    mount: int | None = None
    device: str | None = None

    @property
    def source(self) -> str:
        """Where it was read."""
        match self.kind:
            case "fd":
                return f"/proc/{self.tid or self.pid}/fd/{self.fd}"
            case "map":
                return f"/proc/{self.tid or self.pid}/maps"
            case _:
                return f"/proc/{self.tid or self.pid}/{self.kind}"


@dataclass(frozen=True, slots=True)
class Holds:
    """What was found over all processes. `unreadable` are those that could not be looked into. `not_looked_at` are links in /proc to files
    on mounts in no table that gave no answer, so that it is not known on which device they are.

    `table_readers` are open files of /proc/PID/mountinfo and its like: each keeps a whole mount namespace (fs/proc_namespace.c).
    """

    holds: tuple[Hold, ...]
    table_readers: tuple[Hold, ...]
    unreadable: tuple[int, ...]
    not_looked_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """A block device of /sys/block, or a partition of one.

    `holders` are the names of devices built on it (device mapper, md). `backing_file` is a loop device's, as the kernel prints it.
    `mapper` and `uuid` are device mapper's name and uuid, as `CRYPT-LUKS2-...`.
    """

    name: str
    device: str
    parent: str | None
    holders: tuple[str, ...]
    backing_file: str | None
    mapper: str | None
    uuid: str | None

    @property
    def nodes(self) -> tuple[str, ...]:
        """The paths that udev and the kernel give its node."""
        node = "/dev/" + self.name.replace("!", "/")  # sysfs writes a slash in a name as ! (lib/kobject.c)
        return (node,) if self.mapper is None else (node, f"/dev/mapper/{self.mapper}")


@dataclass(frozen=True, slots=True)
class Swap:
    """A swap area: a file or the node of a block device."""

    path: str


@dataclass(frozen=True, slots=True)
class Export:
    """A directory that the NFS server gives away, to these clients. `source` says where that was read."""

    path: str
    clients: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class KernelUses:
    """Block devices, swap areas and NFS exports of the machine. `unread` says what could not be read, and why."""

    devices: tuple[BlockDevice, ...]
    swaps: tuple[Swap, ...]
    exports: tuple[Export, ...]
    unread: tuple[str, ...] = ()
