"""The library, and the one way both front ends go: capture a snapshot, ask it for answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nsexplorer.discovery.observer import Observer
from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.snapshot import Snapshot

if TYPE_CHECKING:  # each function imports what it needs: start-up is part of the product
    from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts
    from nsexplorer.explain.filter import UserIds
    from nsexplorer.explain.mounts import MountsAnswer
    from nsexplorer.explain.targets import Target
    from nsexplorer.model.lock import LockFacts

LOCK_DEADLINE = 5.0
"""Seconds that a live test of the locks of one mount namespace may take."""

__all__ = [
    "AmbiguousTarget",
    "Observer",
    "Snapshot",
    "TableUnreadable",
    "UnknownTarget",
    "absolute",
    "capture",
    "capture_for_mounts",
    "capture_namespaces",
    "listing",
    "load",
    "mounts",
    "observer",
    "show",
    "target",
    "with_host",
    "with_locks",
]


def capture() -> Snapshot:
    """Everything this viewer can read of the machine's namespaces and mount tables, now.

    Privilege decides how much that is, never whether it works: `complete` of the snapshot says what is missing.
    """
    return observer().capture()


def observer() -> Observer:
    """What captures again and again: each snapshot costs little where little has changed, and shares what has not."""
    from nsexplorer.discovery.everything import EVERYTHING

    return Observer(EVERYTHING)


def capture_namespaces() -> Snapshot:
    """The same without id maps and the details of processes: what `ls` needs, in less time."""
    from nsexplorer.discovery.listing import LISTING

    return Observer(LISTING).capture()


def capture_for_mounts(text: str) -> Snapshot:
    """A snapshot with the mount table of that target in it, and as little else as that needs: for a process, its table alone.

    A process with another root directory is seen among the whole namespace, so that what lies outside of its root can be told.
    """
    from nsexplorer.discovery.one_process import capture_process
    from nsexplorer.explain.targets import HIGHEST_PID

    if text in ("host", "self"):
        text = str(os.getpid())
    if text.isascii() and text.isdigit() and int(text) <= HIGHEST_PID:
        snapshot = capture_process(int(text))
        process = snapshot.processes.get(int(text))
        if process is not None and process.root == "/":
            return snapshot
    return capture() if text.startswith("unit:") else capture_namespaces()  # services are among the details


def load(data: bytes | str) -> Snapshot:
    """The snapshot in a document that `nsexplorer dump` made. Raises model.saved.UnusableSnapshot: nothing in it is trusted."""
    from nsexplorer.model import saved

    return saved.load(data)


def with_host(snapshot: Snapshot, text: str) -> Snapshot:
    """The snapshot with the namespaces of that target as the host's. Raises UnknownTarget, AmbiguousTarget."""
    return replace(snapshot, host=target(snapshot, text).namespaces)


def target(snapshot: Snapshot, text: str) -> Target:
    """What that text names; a relative path is completed by the working directory. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain.targets import resolve

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
    from nsexplorer.explain.naming import shared_with_host

    found = [namespace for namespace in snapshot.namespaces.values() if namespace.type in types]
    if words:
        from nsexplorer.explain.filter import namespace_filter

        found = list(filter(namespace_filter(snapshot, words, user_id), found))
    return tuple(sorted(found, key=lambda namespace: (namespace.type, not shared_with_host(snapshot, namespace), namespace.inode or 0)))


def show(snapshot: Snapshot, text: str) -> NamespaceFacts | ProcessFacts:
    """Everything the snapshot has about the namespace or process of that name. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain import facts

    return facts.show(snapshot, target(snapshot, text))


def with_locks(snapshot: Snapshot, answer: MountsAnswer) -> MountsAnswer:
    """The answer with what a live test finds out about locked mounts, where the snapshot alone cannot tell and is of this machine, now.

    The test changes nothing: it is done in a copy of the mount namespace, by a process of its own, within a deadline.
    """
    members = snapshot.namespaces[answer.namespace].members if answer.namespace in snapshot.namespaces else ()
    if "locked" not in answer.unreadable or not members:
        return answer
    from nsexplorer.explain import mounts as mount_tables
    from nsexplorer.helper.ask import LockReport, ask_locks

    report = ask_locks(members[0], LOCK_DEADLINE)
    if not isinstance(report, LockReport):
        reason = f"{answer.unreadable['locked']}, and there is none: {report.reason}"
        return replace(answer, unreadable={**answer.unreadable, "locked": reason})
    if report.namespace != answer.namespace:
        return answer
    return mount_tables.mounts(snapshot, answer.target, answer.viewpoint, report.locks)


def mounts(
    snapshot: Snapshot, text: str = "host", viewpoint: str | None = None, locks: Mapping[int, LockFacts] | None = None
) -> MountsAnswer:
    """The mount table of that target, as it sees it itself or from the `viewpoint` given: a PID, or `entrant`.

    `locks` are what a live test found about locked mounts, by mount id. Raises UnknownTarget, AmbiguousTarget, TableUnreadable.
    """
    from nsexplorer.explain import mounts as mount_tables
    from nsexplorer.explain.viewpoint import stated_viewpoint

    found = target(snapshot, text)
    stated = None if viewpoint is None else stated_viewpoint(snapshot, found, viewpoint)
    return mount_tables.mounts(snapshot, found, stated, locks)
