"""What a session is to be, before anything of it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("pid", "net", "ipc", "uts", "cgroup", "time")
"""The types of namespaces that a session can have beside its user and mount namespaces, in the order in which they are named."""

Rows = tuple[tuple[int, int, int], ...]
"""An id map: inside, outside, count."""


@dataclass(frozen=True, slots=True)
class IdMapping:
    """How the ids of one kind (`uid`, `gid`) are mapped: the rows, and the program that writes them, None where we may ourselves.

    `own` is the row that maps our own id alone, for where that program fails. `lacking` says why there are no more ids, where there are
    not.
    """

    rows: Rows
    own: tuple[int, int, int]
    program: str | None
    lacking: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`kinds` come beside user and mount namespaces. `root`: one is root inside. `offsets` are of the clocks `monotonic` and `boottime`,
    in seconds. `command` is empty for the user's shell. `name` is None where one is to be chosen.
    """

    uid: IdMapping
    gid: IdMapping
    root: bool = True
    kinds: tuple[str, ...] = ()
    propagation: str = "unchanged"
    hostname: str | None = None
    offsets: Mapping[str, int] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    name: str | None = None
    keep: bool = False
