"""A session as its record has it: what it is called, how to find it, where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass

NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"
"""What a session may be called, as a regular expression."""


KEEPER = "nsexplorer-keep"
"""What the process is called that keeps a session's namespaces, and does nothing else."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A process by its pid and its start, in clock ticks since boot: together they are no other's."""

    pid: int
    start: int


@dataclass(frozen=True, slots=True)
class Session:
    """User and mount namespaces, and more on request, that nsexplorer made.

    `since` is in seconds of the epoch. `kept`: it outlives its command. `opener` is the nsexplorer that sees its command through, `anchors`
    are processes in it. `namespaces` are those that are its own, by type; `nsids` their 64-bit ids as far as the kernel has them. `host`
    has the namespaces that it was opened from, `host_mount` the mount id of the root of their mount table, which is known where links are
    not readable. `environment` and `directory` are what someone who enters gets beside.
    """

    name: str
    since: float
    kept: bool
    opener: Anchor
    anchors: tuple[Anchor, ...]
    namespaces: Mapping[str, str]
    nsids: Mapping[str, int]
    host: Mapping[str, str]
    host_mount: int | None
    environment: Mapping[str, str]
    directory: str
