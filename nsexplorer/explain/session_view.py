"""What is told beside a session's terminal: what differs from the host, who one is there, what keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass

from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget, Unreadable
from nsexplorer.explain.living_sessions import without_counterpart
from nsexplorer.explain.targets import Target, mount_namespace_of, resolve
from nsexplorer.explain.whoami import whoami
from nsexplorer.explain.why import asking
from nsexplorer.model.mount import Mount
from nsexplorer.model.session import KEEPER
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SessionView:
    """Lines for each of the three panes. `here` and `there` are mounts that only the session has, and only the host."""

    here: tuple[Mount, ...]
    there: tuple[Mount, ...]
    why: str
    who: tuple[str, ...]
    keeps: tuple[str, ...]


def session_view(snapshot: Snapshot, text: str, before: frozenset[int]) -> SessionView | str:
    """The view of a target beside the host; a sentence where it is not there (any more).

    Mounts of the host with an id in `before` were there when the session was opened: that it lacks them is no news.
    """
    try:
        target = resolve(snapshot, text)
        here, there = _apart(snapshot, target, before)
        return SessionView(here, there, _why(snapshot, target, here, there), tuple(_who(snapshot, target)), tuple(_keeps(snapshot, target)))
    except UnknownTarget:
        return "nothing of it lives"
    except (AmbiguousTarget, Unreadable) as error:
        return str(error)


def _apart(snapshot: Snapshot, target: Target, before: frozenset[int]) -> tuple[tuple[Mount, ...], tuple[Mount, ...]]:
    theirs = snapshot.tables_of(mount_namespace_of(snapshot, target))
    hosts = snapshot.tables_of(snapshot.host.get("mnt", ""))
    if not theirs or not hosts:
        raise TableUnreadable(target.text, "not both mount tables could be read")
    mine, others = theirs[0].mounts, hosts[0].mounts
    return without_counterpart(mine, others), tuple(each for each in without_counterpart(others, mine) if each.id not in before)


def _why(snapshot: Snapshot, target: Target, here: tuple[Mount, ...], there: tuple[Mount, ...]) -> str:
    """Why the newest of them is on one side alone, by the tables."""
    host = resolve(snapshot, "host")
    if here:
        return asking.why(snapshot, target, host, here[-1].target, None).answer.sentence
    if there:
        return asking.why(snapshot, host, target, there[-1].target, None).answer.sentence
    return "Both mount tables show the same. What is mounted in here stays in here."


def _who(snapshot: Snapshot, target: Target) -> Iterator[str]:
    for level in whoami(snapshot, target).levels:
        uid, gid = ("?" if number is None else str(number) for number in (level.uid, level.gid))
        rights = "" if level.capabilities is None else ", with capabilities" if level.capabilities else ", no capabilities"
        yield f"uid {uid}, gid {gid} in {level.namespace or level.name}{rights}"


def _keeps(snapshot: Snapshot, target: Target) -> Iterator[str]:
    inside = snapshot.namespace(target.namespaces.get("user"))
    members = () if inside is None else inside.members
    for pid in members:
        process = snapshot.processes.get(pid)
        if process is not None and not process.zombie:
            yield f"{pid} nsexplorer keeps it until it is ended" if process.command == KEEPER else f"{pid} {process.command}"
    mounts = snapshot.namespace(target.namespaces.get("mnt"))
    for pin in () if mounts is None else mounts.pins:
        if pin.kind == "bind":
            yield f"bound at {pin.path}"
