"""The mount never arrived in B, or was unmounted there: what the propagation of both parents, now, and the ages of the mounts tell.

Unique mount ids grow with time, and a copy gets a new one (statmount(2), Linux 6.8): of A's parent, B's parent and the mount the
youngest says what could have happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nsexplorer.explain.identity import chain
from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.binds import is_bind, skipped_by
from nsexplorer.explain.why.origin import start_anew, unit_lines_of_namespace
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.sending import UNMOUNTED, Event, by_flags, event_of
from nsexplorer.explain.why.wording import age, called, inside_of, line_of, mount_there, unmount
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE


class _Reading(NamedTuple):
    verdict: str
    certain: bool
    alternatives: Sequence[Alternative] = ()


def never_arrived(question: Question) -> Why | None:
    """umounted-in-b, slave-does-not-send, parent-private-in-a, slave-of-other-group or parent-private-in-b."""
    receiver = question.receiver
    if question.mount is None or question.parent is None or receiver is None or question.name is None:
        return None
    if any(question.b.parent(copy) is receiver for copy in question.copies):
        return None
    event = event_of(question, question.mount, question.parent)
    reading = _read(question, event, receiver)
    unreachable = receiver.id in question.b.beyond_root
    where = [*line_of(question.a, event.mount), *line_of(question.a, event.parent), *line_of(question.b, receiver)]
    ages = [
        *age(event.parent, "what it is mounted on", question.a),
        *age(receiver, "what it would arrive on", question.b),
        *age(event.mount, "the mount", question.a),
    ]
    in_the_way = next((each for each in question.b.way(question.name) if each.parent == receiver.id and each.target == question.name), None)
    then = None if in_the_way is None else _tucked(question, in_the_way)
    return question.found(
        reading.verdict,
        _sentence(question, reading.verdict, event, receiver),
        [*where, *ages, *unit_lines_of_namespace(question.snapshot, question.b)],
        _fixes(question, reading.verdict, event, receiver),
        certain=reading.certain and not unreachable,
        alternatives=reading.alternatives,
        then=then,
    )


def _read(question: Question, event: Event, receiver: Mount) -> _Reading:
    flags = by_flags(question, event, receiver)
    unmounted = Alternative(UNMOUNTED, "B may have had a copy, and have unmounted it")
    open_ends = _open_ends(question, flags, event, receiver)
    mount, parent, there = event.mount.unique_id, event.parent.unique_id, receiver.unique_id
    bind = (
        [Alternative(skipped_by(question), "B's mount is a bind, and may have been made without it")] if is_bind(question, receiver) else []
    )
    if mount is None or there is None or parent is None:
        return _Reading(flags, False, [unmounted, *bind, *open_ends])
    if mount < there:
        return _copied_when_it_was_there(question, flags, bind)
    if there < parent:
        return _copied_later(question, flags, event, receiver, unmounted, open_ends)
    return _Reading(flags, not open_ends, open_ends)


def _open_ends(question: Question, flags: str, event: Event, receiver: Mount) -> list[Alternative]:
    """What keeps even a mount that came later from being certain."""
    if flags == "parent-private-in-a" and (event.mount.shared is not None or event.mount.master is not None):
        return [Alternative(UNMOUNTED, "the mount has a peer group, so what it is mounted on may have been shared when it was made")]
    if flags == "slave-of-other-group" and _chain_is_open(question, receiver):
        return [Alternative(UNMOUNTED, "a peer group between the two has no member that could be read")]
    return []


def _chain_is_open(question: Question, receiver: Mount) -> bool:
    """Whether on the way up from B's parent there is a group none of whose members could be read."""
    pending = [group for group in (receiver.shared, receiver.master) if group is not None]
    seen: set[int] = set()
    while pending:
        group = pending.pop()
        if group in seen:
            continue
        seen.add(group)
        members = question.peers.members.get(group, ())
        if not members:
            return True
        pending += [place.mount.master for place in members if place.mount.master is not None]
    return False


def _copied_when_it_was_there(question: Question, flags: str, bind: list[Alternative]) -> _Reading:
    """B's parent is younger than the mount: it was bound without it, copied from a table without it, or it was unmounted since."""
    copied = Alternative(flags, "B's table may be a copy of one that never had it") if flags != UNMOUNTED else None
    unmounted = Alternative(UNMOUNTED, "the mount is older than B's copy, which may have had it and lost it since")
    if copied is None:
        return _Reading(UNMOUNTED, False, bind or [Alternative("nonrecursive-bind", "B's copy may have been made without it")])
    if not _descends_from_a(question):
        return _Reading(flags, False, [unmounted, *bind])
    return _Reading(UNMOUNTED, False, [copied, *bind])


def _copied_later(
    question: Question, flags: str, event: Event, receiver: Mount, unmounted: Alternative, open_ends: list[Alternative]
) -> _Reading:
    """A's table is the later copy, and the mount may be its copy of one that B has unmounted since."""
    if flags == UNMOUNTED:
        return _Reading(UNMOUNTED, not event.echo, _made_in_a(question, event, receiver))
    bare = not any(each.parent == event.mount.id for each in question.a.mounts)
    if receiver.shared is not None and question.peers.receives(event.parent, receiver.shared) and bare and not open_ends:
        return _Reading(flags, True)  # an unmount in B would have come along
    made_here = Alternative(flags, "A's table is the younger copy, and the mount may have been made in it")
    return _Reading(UNMOUNTED, False, [made_here]) if _came_with_copy(question, event) else _Reading(flags, False, [unmounted])


def _made_in_a(question: Question, event: Event, receiver: Mount) -> list[Alternative]:
    """What it is where A's mount is not the echo that it looks like, but was made there."""
    if not event.echo or question.mount is None or question.parent is None:
        return []
    flags = by_flags(question, Event(question.mount, question.parent, False), receiver)
    return [Alternative(flags, f"{called(question.a)} may have made its mount itself")]


def _came_with_copy(question: Question, event: Event) -> bool:
    """Whether a mount that came with A's copy of B's table is younger than the one in question, so that this one may have come too."""
    made, copied = event.mount.unique_id, event.parent.unique_id
    if made is None or copied is None:
        return False
    theirs = {
        (each.device, each.root, each.target) for each in question.b.whole or question.b.mounts if (each.unique_id or copied) < copied
    }
    ours = question.a.whole or question.a.mounts
    return any(each.unique_id is not None and each.unique_id > made and (each.device, each.root, each.target) in theirs for each in ours)


def _descends_from_a(question: Question) -> bool:
    """Whether an ancestor process of B lives in A's mount namespace."""
    seen: set[int] = set()
    current = question.b.process
    while current is not None and current.pid not in seen:
        seen.add(current.pid)
        current = question.snapshot.processes.get(current.parent)
        table = None if current is None else question.snapshot.table_of_process(current.pid)
        if table is not None and table.namespace == question.a.namespace:
            return True
    return False


def _tucked(question: Question, cover: Mount) -> Why:
    """What lies where the mount would arrive: it would be tucked below (fs/namespace.c, attach_recursive_mnt)."""
    return question.found(
        "overmounted-in-b",
        f"Another mount lies there already: what arrives would be tucked below it ({cover.fstype}, {cover.source}, at {cover.target}).",
        [*line_of(question.b, cover)],
        unmount(question.b, cover),
    )


def _sentence(question: Question, verdict: str, event: Event, receiver: Mount) -> str:
    a, b, parent = called(question.a), called(question.b), event.parent
    its = f"the mount at {parent.target}" + (f" that {a} receives from" if event.echo else f" of {a}")
    match verdict:
        case "umounted-in-b":
            return (
                f"{b} had the mount at {question.name}, by its copy of the table or because it was sent there, and it was unmounted there."
            )
        case "slave-does-not-send":
            return f"It was mounted on {its}, which is now a slave of peer group {parent.master}: it receives mounts, and never sends any."
        case "parent-private-in-a":
            inner = f" and in a user namespace that {b} is outside of" if _outwards(question) else ""
            return f"It was mounted on {its}, which is now private{inner}: what is mounted there appears nowhere else."
        case "slave-of-other-group":
            groups = " and ".join(
                f"{word} group {group}"
                for word, group in (("is in", receiver.shared), ("listens to", receiver.master))
                if group is not None
            )
            return (
                f"It was mounted on {its} and sent to peer group {parent.shared}; {b}'s mount at {receiver.target} now {groups}, "
                f"which that does not reach."
            )
        case _:
            return (
                f"It was mounted on {its} and sent to peer group {parent.shared}, but {b}'s copy of that, at {receiver.target}, "
                f"is now private: nothing arrives there."
            )


def _outwards(question: Question) -> bool:
    """Whether A is in an inner user namespace of B's: what such a one copies are slaves at most (mount_namespaces(7), "Restrictions")."""
    inner, outer = (question.snapshot.namespace(side.namespace) for side in (question.a, question.b))
    if inner is None or inner.owner in (None, INITIAL_USER_NAMESPACE):
        return False
    owner = None if outer is None else outer.owner  # out of sight where we are inside ourselves
    return owner != inner.owner and (owner is None or owner in chain(question.snapshot, inner.owner))


def _fixes(question: Question, verdict: str, event: Event, receiver: Mount) -> list[Fix]:
    assert question.name is not None
    there = [
        mount_there(question.b, event.mount, question.name),
        *start_anew(question.snapshot, question.b, "a volume that is bound recursively then takes it along"),
    ]
    match verdict:
        case "umounted-in-b":
            return there
        case "slave-does-not-send":
            return [*there, Fix("mount it on a member of that peer group instead: then both have it")]
        case "parent-private-in-a" if _outwards(question):
            line = inside_of(question.a, "ls", "-la", question.path)
            return [Fix("use it where it is, inside: only there it can be seen", line)]
        case "parent-private-in-a":
            command = inside_of(question.a, "mount", "--make-shared", event.parent.target)
            return [*there, Fix("for the next time: share what it is mounted on, then start B anew from it", command)]
        case _:
            slave = (
                "for the next time: start B with that directory as a slave (`-v SRC:DST:rslave`, `MountFlags=slave`), and mount afterwards"
            )
            return [*there, Fix(slave)]
