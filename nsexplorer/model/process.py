"""Processes and threads as members of namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TYPE_CHECKING = False  # a listing has no details: start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.model.details import Details


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
