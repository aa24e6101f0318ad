"""Kernel namespaces and what keeps each alive (namespaces(7))."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMESPACE_TYPES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
"""The eight types, named as the files of /proc/PID/ns are."""

NESTED_TYPES = ("pid", "user")
"""The types whose namespaces have a parent (NS_GET_PARENT, ioctl_ns(2))."""

INITIAL_USER_NAMESPACE = "user:[4026531837]"
INITIAL_PID_NAMESPACE = "pid:[4026531836]"
"""By their fixed inodes (include/linux/proc_ns.h): they have neither an owner above nor a parent."""

PIN_KINDS = ("process", "thread", "fd", "socket", "bind", "child", "for_children")


@dataclass(frozen=True, slots=True)
class Pin:
    """One thing that keeps a namespace alive.

    `process`, `thread`: `pid` (and `tid`) is in it. `fd`, `socket`: descriptor `fd` of `pid` is open on its nsfs file, or is a socket
    of that network namespace. `for_children`: the next child of `pid` (`tid`) is born into it. `bind`: its nsfs file is bind-mounted at
    `path` in the mount namespace `within`. `child`: the namespace `namespace` has it as owner or parent.
    """

    kind: str
    pid: int | None = None
    tid: int | None = None
    fd: int | None = None
    path: str | None = None
    within: str | None = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class Namespace:
    """One namespace. `id` is the kernel's text for it, as `mnt:[4026531841]`, and its key everywhere.

    A mount namespace whose link this viewer cannot read is `mnt:[?N]`, N being the mount id of its root line; its `inode` is None.
    `nsid` is the 64-bit id, never reused (NS_GET_ID since Linux 6.18; for mount namespaces NS_GET_MNTNS_ID since 6.11).
    `leader` is the topmost process in it (the oldest of several), `members` are all processes in it, zombies included.
    `name` is the target that names it, as `container:web` or `netns:blue`; None where only its leader's command can.
    `creator_uid` is seen from the viewer's user namespace. What is None for want of permission or of a kernel feature has its
    reason in `unreadable`, by field name.
    """

    id: str
    type: str
    inode: int | None
    nsid: int | None = None
    owner: str | None = None
    parent: str | None = None
    children: tuple[str, ...] = ()
    creator_uid: int | None = None
    leader: int | None = None
    members: tuple[int, ...] = ()
    name: str | None = None
    pins: tuple[Pin, ...] = ()
    sources: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def processes(self) -> int:
        """How many processes are in it."""
        return len(self.members)


def namespace_id(kind: str, inode: int) -> str:
    """The kernel's text for a namespace: `namespace_id("mnt", 4026531841)` is `mnt:[4026531841]`."""
    return f"{kind}:[{inode}]"


def unnamed_mount_namespace(root_mount: int) -> str:
    """The id of a mount namespace whose link cannot be read: `mnt:[?N]`, N the mount id of its root line."""
    return f"mnt:[?{root_mount}]"
