"""Owners, parents, creators and ids of every namespace that a link opens, and the ancestors that only ioctl_ns(2) leads to."""

import os
from collections.abc import Iterable, Mapping, Sequence

from nsexplorer.discovery.draft import Draft, identifier, reason
from nsexplorer.linux.features import wanted
from nsexplorer.linux.nsfs import climb_into
from nsexplorer.model.namespace import namespace_id


def collect(draft: Draft) -> None:
    """Fill `draft.facts` through each handle, and `draft.features` for what ids it gave."""
    for namespace, handle in draft.handles.items():
        if draft.facts_of(namespace) is None:
            _ask(draft, namespace, (handle,))
    for namespace, handles in _other_handles(draft).items():
        _ask(draft, namespace, handles)
    note_relatives(draft)
    draft.features["nsid"] = _ids_given(draft)


def _ask(draft: Draft, namespace: str, handles: Iterable[bytes]) -> None:
    """Note the facts by the first handle that still opens the namespace: a pid that was recycled opens another."""
    for handle in handles:
        try:
            fd = os.open(handle, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            draft.unreadable[namespace]["owner"] = reason(error)
            continue
        try:
            seen = namespace_id(*climb_into(draft.facts, fd))
            if seen == namespace:
                return
            draft.sources[seen] |= draft.sources[namespace]  # that one is found now, through the same link
            draft.unreadable[namespace]["owner"] = "its process left it while it was looked at"
        except OSError as error:
            draft.unreadable[namespace]["owner"] = reason(error)
        finally:
            os.close(fd)


def _other_handles(draft: Draft) -> Mapping[str, Sequence[bytes]]:
    """For namespaces without facts the links of all processes in them: the one that was noted may have ended."""
    found: dict[str, list[bytes]] = {namespace: [] for namespace in draft.handles if draft.facts_of(namespace) is None}
    for pid, process in draft.processes.items() if found else ():
        for kind, namespace in process.namespaces.items():
            if namespace in found and not process.unreadable:
                found[namespace].append(b"/proc/%d/ns/%b" % (pid, kind.encode()))
    return found


def _ids_given(draft: Draft) -> str:
    if not wanted("nsid"):
        return "switched off"
    kinds = {facts.type for facts in draft.facts.values() if facts.nsid is not None}
    return "used" if kinds - {"mnt"} else "for mount namespaces only" if kinds else "missing"


def note_relatives(draft: Draft) -> None:
    """Note as found the owners and parents that the facts lead to."""
    for facts in list(draft.facts.values()):
        if facts.owner is not None:
            draft.found(namespace_id("user", facts.owner), "owner")
        if facts.parent is not None:
            draft.found(namespace_id(facts.type, facts.parent), "parent")
        draft.sources[identifier(facts)]
