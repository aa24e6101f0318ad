"""The library, and the one way both front ends go: capture a snapshot, ask it for answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nsexplorer.discovery.observer import Observer
from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.snapshot import Snapshot

if TYPE_CHECKING:  # each function imports what it needs: start-up is part of the product
    from nsexplorer.discovery.holds import OpenFiles
    from nsexplorer.discovery.live import Watch
    from nsexplorer.explain.compare.answer import Comparison, Live
    from nsexplorer.explain.compare.side import Side
    from nsexplorer.explain.entering import Entry
    from nsexplorer.explain.errno_meaning.meant import Meaning
    from nsexplorer.explain.events.event import Event
    from nsexplorer.explain.events.watched import Watched
    from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts
    from nsexplorer.explain.filter import UserIds
    from nsexplorer.explain.holders.answer import HoldersAnswer
    from nsexplorer.explain.holders.scope import Scope
    from nsexplorer.explain.holders.subject import Subject
    from nsexplorer.explain.id_translation import MapAnswer
    from nsexplorer.explain.identity import Level
    from nsexplorer.explain.living_sessions import Kept, Living
    from nsexplorer.explain.mounts import MountsAnswer
    from nsexplorer.explain.network import NetworkAnswer
    from nsexplorer.explain.predict.mount import MountPrediction
    from nsexplorer.explain.predict.path import PathPrediction
    from nsexplorer.explain.predict.umount import UmountPrediction
    from nsexplorer.explain.targets import Target
    from nsexplorer.explain.whoami import WhoamiAnswer
    from nsexplorer.explain.why.answer import Why
    from nsexplorer.helper.refusal import Refusal
    from nsexplorer.machine.can_mount import MountableAnswer
    from nsexplorer.model.accounts import Accounts
    from nsexplorer.model.check import Check
    from nsexplorer.model.hold import Holds, KernelUses
    from nsexplorer.model.listing import Listing
    from nsexplorer.model.lock import LockFacts
    from nsexplorer.model.network import Network
    from nsexplorer.model.walk import Step, Trail, Walk

LOCK_DEADLINE = 5.0
"""Seconds that a live test of the locks of one mount namespace may take."""

WALK_DEADLINE = 5.0
"""Seconds that a walk of a path may take: a server that it asks may be dead."""

LOOK_DEADLINE = 5.0
"""Seconds that a look at one path, or at files on detached mounts, may take: a server may not answer."""

MOST_OTHER_ENDS = 16
"""So many other network namespaces are read for the names of the links at the other ends: each takes a process of its own."""

LISTING_DEADLINE = 5.0
"""Seconds that listing one directory may take."""

__all__ = [
    "AmbiguousTarget",
    "Observer",
    "Snapshot",
    "TableUnreadable",
    "UnknownTarget",
    "absolute",
    "absolute_path",
    "can_mount",
    "capture",
    "capture_for_compare",
    "capture_for_mounts",
    "capture_namespaces",
    "compare",
    "doctor",
    "error_meaning",
    "events",
    "failure_of",
    "holders",
    "holders_by_tables",
    "listing",
    "load",
    "load_file",
    "map_id",
    "mounts",
    "network",
    "observer",
    "observer_for_holders",
    "predict_mount",
    "predict_path",
    "predict_umount",
    "show",
    "side",
    "target",
    "watch",
    "watched",
    "whoami",
    "why",
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


def watch(capture: Callable[[], Snapshot] | None = None) -> Watch:
    """What looks at this machine again whenever something may have changed; with `capture`, by that."""
    from nsexplorer.discovery.live import Watch

    return Watch(capture or observer().capture)


def events(before: Snapshot, after: Snapshot) -> tuple[Event, ...]:
    """What appeared, changed and vanished between two snapshots of this machine."""
    from nsexplorer.explain.events.difference import events

    return events(before, after)


def watched(snapshot: Snapshot, text: str) -> Watched:
    """Which events concern that target, and whether it is still there. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain.events.watched import watched_by

    return watched_by(snapshot, target(snapshot, text))


def capture_namespaces() -> Snapshot:
    """The same without id maps and the details of processes: what `ls` needs, in less time."""
    from nsexplorer.discovery.listing import LISTING

    return Observer(LISTING).capture()


def capture_for_mounts(text: str) -> Snapshot:
    """A snapshot with the mount table of that target in it, and as little else as that needs: for a process, its table alone.

    A process with another root directory is seen among the whole namespace, so that what lies outside of its root can be told.
    """
    from nsexplorer.discovery.host import session_around
    from nsexplorer.discovery.one_process import capture_process
    from nsexplorer.explain.targets import HIGHEST_PID

    if text == "self" or (text == "host" and session_around() is None):
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


def load_file(path: str) -> Snapshot:
    """The snapshot in a file. Raises model.saved.UnusableSnapshot, OSError where it cannot be read."""
    from nsexplorer.model import saved

    with open(path, "rb") as file:
        return saved.load(file.read(saved.LIMIT + 1))


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


def entry(snapshot: Snapshot, text: str, kinds: Sequence[str] = NAMESPACE_TYPES) -> Entry:
    """How to go into the namespaces of these types of that target, and which rule would refuse. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain import entering

    return entering.entry(snapshot, target(snapshot, text), kinds)


def sessions(snapshot: Snapshot) -> tuple[Living, ...]:
    """This user's sessions that live, by name, with what the snapshot, which is of this machine, now, has of each."""
    from nsexplorer.discovery.session_records import sessions
    from nsexplorer.explain.living_sessions import living

    return living(snapshot, sessions())


def kept_namespaces(snapshot: Snapshot) -> tuple[Kept, ...]:
    """The namespaces that bind mounts in the viewer's mount namespace keep."""
    from nsexplorer.explain.living_sessions import kept

    return kept(snapshot)


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
        reason = f"{answer.unreadable['locked']}, and there is none: {reason_of(report)}"
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


def observer_for_holders(text: str) -> Observer:
    """What captures all that `holders` of that text needs, or unmounting as that target: namespaces, tables, processes, containers."""
    from nsexplorer.discovery import names
    from nsexplorer.discovery.listing import LISTING

    return Observer((*LISTING, names.collect_units) if text.startswith("unit:") else LISTING)


def holders(snapshot: Snapshot, text: str, observer: Observer | None = None) -> HoldersAnswer:
    """What keeps a mount, a device, a file, a directory or a namespace busy or alive, on this machine, now.

    `text` is looked at, within a deadline, only where it is a path that is no mount point of the host's table and no device. What the
    `observer` that captured the snapshot knows is not read again. Raises UnknownTarget, AmbiguousTarget.
    """
    from nsexplorer.discovery import holding, kernel_holds
    from nsexplorer.explain.holders.answer import holders as explained
    from nsexplorer.explain.holders.scope import scope_of

    uses = kernel_holds.find()
    scope = scope_of(snapshot, _subject(snapshot, uses, text), uses)
    found = _held(snapshot, scope, {} if observer is None else observer.open_files, True)
    members = {pid for each in scope.subject.namespaces for pid in snapshot.namespaces[each].members}
    return explained(holding.with_units(snapshot, {hold.pid for hold in found.holds} | members), scope, uses, found)


def _held(snapshot: Snapshot, scope: Scope, known: OpenFiles, detached: bool) -> Holds:
    """What processes hold of what is in that scope, now; on `detached` mounts too, which stand in no table."""
    from nsexplorer.discovery import holding
    from nsexplorer.discovery.holds import Sought
    from nsexplorer.helper.ask import ask_devices

    sought = Sought(scope.paths, frozenset(scope.parts), scope.known, scope.devices, scope.nodes, detached)

    def device_of(links: list[str]) -> Mapping[str, tuple[str, int]]:
        return ask_devices(links, LOOK_DEADLINE)

    found = holding.find(snapshot, sought, device_of, known)
    if scope.subject.kind == "device":  # nothing but the device leads to a mount that was detached
        more = holding.on_detached_mounts(snapshot, sought, device_of)
        found = replace(found, holds=found.holds + more.holds, not_looked_at=found.not_looked_at + more.not_looked_at)
    return found


def holders_by_tables(snapshot: Snapshot, text: str) -> HoldersAnswer:
    """The same by what a snapshot has: mount tables and namespaces. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain.holders.answer import holders as explained
    from nsexplorer.explain.holders.scope import scope_of
    from nsexplorer.explain.holders.subject import by_table, known_by_name

    subject = known_by_name(snapshot, None, text) or by_table(snapshot, text)
    return explained(snapshot, scope_of(snapshot, subject, None), None, None)


def _subject(snapshot: Snapshot, uses: KernelUses, text: str) -> Subject:
    """What `holders` is asked about, with a look at the path where names and tables do not tell. A bare word may be a file as well."""
    from nsexplorer.explain.holders.subject import by_table, known_by_name, looked_at
    from nsexplorer.helper.ask import ask_walk
    from nsexplorer.helper.refusal import Refusal

    path = absolute(text)
    unknown = None
    try:
        subject = known_by_name(snapshot, uses, path)
    except UnknownTarget as error:
        if ":" in text or path.startswith("/"):
            raise
        subject, unknown, path = None, error, os.path.abspath(text)
    if subject is not None:
        return subject
    shared = snapshot.host.get("mnt") == snapshot.own.get("mnt")
    host = None if shared else snapshot.namespaces[snapshot.host["mnt"]].leader
    trail = ask_walk(host or os.getpid(), path, LOOK_DEADLINE)
    if isinstance(trail, Refusal):
        return by_table(snapshot, path, reason_of(trail))
    if trail.walk.end is None and unknown is not None:
        raise unknown
    _insist_on_access(path, trail.walk, host or os.getpid())
    return looked_at(snapshot, path, trail.walk, uses)


def capture_for_compare(a: str, b: str, aspects: Sequence[str]) -> Snapshot:
    """A snapshot with what comparing those two targets in those aspects takes: every mount table, and as little else as possible."""
    plain = {"mounts", "namespaces", "net"}.issuperset(aspects) and not (a + b).count("unit:")
    return capture_namespaces() if plain else capture()


def side(snapshot: Snapshot, text: str, saved: bool = False) -> Side:
    """One side of a comparison: a target in its snapshot; `saved` where that was loaded. Raises UnknownTarget, AmbiguousTarget."""
    from nsexplorer.explain.compare.side import Side

    return Side(snapshot, target(snapshot, text), saved)


def compare(a: Side, b: Side, aspects: Sequence[str] = ("mounts",), path: str | None = None) -> Comparison:
    """Two sides aligned, in those aspects (explain/compare/answer.py, ASPECTS). `path` is the directory for `files`.

    Network namespaces and directories are read live, within a deadline. What cannot be compared is in `unreadable` of the answer.
    """
    from nsexplorer.explain.compare import answer

    networks = _networks(a, b) if "net" in aspects else None
    listings = answer.Live(_listing(a, path), _listing(b, path)) if "files" in aspects and path is not None else None
    return answer.compare(a, b, aspects, networks, listings)


def network(snapshot: Snapshot, text: str) -> NetworkAnswer | str:
    """The links, addresses and routes of the network namespace of that target, on this machine, now; or why they cannot be read.

    Raises UnknownTarget, AmbiguousTarget.
    """
    from nsexplorer.explain import network as networks
    from nsexplorer.explain.handles import handles

    namespace = target(snapshot, text).namespaces.get("net")
    if namespace is None:
        return "which network namespace it is in is not known"
    from nsexplorer.discovery.network import read

    files = {each.id: tuple(handles(snapshot, each.id)) for each in snapshot.namespaces.values() if each.type == "net"}
    found = read({namespace: files.pop(namespace, ())}, files)[namespace]
    if isinstance(found, str):
        return found
    numbers = {link.peer_nsid for link in found.links if link.peer_nsid is not None}
    tied = [other for other, number in found.known.items() if number in numbers][:MOST_OTHER_ENDS]
    others = read({other: files[other] for other in tied}) if tied else {}
    return networks.network(found, [each for each in others.values() if not isinstance(each, str)])


def _networks(a: Side, b: Side) -> Live[Network]:
    from nsexplorer.explain.compare.answer import Live
    from nsexplorer.explain.handles import handles

    of = {side.target.namespaces.get("net", ""): side.snapshot for side in (a, b) if not side.saved}
    of.pop("", None)
    found: Mapping[str, Network | str] = {}
    if of:
        from nsexplorer.discovery.network import read

        found = read({namespace: tuple(handles(snapshot, namespace)) for namespace, snapshot in of.items()})
    return Live(_network(a, found), _network(b, found))


def _network(side: Side, found: Mapping[str, Network | str]) -> Network | str:
    unknown = _not_live(side, "network namespace")
    return unknown if side.saved else found.get(side.target.namespaces.get("net", ""), unknown)


def _listing(side: Side, path: str) -> Listing | str:
    from nsexplorer.explain.handles import handles
    from nsexplorer.explain.viewpoint import default_viewpoint
    from nsexplorer.helper.ask import Inside, ask_listing
    from nsexplorer.model.listing import Listing

    namespace = side.target.namespaces.get("mnt")
    pid = default_viewpoint(side.snapshot, side.target).pid
    if side.saved or (namespace is None and pid is None):
        return _not_live(side, "mount namespace")
    if pid is not None:
        place = Inside(pid)
    elif namespace == side.snapshot.own.get("mnt"):
        place = Inside()
    else:
        known = side.snapshot.namespace(namespace)
        place = Inside(None, tuple(handles(side.snapshot, namespace or "")), None if known is None else known.inode)
    found = ask_listing(path, place, LISTING_DEADLINE)
    return found if isinstance(found, Listing) else reason_of(found)


def _not_live(side: Side, what: str) -> str:
    return "a saved snapshot does not have it" if side.saved else f"the {what} of {side.target.text} is not known"


def can_mount(snapshot: Snapshot, text: str = "self") -> MountableAnswer:
    """Which file systems may be mounted in the namespaces of that target, and in a session opened from there. Nothing is mounted.

    The snapshot is of this machine, now. Raises UnknownTarget, AmbiguousTarget.
    """
    from nsexplorer.machine import can_mount as mounting

    return mounting.can_mount(snapshot, target(snapshot, text))


def why(snapshot: Snapshot, path: str, b: str, a: str = "host", at: str | None = None, live: bool = True) -> Why:
    """Why the target `b` does not see at `at` (default: the same path) what `a` sees at `path`, or sees it differently.

    `live`: the snapshot is of this machine, now, so the path is walked on both sides, by a process of its own, within a deadline; without
    it the tables alone decide. Raises UnknownTarget, AmbiguousTarget, TableUnreadable.
    """
    from nsexplorer.explain.why import asking

    ours, theirs = target(snapshot, a), target(snapshot, b)
    if not live:
        return asking.why(snapshot, ours, theirs, path, at)
    in_a = _trail(snapshot, ours, path)
    in_b = _trail(snapshot, theirs, at or path)
    answer = asking.why(snapshot, ours, theirs, path, at, in_a=in_a, in_b=in_b)
    if answer.verdict != "at-other-path" or answer.path_in is None:
        return answer
    elsewhere = _trail(snapshot, theirs, answer.path_in)
    return asking.why(snapshot, ours, theirs, path, at, in_a=in_a, in_b=in_b, elsewhere=elsewhere)


def _trail(snapshot: Snapshot, side: Target, path: str) -> Trail | None:
    """What a live look at the path finds on one side; None where nobody may look, or nothing answers in time."""
    from nsexplorer.explain.why.side import side_of, walker
    from nsexplorer.helper.ask import ask_walk
    from nsexplorer.helper.refusal import Refusal

    pid = walker(side_of(snapshot, side))
    found = None if pid is None else ask_walk(pid, path, WALK_DEADLINE)
    return None if isinstance(found, Refusal) else found


def error_meaning(
    call: str,
    error: str,
    *,
    pid: int | None = None,
    path: str | None = None,
    types: tuple[str, ...] = (),
    ids: tuple[int, int] | None = None,
) -> Meaning | None:
    """What it means here that a call (`umount`, `remount`, `unshare`, `setns`, `chown`, `open`, ...) gave an errno (`EINVAL`), for process
    `pid` (by default this one), checked against the live state; None where nothing is known of it.

    `path` is absolute, as that process sees it; it is not looked at. `types` are those of the namespaces that the call was about, `ids`
    the uid and gid that it gave.
    """
    from nsexplorer.discovery import situation
    from nsexplorer.explain.errno_meaning.meaning import meaning

    process = os.getpid() if pid is None else pid
    now = replace(situation.read(process), path=path, types=types)
    if ids is not None:
        now = replace(now, uid=ids[0], gid=ids[1])
    if path is not None:
        now = replace(now, **_mount_at(process, path))
    return meaning(call, error, now)


def _mount_at(pid: int, path: str) -> dict[str, Any]:
    """The mount at a path of a process, by its table, and what a live test finds out about its locks."""
    from nsexplorer.explain.visibility import lookup
    from nsexplorer.helper.ask import LockReport, ask_locks

    snapshot = capture_for_mounts(str(pid))
    table = snapshot.table_of_process(pid)
    mount = None if table is None else lookup(table.mounts, path, "process")
    if mount is None:
        return {}
    report = ask_locks(pid, LOCK_DEADLINE)
    lock = report.locks.get(mount.id) if isinstance(report, LockReport) else None
    return {"mount": mount, "mount_point": mount.target == path, "lock": None if lock is None or lock.locked is None else lock}


def reason_of(refusal: Refusal) -> str:
    """Why a helper gave no answer, with what the kernel means by the errno behind it where that is known."""
    from nsexplorer.discovery import situation
    from nsexplorer.explain.errno_meaning.meaning import meaning

    now = replace(situation.read(os.getpid()), threads=1, path=refusal.path or None)  # the helper has our rights, and one thread
    found = meaning(refusal.call, refusal.error, now) if refusal.call else None
    return refusal.reason if found is None else f"{refusal.reason} ({_words(found)})"


def failure_of(call: str, error: OSError, path: str) -> str:
    """Why a call on a path failed, with what the kernel means by that where it is known; a relative path is completed."""
    import errno

    found = error_meaning(call, errno.errorcode.get(error.errno or 0, ""), path=os.path.abspath(path))
    reason = error.strerror or str(error)
    return reason if found is None else f"{reason} ({_words(found)})"


def _words(meaning: Meaning) -> str:
    return f"{meaning.confidence}: {meaning.answer.sentence.rstrip('.')}"


def whoami(snapshot: Snapshot, text: str = "self", saved: bool = False) -> WhoamiAnswer:
    """Who the process of that target is in its user namespace and in each around it. Raises UnknownTarget, AmbiguousTarget.

    Names, subordinate ids and securebits are looked up, unless the snapshot is a `saved` one: another machine may have others.
    """
    from nsexplorer.explain import whoami as identities

    if saved and text == "self" and snapshot.viewer.pid in snapshot.processes:
        text = str(snapshot.viewer.pid)  # who took the snapshot is not who asks now
    found = target(snapshot, text)
    answer = identities.whoami(snapshot, found)
    if saved:
        return answer
    from nsexplorer.discovery.subordinate_ids import subordinate_ids
    from nsexplorer.linux.prctl import securebits

    names = _account_names(snapshot, answer.process.pid, answer.levels)
    own = securebits() if answer.process.pid == snapshot.viewer.pid else None
    return identities.whoami(snapshot, found, names, subordinate_ids(), own)


def map_id(snapshot: Snapshot, what: str, inside: str, to: str | None = None, saved: bool = False) -> MapAnswer:
    """What an id of the user namespace of the target `inside`, or the owner of a file that it sees, is in each around that, or for `to`.

    `what` is a number, or an absolute path: that is looked at, through a process of the target. Raises UnknownTarget, AmbiguousTarget,
    PathUnreadable where nothing can be looked at.
    """
    from nsexplorer.discovery.subordinate_ids import subordinate_ids
    from nsexplorer.explain import id_translation

    found = target(snapshot, inside)
    other = None if to is None else target(snapshot, to)
    if what.isascii() and what.isdigit():
        answer = id_translation.map_number(snapshot, int(what), found, other)
        if saved:
            return answer
        names = _account_names(snapshot, _process_of(snapshot, found), answer.levels)
        return id_translation.map_number(snapshot, int(what), found, other, names, subordinate_ids())
    if saved:
        raise UnknownTarget(what, "a saved snapshot has no files", "ask for an id, or on the machine itself")
    pid = _process_of(snapshot, found)
    owner = _looked_at(what, pid)
    answer = id_translation.map_owner(snapshot, what, owner, found, other)
    names = _account_names(snapshot, pid, answer.levels)
    return id_translation.map_owner(snapshot, what, owner, found, other, names, subordinate_ids())


def _looked_at(path: str, pid: int) -> Step:
    """What is at the end of a path as a process sees it. Raises UnknownTarget, PathUnreadable."""
    from nsexplorer.explain.errors import PathUnreadable
    from nsexplorer.helper.ask import ask_walk
    from nsexplorer.helper.refusal import Refusal

    trail = ask_walk(pid, path, LOOK_DEADLINE)
    if isinstance(trail, Refusal):
        raise PathUnreadable(path, reason_of(trail))
    if trail.walk.end is None:
        _insist_on_access(path, trail.walk, pid)
        raise UnknownTarget(
            path, f"it is not there as process {pid} sees it: {trail.walk.error} at {trail.walk.failed}", "name another path"
        )
    return trail.walk.end


def _insist_on_access(path: str, walk: Walk, pid: int) -> None:
    """Raises PathUnreadable where the walk ended because it was not let further: what lies there is not known then."""
    from nsexplorer.explain.errors import PathUnreadable
    from nsexplorer.explain.predict.path import ABSENT

    if walk.error is not None and walk.error not in ABSENT:
        failed = walk.failed or path
        found = error_meaning("open", walk.error, pid=pid, path=failed)
        raise PathUnreadable(path, f"{failed} gives {walk.error}" + ("" if found is None else f" ({_words(found)})"))


def _process_of(snapshot: Snapshot, target: Target) -> int:
    """A process that sees what the target sees; ourselves for the namespaces that we are in."""
    if target.pid is not None:
        return target.pid
    if target.namespaces.get("mnt") == snapshot.own.get("mnt") and target.namespace is None:
        return os.getpid()
    for kind in ("mnt", "user"):
        namespace = snapshot.namespace(target.namespaces.get(kind))
        if namespace is not None and namespace.leader is not None:
            return namespace.leader
    raise UnknownTarget(target.text, "no process is in it", "name a process")


def _account_names(snapshot: Snapshot, pid: int, levels: Sequence[Level]) -> Mapping[str, Accounts]:
    """What the ids of these levels are called: by our own user database, and for the innermost one by the files that its process sees."""
    from nsexplorer.discovery.accounts import accounts
    from nsexplorer.helper.ask import ask_accounts
    from nsexplorer.helper.refusal import Refusal

    found = {}
    for number, level in enumerate(levels):
        uids, gids = [[each] if each is not None else [] for each in (level.uid, level.gid)]
        if level.namespace is None:
            continue
        if level.namespace == snapshot.viewer.user_namespace:
            found[level.namespace] = accounts(uids, gids)
        elif not number and (uids or gids):
            names = ask_accounts(pid, uids, gids, LOOK_DEADLINE)
            if not isinstance(names, Refusal):
                found[level.namespace] = names
    return found


def absolute_path(path: str) -> str:
    """A path on the host's side; a relative one is completed by the working directory."""
    return os.path.abspath(path)


def predict_path(snapshot: Snapshot, path: str, text: str = "host", uid: int | None = None, live: bool = True) -> PathPrediction:
    """What that target gets at a path, and whether it may write there: as its process does, or as user `uid` of its own.

    `live`: the snapshot is of this machine, now, so the path is walked, within a deadline. Raises UnknownTarget, AmbiguousTarget,
    TableUnreadable.
    """
    from nsexplorer.explain.predict import path as explained

    found = target(snapshot, text)
    trail, why_not = _walked(snapshot, found, path) if live else (None, "a saved snapshot has no files")
    groups = _groups(snapshot, found, uid) if live and uid is not None else None
    return explained.predict_path(snapshot, found, path, trail, why_not, uid, groups)


def _groups(snapshot: Snapshot, side: Target, uid: int) -> tuple[int, ...] | None:
    """The groups of a user of the target, by the user database there; None where that is not known."""
    from nsexplorer.discovery import accounts
    from nsexplorer.explain.why.side import side_of, walker
    from nsexplorer.helper.ask import ask_groups

    if all(side.namespaces.get(kind) == snapshot.own.get(kind) for kind in ("mnt", "user")):
        return accounts.groups(uid)
    pid = walker(side_of(snapshot, side))
    return None if pid is None else ask_groups(pid, uid, LOOK_DEADLINE)


def predict_mount(snapshot: Snapshot, path: str, text: str = "host", live: bool = True) -> MountPrediction:
    """Which mount namespaces would receive a mount that the target made at that path; `live` as for `predict_path`.

    Raises UnknownTarget, AmbiguousTarget, TableUnreadable.
    """
    from nsexplorer.explain.predict import mount as explained

    found = target(snapshot, text)
    return explained.predict_mount(snapshot, found, path, _walked(snapshot, found, path)[0] if live else None)


def predict_umount(
    snapshot: Snapshot, path: str, text: str = "host", live: bool = True, observer: Observer | None = None
) -> UmountPrediction:
    """Which mounts would go if the target unmounted that path; `live` as for `predict_path`, and locks and open files are told.

    What the `observer` that captured the snapshot knows is not read again. Raises UnknownTarget, AmbiguousTarget, TableUnreadable.
    """
    from concurrent.futures import ThreadPoolExecutor

    from nsexplorer.explain.predict import umount as explained

    found = target(snapshot, text)
    if not live:
        return explained.predict_umount(snapshot, found, path)
    trail = _walked(snapshot, found, path)[0]
    known = explained.predict_umount(snapshot, found, path, trail)
    if known.fails is not None:
        return known
    scope = explained.in_use_of(snapshot, known)
    with ThreadPoolExecutor(1) as beside:  # the helper tries the lock meanwhile
        locks = beside.submit(_locks_of, snapshot, known.side.namespace, known.mount.id)
        held = _held(snapshot, scope, {} if observer is None else observer.open_files, False)
        known = explained.predict_umount(snapshot, found, path, trail, locks.result())
    return known if known.fails is not None else explained.with_users(snapshot, known, scope, held)


def _locks_of(snapshot: Snapshot, namespace: str, mount: int) -> Mapping[int, LockFacts]:
    """Whether a mount is locked, by a live test where the owner of its mount namespace does not tell."""
    from nsexplorer.explain.mounts import locked_by_ownership
    from nsexplorer.helper.ask import LockReport, ask_locks

    facts, _ = locked_by_ownership(snapshot, namespace)
    members = snapshot.namespaces[namespace].members if namespace in snapshot.namespaces else ()
    if facts.locked is not None or not members:
        return {mount: facts}
    report = ask_locks(members[0], LOCK_DEADLINE, mount)
    return report.locks if isinstance(report, LockReport) and report.namespace == namespace else {}


def _walked(snapshot: Snapshot, side: Target, path: str) -> tuple[Trail | None, str]:
    """What a live look at the path finds, and why nothing where it finds none."""
    from nsexplorer.explain.why.side import side_of, walker
    from nsexplorer.helper.ask import ask_walk
    from nsexplorer.helper.refusal import Refusal

    pid = walker(side_of(snapshot, side))
    if pid is None:
        return None, "there is no process through which it could be looked at"
    found = ask_walk(pid, path, WALK_DEADLINE)
    return (None, reason_of(found)) if isinstance(found, Refusal) else (found, "")


def doctor(snapshot: Snapshot) -> tuple[str, tuple[Check, ...]]:
    """Whether whoever runs this can have rootless containers on this machine: a sentence, and each check with what was read and tried.

    The snapshot is of this machine, now.
    """
    import pwd

    from nsexplorer.machine.doctor.examination import examine
    from nsexplorer.machine.doctor.sentence import sentence
    from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

    try:
        entry = pwd.getpwuid(os.geteuid())
        user, home = entry.pw_name, entry.pw_dir
    except KeyError:
        user, home = str(os.geteuid()), os.environ.get("HOME", "/")
    checks = examine(snapshot, user, os.environ.get("HOME") or home, os.environ)
    initial = snapshot.viewer.user_namespace == INITIAL_USER_NAMESPACE
    return sentence(user if initial or os.geteuid() else f"{user} of this user namespace", checks), checks
