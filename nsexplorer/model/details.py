"""What is told of a process beyond its namespaces."""

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
