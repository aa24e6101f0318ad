"""Mounts and mount tables (mount_namespaces(7), proc_pid_mountinfo(5))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TYPE_CHECKING = False  # few mounts have an id map: start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.idmap import MountIdMap

DELETED = "//deleted"
"""What the kernel appends to the root of a mount whose directory was removed (fs/d_path.c)."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount, with the facts of its mountinfo line.

    `id` is mountinfo's, reused by the kernel; `unique_id` never is, and grows with time (Linux 6.8; None where it cannot be had).
    `target` is the mount point as seen from the root of the table it stands in. `root` is the directory of the file system that is
    mounted, with `//deleted` behind it where that was removed. `shared`, `master` and `propagate_from` are peer group numbers.
    `source` is None where the kernel has none to tell ("none" is a name like any other), and may be empty.
    `optional` are further optional fields that this program does not know.
    """

    id: int
    parent: int
    device: str
    root: str
    target: str
    options: tuple[str, ...]
    shared: int | None
    master: int | None
    propagate_from: int | None
    unbindable: bool
    optional: tuple[str, ...]
    fstype: str
    source: str | None
    super_options: tuple[str, ...]
    unique_id: int | None = None
    id_map: MountIdMap | None = None

    @property
    def propagation(self) -> str:
        """`shared`, `slave`, `shared+slave`, `unbindable` or `private`: the words of mount_namespaces(7)."""
        if self.shared is not None:
            return "shared" if self.master is None else "shared+slave"
        if self.master is not None:
            return "slave"
        return "unbindable" if self.unbindable else "private"

    @property
    def deleted_source(self) -> bool:
        """Whether the directory that is mounted here was removed where it came from."""
        return self.root.endswith(DELETED)

    @property
    def read_only(self) -> bool:
        """Whether this mount refuses writes: its own flag, not its file system's."""
        return "ro" in self.options

    @property
    def idmapped(self) -> bool:
        """Whether ids are translated on this mount (mount_setattr(2), Linux 5.12)."""
        return "idmapped" in self.options


@dataclass(frozen=True, slots=True)
class MountTable:
    """The mounts of one mount namespace as seen from one root directory, in the kernel's order.

    `root` is that directory's path in the namespace ("/" sees everything that is not outside the namespace's root), None where it
    cannot be read. `reader` is the process through whose mountinfo it was read; None where it was read by the namespace's id, or
    inside the namespace by a helper.
    `members` are the processes that see this table. `source` is `mountinfo` or `statmount`.
    """

    namespace: str
    root: str | None
    reader: int | None
    members: tuple[int, ...]
    source: str
    mounts: tuple[Mount, ...]


def with_mount(tables: Iterable[MountTable], mount: int | None) -> str | None:
    """The mount namespace that the mount with that id is in: it is in one only, and so tells which that is where no link is readable."""
    return next((table.namespace for table in tables if any(each.id == mount for each in table.mounts)), None)
