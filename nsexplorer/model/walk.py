"""The exact way of one path through the directories that a process sees (path_resolution(7))."""

from __future__ import annotations

import stat
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A directory, symbolic link or file on the way.

    `path` is its absolute path from the root that was walked from, without symbolic links on the way to it. `mount` is mountinfo's id
    of the mount it is on; `unique_id` the one that is never reused (statx(2), Linux 6.8; None before). `uid` and `gid` are seen from
    the viewer's user namespace. `target` is what a symbolic link holds, None for anything else. `acl`: an access control list says more
    than the mode does (acl(5)).
    """

    path: str
    mount: int
    unique_id: int | None
    device: str
    inode: int
    mode: int
    uid: int
    gid: int
    target: str | None = None
    acl: bool = False

    @property
    def name(self) -> str:
        """Its name in its directory; empty for the root."""
        return self.path.rpartition("/")[2]

    @property
    def directory(self) -> bool:
        """Whether it is a directory."""
        return stat.S_ISDIR(self.mode)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a path leads, seen from the root directory of a process. The first step is that root, the last where the way ended.

    `error` is the name of the errno that ended it before its end, as `ENOENT`; None where the path is there. `failed` is the path that
    gave the error.
    """

    path: str
    steps: tuple[Step, ...]
    error: str | None = None
    failed: str | None = None

    @property
    def root(self) -> Step | None:
        """The root directory that it started at; None where not even that could be looked at."""
        return self.steps[0] if self.steps else None

    @property
    def end(self) -> Step | None:
        """What is at the end of the path; None where the way ended before."""
        return self.steps[-1] if self.steps and self.error is None else None


@dataclass(frozen=True, slots=True)
class HeldMount:
    """A mount that a process keeps by its working directory or root (`what` is `cwd` or `root`), or by a descriptor (`fd 5`)."""

    what: str
    mount: int


@dataclass(frozen=True, slots=True)
class Trail:
    """What a live look at one side of a question found: the walk, and the mounts that the process holds.

    `held` is None where that could not be read.
    """

    walk: Walk
    held: tuple[HeldMount, ...] | None = None
