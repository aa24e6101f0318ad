"""Namespaces asked through a descriptor of their nsfs file (ioctl_ns(2), include/uapi/linux/nsfs.h)."""

import errno
import fcntl
import os
import struct
from typing import NamedTuple

from nsexplorer.linux.features import wanted

NSFS_MAGIC = 0x6E736673

# _IO(0xb7, n), _IOR(0xb7, n, type)
NS_GET_USERNS = 0xB701  # Linux 4.9
NS_GET_PARENT = 0xB702  # Linux 4.9
NS_GET_NSTYPE = 0xB703  # Linux 4.11
NS_GET_OWNER_UID = 0xB704  # Linux 4.11
NS_GET_MNTNS_ID = 0x8008B705  # Linux 6.11
NS_MNT_GET_INFO = 0x8010B70A  # Linux 6.12
NS_MNT_GET_NEXT = 0x8010B70B  # Linux 6.12
NS_MNT_GET_PREV = 0x8010B70C  # Linux 6.12
NS_GET_ID = 0x8008B70D  # Linux 6.18

CLONE_FLAGS = {
    "cgroup": 0x02000000,
    "ipc": 0x08000000,
    "mnt": 0x00020000,
    "net": 0x40000000,
    "pid": 0x20000000,
    "time": 0x00000080,
    "user": 0x10000000,
    "uts": 0x04000000,
}
"""clone(2) and unshare(2) flags by namespace type; NS_GET_NSTYPE answers with one."""

TYPE_OF_FLAG = {flag: kind for kind, flag in CLONE_FLAGS.items()}


class Facts(NamedTuple):
    """What the kernel tells of one namespace. `owner` and `parent` are inodes.

    `creator_uid` is set for user namespaces (NS_GET_OWNER_UID), as the reader's user namespace sees it. `outside` names the relations
    that lie outside of the reader's namespaces: the kernel refuses them with EPERM, to everyone at the top of their own view.
    """

    type: str
    inode: int
    nsid: int | None
    owner: int | None
    parent: int | None
    creator_uid: int | None
    outside: tuple[str, ...]


def namespace_type(fd: int) -> str:
    """The type of the namespace behind `fd`; raises OSError (ENOTTY: not an nsfs file)."""
    return TYPE_OF_FLAG[fcntl.ioctl(fd, NS_GET_NSTYPE)]


def nsid(fd: int, kind: str) -> int | None:
    """The 64-bit id of a namespace, never reused; None where the kernel has none to give (before 6.18, mount namespaces 6.11)."""
    if not wanted("nsid"):
        return None
    for request in (NS_GET_ID, NS_GET_MNTNS_ID) if kind == "mnt" else (NS_GET_ID,):
        try:
            return int(struct.unpack("=Q", fcntl.ioctl(fd, request, bytes(8)))[0])
        except OSError:
            continue
    return None


def climb(fd: int) -> list[Facts]:
    """The facts of the namespace behind `fd` and of all its owners and parents, itself first. `fd` stays open. Raises OSError."""
    found: dict[tuple[str, int], Facts] = {}
    climb_into(found, fd)
    return list(found.values())


def climb_into(found: dict[tuple[str, int], Facts], fd: int) -> tuple[str, int]:
    """The type and inode of the namespace behind `fd`; puts its facts, and those of its owners and parents, into `found` where they
    are not there yet. `fd` stays open. Raises OSError.
    """
    kind, inode = namespace_type(fd), os.fstat(fd).st_ino
    if (kind, inode) in found:
        return kind, inode
    provisional = Facts(kind, inode, nsid(fd, kind), None, None, None, ())
    found[kind, inode] = provisional
    creator = struct.unpack("=I", fcntl.ioctl(fd, NS_GET_OWNER_UID, bytes(4)))[0] if kind == "user" else None
    outside = []
    relatives: dict[str, int | None] = {"owner": None, "parent": None}
    for relation, request in (("owner", NS_GET_USERNS), ("parent", NS_GET_PARENT)):
        if relation == "parent" and kind not in ("pid", "user"):
            continue
        try:
            other = fcntl.ioctl(fd, request)
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
            outside.append(relation)
            continue
        try:
            relatives[relation] = climb_into(found, other)[1]
        finally:
            os.close(other)
    found[kind, inode] = Facts(kind, inode, provisional.nsid, relatives["owner"], relatives["parent"], creator, tuple(outside))
    return kind, inode


def step(fd: int, request: int) -> int | None:
    """The next (NS_MNT_GET_NEXT) or previous (NS_MNT_GET_PREV) mount namespace as a new descriptor, None at the end.

    Raises OSError: EPERM where the reader is not root of the initial user and pid namespaces, ENOTTY before Linux 6.12.
    """
    try:
        return int(fcntl.ioctl(fd, request, bytearray(struct.pack("=IIQ", 16, 0, 0))))
    except OSError as error:
        if error.errno == errno.ENOENT:
            return None
        raise
