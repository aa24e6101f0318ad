"""Which mounts stand in the way of a new proc or sysfs (fs/namespace.c, mount_too_revealing).

A user namespace may mount them only where it sees a whole one already: mounted from its root, with nothing over any part of it but over
directories that the kernel keeps empty for mount points. Mounts that came from a more privileged namespace are what counts: they are
locked, and might be there to hide something.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nsexplorer.model.mount import Mount

REVEALING = ("proc", "sysfs")

EMPTY_FOR_GOOD = {
    "proc": ("fs/nfsd", "openprom", "sys/fs/binfmt_misc"),
    "sysfs": (
        "firmware/efi/efivars", "fs/bpf", "fs/cgroup", "fs/fuse/connections", "fs/pstore", "fs/resctrl", "fs/selinux", "fs/smackfs",
        "kernel/config", "kernel/debug", "kernel/security", "kernel/tracing",
    ),
}  # fmt: skip
"""The directories made with proc_create_mount_point, register_sysctl_mount_point and sysfs_create_mount_point."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Why no proc or sysfs of a mount table is whole.

    `whole` are those that are mounted from their root, by mount point; `covers` what lies over parts of them; `read_only` those that
    could be shown again only read-only.
    """

    whole: tuple[Mount, ...]
    covers: tuple[Mount, ...]
    read_only: tuple[Mount, ...]


def cover(mounts: Sequence[Mount], fstype: str) -> Cover:
    """What stands in the way of another file system of that type, by the table of the mount namespace that it would be mounted in."""
    whole = tuple(mount for mount in mounts if mount.fstype == fstype and mount.root == "/")
    covers = tuple(mount for candidate in whole for mount in mounts if mount.parent == candidate.id and _hides(candidate, mount))
    return Cover(whole, covers, tuple(mount for mount in whole if mount.read_only or "ro" in mount.super_options))


def _hides(candidate: Mount, mount: Mount) -> bool:
    return _below(candidate.target, mount.target) not in EMPTY_FOR_GOOD[candidate.fstype]


def _below(directory: str, path: str) -> str:
    return path.removeprefix(directory).strip("/") if directory != "/" else path.strip("/")
