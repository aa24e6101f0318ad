"""statmount(2) and listmount(2) (Linux 6.8; other namespaces 6.11; include/uapi/linux/mount.h).

They read a mount namespace by its id: without a process in it, without joining it, and past any chroot. The strings that they give
are not escaped, but for the mount options, which are those of mountinfo.
"""

import ctypes
import errno
import struct
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from nsexplorer.linux.libc import NR_LISTMOUNT, NR_STATMOUNT, syscall
from nsexplorer.linux.mountinfo import split_options

Row = TypeVar("Row")

LSMT_ROOT = 0xFFFFFFFFFFFFFFFF

STATMOUNT_SB_BASIC = 0x1
STATMOUNT_MNT_BASIC = 0x2
STATMOUNT_PROPAGATE_FROM = 0x4
STATMOUNT_MNT_ROOT = 0x8
STATMOUNT_MNT_POINT = 0x10
STATMOUNT_FS_TYPE = 0x20
STATMOUNT_MNT_OPTS = 0x80  # Linux 6.11
STATMOUNT_FS_SUBTYPE = 0x100  # Linux 6.13
STATMOUNT_SB_SOURCE = 0x200  # Linux 6.13
STATMOUNT_SUPPORTED_MASK = 0x1000  # Linux 6.15
STATMOUNT_MNT_UIDMAP = 0x2000  # Linux 6.15
STATMOUNT_MNT_GIDMAP = 0x4000  # Linux 6.15

ALL = 0x1 | 0x2 | 0x8 | 0x10 | 0x20 | 0x80 | 0x100 | 0x200 | 0x1000
"""What a row of mountinfo holds. Bits that the kernel does not know are ignored, and missing in the mask that it answers."""

REQUEST = struct.Struct("=IIQQQ")  # struct mnt_id_req: size, mnt_ns_fd, mnt_id, param, mnt_ns_id
FIXED = struct.Struct("=2IQ2IQ2I2Q2I5Q2IQ6IQ")
"""struct statmount: the part before `str`, as far as it is used."""
STRINGS = 512

# mnt_attr is MOUNT_ATTR_*; the texts and their order are those of fs/proc_namespace.c show_mnt_opts
ATTRIBUTES = (
    (0x2, "nosuid"),
    (0x4, "nodev"),
    (0x8, "noexec"),
    (0x10, "noatime"),
    (0x80, "nodiratime"),
    (0x200000, "nosymfollow"),
    (0x100000, "idmapped"),
)
MOUNT_ATTR_RDONLY = 0x1
MOUNT_ATTR_ATIME = 0x70  # relatime is 0 in this field
SUPER_FLAGS = ((0x10, "sync"), (0x80, "dirsync"), (0x2000000, "lazytime"))  # show_sb_opts
SB_RDONLY = 0x1
MS_UNBINDABLE = 1 << 17


class IdMaps(NamedTuple):
    """The id map of an idmapped mount: (inside, outside, count) rows as the caller sees them."""

    uids: tuple[tuple[int, int, int], ...]
    gids: tuple[tuple[int, int, int], ...]


def listmount(namespace: int) -> list[int]:
    """The unique ids of all mounts of a namespace, by its 64-bit id (0: the caller's own), oldest first.

    Raises OSError: ENOENT where the namespace is gone or the caller has no CAP_SYS_ADMIN over it, ENOSYS before Linux 6.8.
    """
    count = 4096
    ids = (ctypes.c_uint64 * count)()
    found: list[int] = []
    last = 0
    while True:
        request = REQUEST.pack(REQUEST.size, 0, LSMT_ROOT, last, namespace)
        got = syscall(NR_LISTMOUNT, request, ids, ctypes.c_size_t(count), ctypes.c_uint(0))
        found += ids[:got]
        if got < count:
            return found
        last = found[-1]


class Statmount:
    """Asks for mounts one after the other, with one buffer that grows as it must."""

    def __init__(self, namespace: int) -> None:
        self.namespace = namespace
        self.buffer = ctypes.create_string_buffer(8192)

    def ask(self, mount: int, mask: int) -> bytes:
        """The raw struct statmount of the mount with that unique id. Raises OSError (ENOENT: gone)."""
        while True:
            request = REQUEST.pack(REQUEST.size, 0, mount, mask, self.namespace)
            try:
                syscall(NR_STATMOUNT, request, self.buffer, ctypes.c_size_t(len(self.buffer)), ctypes.c_uint(0))
            except OSError as error:
                if error.errno != errno.EOVERFLOW:
                    raise
                self.buffer = ctypes.create_string_buffer(len(self.buffer) * 4)
                continue
            return self.buffer.raw[: struct.unpack_from("=I", self.buffer)[0]]

    def old_id(self, mount: int) -> int:
        """The id that mountinfo has for the mount with that unique id. Raises OSError."""
        return int(struct.unpack_from("=I", self.ask(mount, STATMOUNT_MNT_BASIC), 56)[0])

    def id_maps(self, mount: int) -> IdMaps | None:
        """The id maps of a mount; None where the kernel does not tell (before Linux 6.15). Raises OSError."""
        raw = self.ask(mount, STATMOUNT_MNT_UIDMAP | STATMOUNT_MNT_GIDMAP)
        if not struct.unpack_from("=Q", raw, 8)[0] & STATMOUNT_MNT_UIDMAP:
            return None
        uid_count, uid_at, gid_count, gid_at = struct.unpack_from("=4I", raw, 152)
        return IdMaps(_rows(raw, uid_at, uid_count), _rows(raw, gid_at, gid_count))


def _rows(raw: bytes, at: int, count: int) -> tuple[tuple[int, int, int], ...]:
    lines = raw[STRINGS + at :].split(b"\0", count)[:count]
    return tuple((int(inside), int(outside), int(many)) for inside, outside, many in (line.split() for line in lines))


def _string(raw: bytes, at: int) -> str:
    start = STRINGS + at
    return raw[start : raw.index(b"\0", start)].decode("utf-8", "surrogateescape")


def decode(raw: bytes, row: Callable[..., Row]) -> Row:
    """A `row` with the facts of a mountinfo line, from a struct statmount asked with ALL; called as by `mountinfo.parse`.

    The source is None where the kernel cannot tell it (before 6.13, and an empty one before 6.15). `propagate_from` is None: the
    kernel works it out for the caller's root, not the namespace's.
    """
    (
        _size, opts, mask, major, minor, _magic, sb_flags, fs_type, unique, _parent, old, parent, attributes, propagation, group, master,
        _from, root, point, _namespace, subtype, source_at, *_options, supported,
    ) = FIXED.unpack_from(raw)  # fmt: skip
    options = ["ro" if attributes & MOUNT_ATTR_RDONLY else "rw"]
    options += [name for bit, name in ATTRIBUTES[:5] if attributes & bit]
    if not attributes & MOUNT_ATTR_ATIME:
        options.append("relatime")
    options += [name for bit, name in ATTRIBUTES[5:] if attributes & bit]
    super_options = ["ro" if sb_flags & SB_RDONLY else "rw"]
    super_options += [name for bit, name in SUPER_FLAGS if sb_flags & bit]
    if mask & STATMOUNT_MNT_OPTS:
        super_options += split_options(_string(raw, opts))
    fstype = _string(raw, fs_type)
    if mask & STATMOUNT_FS_SUBTYPE:
        fstype += "." + _string(raw, subtype)
    source: str | None = None
    if mask & STATMOUNT_SB_SOURCE:
        source = _string(raw, source_at)
    elif supported & STATMOUNT_SB_SOURCE:
        source = ""  # an empty string counts as nothing to tell
    return row(
        old,
        parent,
        f"{major}:{minor}",
        _string(raw, root),
        _string(raw, point),
        tuple(options),
        group or None,
        master or None,
        None,
        bool(propagation & MS_UNBINDABLE),
        (),
        fstype,
        source,
        tuple(super_options),
        unique,
    )
