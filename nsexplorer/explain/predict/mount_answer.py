"""`predict mount` and `predict umount` in words: the sentence, the lines it rests on, and how to have it otherwise."""

from collections.abc import Iterator, Mapping

from nsexplorer.explain.predict.mount import MountPrediction
from nsexplorer.explain.predict.umount import UmountPrediction
from nsexplorer.explain.predict.wording import command, named
from nsexplorer.explain.why.wording import line_of
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.hold import HoldKind
from nsexplorer.model.snapshot import Snapshot

_USES: Mapping[HoldKind, str] = {
    "cwd": "has its working directory in",
    "root": "has its root directory in",
    "exe": "runs a program from",
    "map": "has a file mapped from",
    "fd": "has a file open in",
}
_HAS: Mapping[HoldKind, str] = {
    "cwd": "has its working directory at",
    "root": "has its root directory at",
    "exe": "runs",
    "map": "has mapped",
    "fd": "has open",
}


def mount_answer(snapshot: Snapshot, known: MountPrediction) -> Answer:
    """Who would receive a mount, and how to have more or fewer receive it."""
    return Answer(_mount_sentence(known), line_of(known.side, known.parent), tuple(_mount_fix(snapshot, known)))


def umount_answer(snapshot: Snapshot, known: UmountPrediction) -> Answer:
    """Which mounts go and stay, or why none would."""
    evidence = (*line_of(known.side, known.mount), *_users(known))
    return Answer(_umount_sentence(known), evidence, tuple(_umount_fix(snapshot, known)))


def _mount_sentence(known: MountPrediction) -> str:
    if known.fails is not None:
        return f"Nothing could be mounted at {known.path} in {named(known.side)}: {known.fails}."
    if not known.receives:
        why = (
            f"mount {known.parent.id} at {known.parent.target} is {known.parent.propagation}"
            if known.parent.shared is None
            else (f"no other mount that could be read receives from peer group {known.parent.shared} and shows that directory")
        )
        return f"A mount made at {known.path} in {named(known.side)} would appear nowhere else: {why}."
    namespaces = {each.namespace for each in known.receives} - {known.side.namespace}
    hidden = sum(each.hidden_by is not None for each in known.receives)
    count = len(known.receives)
    return (
        f"A mount made at {known.path} in {named(known.side)} would appear {_count(count, 'more time', 'more times')}, "
        f"in {_count(len(namespaces), 'other mount namespace', 'other mount namespaces')}"
        + (f"; {hidden if hidden != count or count == 1 else 'all'} of these would be hidden" if hidden else "")
        + "."
    )


def _mount_fix(snapshot: Snapshot, known: MountPrediction) -> Iterator[Fix]:
    target = known.parent.target
    if known.fails is not None:
        return
    if known.parent.shared is None:
        yield Fix(
            "to have it seen by those who copy this mount table from now on, make what it is mounted on shared first",
            command(snapshot, known.side, "mount", "--make-shared", target),
        )
    elif known.receives:
        yield Fix(
            "to keep it from all of them, make what it is mounted on private first; what they have stays",
            command(snapshot, known.side, "mount", "--make-private", target),
        )


def _umount_sentence(known: UmountPrediction) -> str:
    where = f"{known.path} in {named(known.side)}"
    if known.fails is not None:
        return f"Unmounting {where} would fail: {known.fails}."
    if known.users:
        first = known.users[0]
        more = len({user.pid for user in known.users} - {first.pid})
        too = f", and {_count(more, 'other process uses', 'other processes use')} it" if more else ""
        return f"Unmounting {where} would fail with EBUSY: process {first.pid} ({first.command}) {_USES[first.by]} it{too}."
    others = {each.namespace for each in known.goes} - {known.side.namespace}
    went = (
        f"would take {_count(len(known.goes), 'further mount', 'further mounts')} away, "
        f"in {_count(len(others), 'other mount namespace', 'other mount namespaces')}"
        if known.goes
        else "would take no other mount away"
    )
    stays = _count(len(known.stays), "other mount of the same directory stays", "other mounts of the same directory stay")
    return f"Unmounting {where} {went}; {stays}.{_doubt(known)}"


def _doubt(known: UmountPrediction) -> str:
    """What would make it fail that nobody could see."""
    match known.unreadable_processes:
        case None:
            return " It fails with EBUSY where a file in any of those that go is open."
        case 0:
            return ""
        case number:
            return f" {_count(number, 'process', 'processes')} could not be looked into: if one has a file there open, it fails with EBUSY."


def _umount_fix(snapshot: Snapshot, known: UmountPrediction) -> Iterator[Fix]:
    path = known.mount.target
    if known.users:
        yield Fix("have those processes let go first: end them, or have them close the file or change the directory")
    if (known.fails is not None and "(EBUSY)" in known.fails) or known.users:
        if known.fails is not None:
            yield Fix("unmount what is on it as well", command(snapshot, known.side, "umount", "-R", path))
        yield Fix("take it out of sight now, and have it end with its last user", command(snapshot, known.side, "umount", "-l", path))


def _users(known: UmountPrediction) -> Iterator[Evidence]:
    for user in known.users:
        yield Evidence(f"process {user.pid} ({user.command}) {_HAS[user.by]} {user.path}", user.source)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
