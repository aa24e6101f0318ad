"""Whether what is mounted on A's parent is sent to B's, by the propagation of both as it is now (mount_namespaces(7))."""

from __future__ import annotations

from typing import NamedTuple

from nsexplorer.explain.places import inside
from nsexplorer.explain.why.question import Question, alike
from nsexplorer.model.mount import Mount

UNMOUNTED = "umounted-in-b"


class Event(NamedTuple):
    """The mount that was made, and what it was made on: A's, or those of which A's is the echo."""

    mount: Mount
    parent: Mount
    echo: bool


def event_of(question: Question, mount: Mount, parent: Mount) -> Event:
    """The mount that was made: where A's is a slave of one on its parent's master, at the same place, that one."""
    echo = False
    seen = {mount.id}
    while (made := _master_event(question, mount, parent)) is not None and made[0].id not in seen:
        mount, parent = made
        seen.add(mount.id)
        echo = True
    return Event(mount, parent, echo)


def _master_event(question: Question, mount: Mount, parent: Mount) -> tuple[Mount, Mount] | None:
    place = inside(parent, mount.target)
    parents = {each.mount.id: each.mount for each in question.peers.masters_of(parent)}
    for candidate in question.peers.masters_of(mount):
        above = parents.get(candidate.mount.parent)
        if (
            above is not None
            and alike(candidate.mount, mount)
            and above.device == parent.device
            and inside(above, candidate.mount.target) == place
        ):
            return candidate.mount, above
    return None


def by_flags(question: Question, event: Event, receiver: Mount) -> str:
    """What the propagation as it is now says."""
    parent = event.parent
    if parent.shared is not None and question.peers.receives(receiver, parent.shared):
        return UNMOUNTED
    if parent.shared is None:
        return "slave-does-not-send" if parent.master is not None else "parent-private-in-a"
    return "parent-private-in-b" if receiver.shared is None and receiver.master is None else "slave-of-other-group"
