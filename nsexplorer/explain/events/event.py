"""One thing that appeared, changed or vanished between two looks at a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.process import Process

EVENTS = (
    "namespace-appeared",
    "namespace-changed",
    "namespace-gone",
    "process-started",
    "process-entered",
    "process-ended",
    "mount-made",
    "mount-moved",
    "mount-changed",
    "mount-gone",
)


@dataclass(frozen=True, slots=True)
class Event:
    """`event` is one of EVENTS. `noticed` is the time of the look that saw it, in seconds since the epoch: the kernel keeps no other.

    `namespace` is the one that it happened to or in, `namespaces` all that it concerns. Of a mount and a namespace, `before` and `after`
    are what it was and is; None where it was not, or is no more. `changes` has for each field that changed what it was and is, as text.
    `by` is the process that it comes from, where one is known: the parent of a process that started, the topmost process in a namespace
    that appeared, the process itself that went elsewhere. Nothing tells who mounts.
    """

    event: str
    noticed: float
    namespace: str | None
    namespaces: frozenset[str]
    mount: Mount | None = None
    mount_before: Mount | None = None
    of_namespace: Namespace | None = None
    process: Process | None = None
    by: Process | None = None
    changes: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
