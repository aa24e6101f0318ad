"""The library, and the one way both front ends go: capture a snapshot, ask it for answers."""

import os
from collections.abc import Mapping
from dataclasses import replace

from nsexplorer.discovery.observer import EVERYTHING, LISTING, Observer, capture_process
from nsexplorer.explain import facts, tree
from nsexplorer.explain import mounts as mount_tables
from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts
from nsexplorer.explain.filter import UserIds, namespace_filter
from nsexplorer.explain.mounts import MountsAnswer
from nsexplorer.explain.targets import HIGHEST_PID, Target, resolve
from nsexplorer.explain.viewpoint import stated_viewpoint
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.saved import UnusableSnapshot, load
from nsexplorer.model.snapshot import Snapshot

__all__ = [
    "EVERYTHING",
    "LISTING",
    "AmbiguousTarget",
    "Observer",
    "Snapshot",
    "TableUnreadable",
    "UnknownTarget",
    "UnusableSnapshot",
    "absolute",
    "capture",
    "capture_for_mounts",
    "capture_namespaces",
    "listing",
    "load",
    "mounts",
    "show",
    "target",
    "with_host",
]


def capture() -> Snapshot:
    """Everything this viewer can read of the machine's namespaces and mount tables, now.

    Privilege decides how much that is, never whether it works: `complete` of the snapshot says what is missing.
    """
    return Observer(EVERYTHING).capture()


def capture_namespaces() -> Snapshot:
    """The same without id maps and the details of processes: what `ls` needs, in less time."""
    return Observer(LISTING).capture()


def capture_for_mounts(text: str) -> Snapshot:
    """A snapshot with the mount table of that target in it, and as little else as that needs: for a process, its table alone.

    A process with another root directory is seen among the whole namespace, so that what lies outside of its root can be told.
    """
    if text in ("host", "self"):
        text = str(os.getpid())
    if text.isascii() and text.isdigit() and int(text) <= HIGHEST_PID:
        snapshot = capture_process(int(text))
        process = snapshot.processes.get(int(text))
        if process is not None and process.root == "/":
            return snapshot
    return capture() if text.startswith("unit:") else capture_namespaces()  # services are among the details


def with_host(snapshot: Snapshot, text: str) -> Snapshot:
    """The snapshot with the namespaces of that target as the host's. Raises UnknownTarget, AmbiguousTarget."""
    return replace(snapshot, host=target(snapshot, text).namespaces)


def target(snapshot: Snapshot, text: str) -> Target:
    """What that text names; a relative path is completed by the working directory. Raises UnknownTarget, AmbiguousTarget."""
    return resolve(snapshot, absolute(text))


def absolute(text: str) -> str:
    """The text of a target; a relative path in it is completed by the working directory. `1234/1235` is a thread, `a/b` a path."""
    relative = text.startswith(("./", "../")) or ("/" in text and ":" not in text and not text[:1].isdigit())
    return os.path.abspath(text) if relative else text


def listing(
    snapshot: Snapshot, types: tuple[str, ...] = NAMESPACE_TYPES, words: str = "", user_id: UserIds = lambda name: None
) -> tuple[Namespace, ...]:
    """The namespaces of those types that the filter `words` (explain/filter.py) lets pass: by type, the host's first, then by inode.

    `user_id` finds a user by name, for `user:NAME`.
    """
    fits = namespace_filter(snapshot, words, user_id)
    found = (snapshot.namespaces[node.namespace] for group in tree.by_type(snapshot) for node in group.children if node.namespace)
    return tuple(namespace for namespace in found if namespace.type in types and fits(namespace))


def show(snapshot: Snapshot, text: str) -> NamespaceFacts | ProcessFacts:
    """Everything the snapshot has about the namespace or process of that name. Raises UnknownTarget, AmbiguousTarget."""
    return facts.show(snapshot, target(snapshot, text))


def mounts(
    snapshot: Snapshot, text: str = "host", viewpoint: str | None = None, locks: Mapping[int, LockFacts] | None = None
) -> MountsAnswer:
    """The mount table of that target, as it sees it itself or from the `viewpoint` given: a PID, or `entrant`.

    `locks` are what a live test found about locked mounts, by mount id. Raises UnknownTarget, AmbiguousTarget, TableUnreadable.
    """
    found = target(snapshot, text)
    stated = None if viewpoint is None else stated_viewpoint(snapshot, found, viewpoint)
    return mount_tables.mounts(snapshot, found, stated, locks)
