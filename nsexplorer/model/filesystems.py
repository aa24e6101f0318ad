"""What each type of file system is, in one plain sentence."""

from collections.abc import Mapping

DESCRIPTIONS: Mapping[str, str] = {
    # Kernel interfaces that look like files
    "proc": "Processes and kernel settings as files; it shows the processes of the pid namespace it was mounted in.",
    "sysfs": "Devices, drivers and kernel objects as files; the network part shows the network namespace it was mounted in.",
    "cgroup": "Control groups, version 1: one hierarchy with its controllers, to group processes and limit what they use.",
    "cgroup2": "Control groups, version 2: the one tree that groups processes and limits what they use.",
    "cpuset": "The old interface of the cpuset controller, before control groups had one of their own.",
    "devtmpfs": "Device nodes that the kernel makes by itself, usually on /dev.",
    "devpts": "Pseudo terminals: each terminal window or ssh login is one file here.",
    "mqueue": "POSIX message queues of the ipc namespace it was mounted in, as files.",
    "hugetlbfs": "Files in memory made of huge pages, for programs that ask for them.",
    "debugfs": "Debugging files of kernel developers, for root only.",
    "tracefs": "The kernel's tracing facility: events and function traces as files.",
    "securityfs": "Settings and state of security modules such as AppArmor, SELinux and IMA.",
    "selinuxfs": "SELinux: its policy, modes and booleans as files.",
    "smackfs": "Smack, a security module: its rules and labels as files.",
    "bpf": "Pinned eBPF programs and maps, which stay alive as long as their file here.",
    "pstore": "What survived the last crash: kernel messages kept in non-volatile memory.",
    "efivarfs": "Variables of the UEFI firmware, such as the boot order.",
    "configfs": "Kernel objects that are made and set up by making directories, such as USB gadgets and iSCSI targets.",
    "fusectl": "Controls of FUSE connections: one can abort a hanging one here.",
    "binfmt_misc": "Which interpreter runs which kind of executable file, such as those of another architecture.",
    "rpc_pipefs": "Pipes between the kernel's NFS client and its helper programs.",
    "nfsd": "Controls of the kernel's NFS server.",
    "resctrl": "Shares of processor caches and memory bandwidth, given to groups of tasks.",
    "functionfs": "A USB function that a program implements, when this machine acts as a USB device.",
    "binder": "Android's way of calls between processes, as devices of its own.",
    "nsfs": "One namespace, pinned by its file: it stays alive while this is mounted, without any process in it.",
    "pidfs": "Processes as file descriptors (pidfd).",
    "sockfs": "Sockets; the kernel mounts it for itself.",
    "pipefs": "Pipes; the kernel mounts it for itself.",
    "autofs": "A place where something is mounted when it is first used; until then it is empty.",
    # In memory
    "tmpfs": "Files in memory and swap; gone when it is unmounted or the machine stops.",
    "ramfs": "Files in memory without a size limit; gone when it is unmounted.",
    "rootfs": "The file system in memory that the kernel starts with, below everything else.",
    # Layers
    "overlay": "Directories laid over one another, as for containers: changes go to the topmost, the others stay as they are.",
    "aufs": "Directories laid over one another, a forerunner of overlay that is not part of the kernel.",
    "ecryptfs": "Encrypted files in a directory of another file system, shown in the clear.",
    "shiftfs": "A directory with other owners, by a patch of Ubuntu's kernels; idmapped mounts replace it.",
    # On disks
    "ext2": "A Linux file system on a disk, the old one without a journal.",
    "ext3": "A Linux file system on a disk, ext2 with a journal.",
    "ext4": "The most common Linux file system on a disk.",
    "xfs": "A Linux file system on a disk, made for large files and many processors.",
    "btrfs": "A Linux file system on disks with snapshots and checksums; each subvolume can be mounted by itself.",
    "bcachefs": "A Linux file system on disks with snapshots, checksums and caching on faster disks.",
    "zfs": "A file system on a pool of disks with snapshots and checksums; its module is not part of the kernel.",
    "f2fs": "A Linux file system made for flash memory.",
    "jfs": "IBM's journaling file system on a disk.",
    "reiserfs": "An old Linux file system on a disk, removed in Linux 6.13.",
    "nilfs2": "A Linux file system on a disk that keeps every past state for a while.",
    "ubifs": "A file system on raw flash memory, as in routers.",
    "jffs2": "An old file system on raw flash memory, as in routers.",
    "vfat": "The FAT of memory sticks and EFI partitions; it stores no owners and no permissions.",
    "msdos": "FAT with short names only.",
    "exfat": "The FAT of large memory cards; it stores no owners and no permissions.",
    "ntfs": "The file system of Windows.",
    "ntfs3": "The file system of Windows, by the kernel's own driver (Linux 5.15).",
    "hfsplus": "The older file system of macOS.",
    "ufs": "The file system of the BSDs.",
    # Read-only images
    "squashfs": "A compressed read-only image, as of snaps and live systems.",
    "erofs": "A compressed read-only image, as of Android and container images.",
    "iso9660": "The file system of CDs and of ISO images, read-only.",
    "udf": "The file system of DVDs and Blu-ray disks.",
    "cramfs": "A small compressed read-only image of embedded systems.",
    "romfs": "A tiny read-only image of embedded systems.",
    # From elsewhere
    "nfs": "A directory of another machine, by NFS 2 or 3; looking at it can hang when that machine does not answer.",
    "nfs4": "A directory of another machine, by NFS 4; looking at it can hang when that machine does not answer.",
    "cifs": "A share of a Windows or Samba server, by SMB; looking at it can hang when that server does not answer.",
    "smb3": "A share of a Windows or Samba server, by SMB 3; looking at it can hang when that server does not answer.",
    "ceph": "A directory of a Ceph cluster; looking at it can hang when that does not answer.",
    "glusterfs": "A volume of a Gluster cluster.",
    "gfs2": "A file system on a disk that the machines of a cluster share (GFS2).",
    "ocfs2": "A file system on a disk that the machines of a cluster share (OCFS2).",
    "lustre": "A directory of a Lustre cluster, as on supercomputers.",
    "afs": "The worldwide directory of the Andrew File System.",
    "9p": "A directory served by the 9P protocol, as a virtual machine gets from its host.",
    "virtiofs": "A directory of the host, shared with this virtual machine.",
    "vboxsf": "A directory of the host, shared with this VirtualBox machine.",
    # By a program
    "fuse": "A file system that a program of the user provides; looking at it asks that program.",
    "fuseblk": "A file system on a disk that a program provides, as NTFS by ntfs-3g.",
    "fuse.fuse-overlayfs": "Directories laid over one another by the program fuse-overlayfs, for containers of ordinary users.",
    "fuse.sshfs": "A directory of another machine, by ssh; looking at it can hang when that machine does not answer.",
    "fuse.lxcfs": "Files of /proc and /sys made up for a container, so that it sees its own limits.",
    "fuse.portal": "Documents that were handed to sandboxed applications one by one (xdg-document-portal).",
    "fuse.gvfsd-fuse": "The network places of a GNOME desktop as files.",
    "fuse.rclone": "A cloud storage as files, by rclone.",
    "fuse.s3fs": "A bucket of S3 storage as files.",
    "fuse.glusterfs": "A volume of a Gluster cluster.",
    "fuse.encfs": "Encrypted files in another directory, shown in the clear by encfs.",
    "fuse.gocryptfs": "Encrypted files in another directory, shown in the clear by gocryptfs.",
    "fuse.squashfuse": "A compressed read-only image that the program squashfuse shows, as of AppImages.",
    "fuse.bindfs": "Another directory with changed owners or permissions, by bindfs.",
    "fuse.mergerfs": "Several directories shown as one, by mergerfs.",
    "fuse.snapfuse": "A snap's image that the program snapfuse shows.",
}

PSEUDO = frozenset(
    {
        "binder",
        "binfmt_misc",
        "bpf",
        "cgroup",
        "cgroup2",
        "configfs",
        "cpuset",
        "debugfs",
        "devpts",
        "devtmpfs",
        "efivarfs",
        "functionfs",
        "fusectl",
        "fuse.lxcfs",
        "hugetlbfs",
        "mqueue",
        "nfsd",
        "pidfs",
        "pipefs",
        "proc",
        "pstore",
        "resctrl",
        "rpc_pipefs",
        "securityfs",
        "selinuxfs",
        "smackfs",
        "sockfs",
        "sysfs",
        "tracefs",
    }
)
"""Types that are an interface of the kernel and hold nobody's files: nearly every table has the same ones, so a view may fold them.

Not here, though findmnt(8) counts them as pseudo: tmpfs, overlay, ramfs and FUSE hold files that are looked for; nsfs pins a namespace;
and autofs is often itself the reason why something is not there.
"""


def describe(fstype: str) -> str:
    """One sentence on a type of file system, named as in mountinfo; for one that is not known here, only what its name tells."""
    known = DESCRIPTIONS.get(fstype)
    if known is not None:
        return known
    for family in ("fuse", "fuseblk"):
        program = fstype.removeprefix(family + ".")
        if program != fstype and program:
            return f"A file system that the program {program} provides; looking at it asks that program."
    return f"A file system of type {fstype}."


def pseudo(fstype: str) -> bool:
    """Whether a type is an interface of the kernel rather than a place for files."""
    return fstype in PSEUDO
