"""Owners, parents, creators and ids of every namespace that a link opens, and the ancestors that only ioctl_ns(2) leads to."""

import os

from nsexplorer.discovery.draft import Draft, identifier, reason
from nsexplorer.linux.nsfs import climb_into
from nsexplorer.model.namespace import namespace_id


def collect(draft: Draft) -> None:
    """Fill `draft.facts` through each handle. A recycled pid would open another namespace: then the link's own id is not asked."""
    for namespace, handle in draft.handles.items():
        if draft.facts_of(namespace) is None:
            _open(draft, namespace, handle)
    note_relatives(draft)


def _open(draft: Draft, namespace: str, handle: bytes) -> None:
    try:
        fd = os.open(handle, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        draft.unreadable[namespace]["owner"] = reason(error)
        return
    try:
        if namespace_id(*climb_into(draft.facts, fd)) != namespace:
            draft.unreadable[namespace]["owner"] = "its process ended while it was looked at"
    except OSError as error:
        draft.unreadable[namespace]["owner"] = reason(error)
    finally:
        os.close(fd)


def note_relatives(draft: Draft) -> None:
    """Note as found the owners and parents that the facts lead to."""
    for facts in list(draft.facts.values()):
        if facts.owner is not None:
            draft.found(namespace_id("user", facts.owner), "owner")
        if facts.parent is not None:
            draft.found(namespace_id(facts.type, facts.parent), "parent")
        draft.sources[identifier(facts)]
