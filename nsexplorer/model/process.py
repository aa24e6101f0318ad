"""Processes and threads as members of namespaces."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The five capability sets of a process as bit masks, valid in its own user namespace (capabilities(7))."""

    effective: int
    permitted: int
    inheritable: int
    bounding: int
    ambient: int


@dataclass(frozen=True, slots=True)
class Details:
    """What proc_pid_status(5), cmdline, cgroup and cwd say of a process. Ids are seen from the viewer's user namespace.

    `uids` and `gids` are real, effective, saved, file system. `inner_pids` are its pids from the viewer's pid namespace inwards.
    `command_line` is empty for kernel threads and zombies, and None where it was left out of a saved snapshot.
    `cgroup` is the text of /proc/PID/cgroup. `cwd` is None where it cannot be read.
    """

    uids: tuple[int, int, int, int]
    gids: tuple[int, int, int, int]
    groups: tuple[int, ...]
    inner_pids: tuple[int, ...]
    capabilities: Capabilities
    no_new_privileges: bool | None
    seccomp: int | None
    command_line: tuple[str, ...] | None
    cgroup: str | None
    cwd: str | None


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `start` is its start time in clock ticks since boot: pid and start together name it for good.

    `uid` is its effective user, as the viewer's user namespace sees it. `command` is the kernel's short name.
    `namespaces` maps each type to the id of the namespace it is in; types whose link cannot be read are missing, and `unreadable`
    says why. `root` is its root directory as the kernel prints it from the root of its mount namespace.
    `details` are there only where they were asked for.
    """

    pid: int
    start: int
    parent: int
    state: str
    command: str
    uid: int
    threads: int
    kernel: bool
    namespaces: Mapping[str, str]
    root: str | None = None
    unreadable: str | None = None
    details: Details | None = None

    @property
    def zombie(self) -> bool:
        """Whether it has ended and waits to be reaped: only its user and pid namespace can be read then."""
        return self.state in ("Z", "X")


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that is in other namespaces than its process; `namespaces` holds all its types."""

    pid: int
    tid: int
    namespaces: Mapping[str, str]
