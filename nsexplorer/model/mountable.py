"""Which file systems may be mounted in a place, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nsexplorer.model.answer import Fix

Stage = Literal["device", "open", "create", "mount", "done"]
"""How far a new mount came: fsopen(2), fsconfig(2) with CMD_CREATE, fsmount(2). `device`: what it needs there could not be opened."""

Reason = Literal[
    "ok", "absent", "needs-namespace", "initial-user-namespace", "device", "too-revealing", "security-module", "kernel-too-old"
]


@dataclass(frozen=True, slots=True)
class MountTrial:
    """What came of trying: the stage that it ended at, the errno's name that ended it there, and what the kernel said. Where it worked,
    `words` are the mount options without which it would not have.

    Most file systems are tried without options: an error of `create` that is no refusal then says that they are missing, nothing else.
    """

    stage: Stage
    error: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a file system may be mounted in one place. `allowed` and `reason` are None where `unreadable` says why.

    `needs` are the types of namespaces that have to be one's own besides; `covered_by` the mount points that hide parts of the proc or
    sysfs there is, of which a whole one would show too much (fs/namespace.c, mount_too_revealing). `text` says the reason in words, or
    what holds for one that is allowed; `fix` how to get one that is not, where that is peculiar to the reason.
    """

    allowed: bool | None
    reason: Reason | None
    text: str = ""
    needs: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    fix: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Mountable:
    """One file system (`bind` stands for bind mounts): in the namespaces as they are, in a session of its own user and mount namespaces,
    and in one that has pid, net, ipc and cgroup namespaces too.
    """

    fstype: str
    here: Permission
    session: Permission
    session_all: Permission
