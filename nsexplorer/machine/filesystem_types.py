"""The file systems that people ask for: those of this kernel, those in its modules, and well-known ones that it may lack."""

import os

from nsexplorer.linux.procfs import read, text

WELL_KNOWN = (
    "9p", "aufs", "autofs", "bind", "binder", "binfmt_misc", "bpf", "btrfs", "ceph", "cgroup", "cgroup2", "cifs", "debugfs", "devpts",
    "devtmpfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuse", "fuseblk", "hugetlbfs", "iso9660", "mqueue", "nfs", "nfs4",
    "ntfs3", "overlay", "proc", "ramfs", "squashfs", "sysfs", "tmpfs", "tracefs", "udf", "vfat", "virtiofs", "xfs", "zfs",
)  # fmt: skip

KERNELS_OWN = frozenset(("bdev", "pipefs", "rootfs", "sockfs"))
"""What /proc/filesystems has that nobody can mount: the kernel does, for itself (SB_NOUSER)."""


def in_kernel() -> frozenset[str]:
    """The file systems that the kernel has now (proc_filesystems(5)), without those that nobody can mount. Raises OSError."""
    return frozenset(text(line.split()[-1]) for line in read(b"/proc/filesystems").splitlines() if line.split()) - KERNELS_OWN


def in_modules(release: str) -> frozenset[str]:
    """The file systems for which there is a module, loaded or not; none where the modules' list cannot be read, as in a container."""
    try:
        lines = read(os.fsencode(f"/lib/modules/{release}/modules.alias")).splitlines()
    except OSError:
        return frozenset()
    return frozenset(text(line.split()[1][3:]) for line in lines if line.startswith(b"alias fs-"))
