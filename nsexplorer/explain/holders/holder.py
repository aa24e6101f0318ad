"""One reason for which something is busy, and who is behind it."""

from dataclasses import dataclass
from typing import Literal

from nsexplorer.model.answer import Evidence, Fix

Reason = Literal[
    "mount", "submount", "cwd", "root", "exe", "map", "fd", "loop", "dm", "partition", "swap", "overlay-lower", "nfs-export", "pin"
]
Keeps = Literal["mount", "device", "path", "namespace"]


@dataclass(frozen=True, slots=True)
class Who:
    """A process, with its service, container, or session of ours, as targets name them. `uid` is seen from the viewer's side."""

    pid: int
    command: str
    uid: int
    unit: str | None
    container: str | None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """One reason.

    `keeps` is what it keeps busy: the `mount` (umount refuses), the `device` (its file system stays in use after that), the `path`, or
    the `namespace`. `within` is the mount namespace in which `path` is, None where that is not known or there is none. `who` is None
    where no process is behind it. `via` is the block device by which it holds the subject. `certain`: not where a path alone tells, and
    several mounts lie on it. `evidence` is the line that shows it, `fix` the ways out, mildest first.
    """

    reason: Reason
    keeps: Keeps
    within: str | None
    path: str | None
    who: Who | None
    evidence: Evidence
    fix: tuple[Fix, ...]
    via: str | None = None
    certain: bool = True
