"""What the other rooms ask the helper: one function a job. Deadlines are in seconds from now; what came by then is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nsexplorer.helper import process
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.nsfs import Facts
from nsexplorer.model.accounts import Accounts
from nsexplorer.model.listing import Entry, Listing
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.mountable import MountTrial
from nsexplorer.model.walk import HeldMount, Step, Trail, Walk

SHARE_OF_DEADLINE = 0.8
"""How much of the deadline the helper may spend, its start not counted: it should end by itself, and give up on what is stuck."""


@dataclass(frozen=True, slots=True)
class LockReport:
    """The locks of a mount namespace, found out by trying in a copy of it.

    `namespace` is the one that was asked. `locks` has every mount of it by mountinfo's id. `unknown` says for some of them what could
    not be told, and why.
    """

    namespace: str
    locks: Mapping[int, LockFacts]
    unknown: Mapping[int, str]


class Inside(NamedTuple):
    """From where an absolute path starts: the root directory of process `pid`; without one, that of someone who joins the mount namespace
    with that inode, whose file is at one of `handles`; with neither, our own.
    """

    pid: int | None = None
    handles: tuple[str, ...] = ()
    inode: int | None = None


class Route(NamedTuple):
    """Where a namespace file lies: start at the root directory of process `pid` (None: our own), join the mount namespaces whose files
    are at `hops` one after the other, and open `path` there.
    """

    pid: int | None
    hops: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class NamespaceFile:
    """What a namespace file is: the facts of its namespace and of all its owners and parents, itself first.

    `table` is the mountinfo of a mount namespace as an entrant sees it, None where `table_unread` says why, or where it is another type.
    """

    facts: tuple[Facts, ...]
    table: bytes | None
    table_unread: str | None


def ask_locks(pid: int, deadline: float, only: int | None = None) -> LockReport | Refusal:
    """Which mounts of the mount namespace of process `pid` are locked, and which flags of them; of the mount `only` alone, where given.

    Nothing is changed there, and no file system is asked. It needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace.
    """
    answers, refusal = process.ask("locks", {"pid": pid, "only": only}, deadline)
    if not answers:
        return refusal or Refusal("failed", "the helper ended without an answer")
    namespace, mounts = answers[0]
    reason = refusal.reason if refusal else "it was not tried"
    findings = {mount: finding for batch in answers[1:] for mount, *finding in batch}
    locks: dict[int, LockFacts] = {}
    unknown: dict[int, str] = {}
    for mount in mounts:
        locked, flags, why = findings.get(mount, (None, (), reason))
        locks[mount] = LockFacts(locked, tuple(flags))
        if why is not None:
            unknown[mount] = why
    return LockReport(namespace, locks, unknown)


def ask_namespace_files(routes: Sequence[Route], deadline: float) -> list[NamespaceFile | Refusal]:
    """What the namespace files at the ends of these routes are, in their order.

    All share one helper. A route that gets stuck ends as a refusal of kind `late`, and costs no other its answer.
    """
    if not routes:
        return []
    answers, refusal = process.ask("namespace_files", {"routes": routes, "seconds": deadline * SHARE_OF_DEADLINE}, deadline)
    found: list[NamespaceFile | Refusal] = [refusal or Refusal("failed", "the helper gave no answer")] * len(routes)
    for number, *answer in answers:
        found[number] = _namespace_file(answer)
    return found


def _namespace_file(answer: list[object]) -> NamespaceFile | Refusal:
    if answer[0] == "refused":
        return Refusal(*map(str, answer[1:]))
    facts, table, unread = answer
    assert isinstance(facts, list)
    raw = table.encode("utf-8", "surrogateescape") if isinstance(table, str) else None
    known = tuple(Facts(*fact)._replace(outside=tuple(fact[-1])) for fact in facts)
    return NamespaceFile(known, raw, unread if isinstance(unread, str) else None)


def ask_walk(pid: int, path: str, deadline: float) -> Trail | Refusal:
    """Where an absolute path leads as process `pid` sees it, and which mounts that process holds.

    It needs the permission to trace the process. A refusal of kind `late` names what gave no answer.
    """
    answers, refusal = process.ask("walk", {"pid": pid, "path": path}, deadline)
    steps = tuple(Step(*rest) for word, *rest in answers if word == "step")
    end = next((rest for word, *rest in answers if word == "end"), None)
    if end is None:
        last = f" below {steps[-1].path}" if steps and refusal is not None and refusal.kind == "late" else ""
        return refusal._replace(reason=refusal.reason + last) if refusal else Refusal("failed", "the helper ended without an answer")
    error, failed = end
    held: list[list[Any] | None] = next((rest for word, *rest in answers if word == "held"), [None])
    known = None if None in held else tuple(HeldMount(*mount) for mount in held if mount is not None)
    return Trail(Walk(path, steps, error, failed), known)


def ask_try_mounts(
    pid: int | None, places: Sequence[Sequence[str]], fstypes: Sequence[str], deadline: float
) -> list[Mapping[str, MountTrial] | Refusal]:
    """Whether these file systems may be mounted, by name, for each of `places`: types of namespaces to make first, none for as it is.

    The start is the namespaces of process `pid`, None for our own. Nothing is mounted anywhere.
    """
    request = {"pid": pid, "places": places, "fstypes": fstypes, "seconds": deadline * SHARE_OF_DEADLINE}
    answers, refusal = process.ask("try_mounts", request, deadline)
    found: list[Mapping[str, MountTrial] | Refusal] = [refusal or Refusal("failed", "the helper gave no answer")] * len(places)
    for number, trials in answers:
        if isinstance(trials, list):
            found[number] = Refusal(*trials[1:])
        else:
            found[number] = {name: MountTrial(stage, error, tuple(words)) for name, (stage, error, words) in trials.items()}
    return found


def ask_devices(links: Sequence[str], deadline: float) -> Mapping[str, tuple[str, int]]:
    """On which device, as `8:1`, and on which mount the open files behind these links are (`PID/fd/N` in /proc), by link.

    Those that are gone, may not be looked at, or gave no answer within the deadline are missing.
    """
    if not links:
        return {}
    answers, _ = process.ask("devices", {"links": list(enumerate(links))}, deadline)
    return {links[number]: (device, mount) for number, device, mount in answers}


def ask_listing(path: str, place: Inside, deadline: float) -> Listing | Refusal:
    """What is in the directory that an absolute path leads to there. Where the deadline ends it, the listing has what came by then."""
    request = {"path": path, "pid": place.pid, "handles": place.handles, "inode": place.inode, "seconds": deadline * SHARE_OF_DEADLINE}
    answers, refusal = process.ask("list_directory", request, deadline)
    if not answers:
        return refusal or Refusal("failed", "the helper ended without an answer")
    user_namespace, *batches = answers
    entries = tuple(Entry(*entry) for batch in batches for entry in batch)
    return Listing(path, user_namespace, entries, refusal and refusal.reason)


def ask_network_socket(namespace: int, deadline: float) -> int | Refusal:
    """A socket of rtnetlink(7) in the network namespace behind the descriptor `namespace`: a descriptor, which is the caller's to close.

    It needs CAP_SYS_ADMIN in the user namespace that owns it, which whoever made that one has.
    """
    import socket

    ours, theirs = socket.socketpair()
    with ours, theirs:
        request = {"namespace": namespace, "channel": theirs.fileno()}
        _, refusal = process.ask("network_socket", request, deadline, (namespace, theirs.fileno()))
        if refusal is not None:
            return refusal
        return socket.recv_fds(ours, 1, 1, socket.MSG_DONTWAIT)[1][0]


def ask_accounts(pid: int, uids: Sequence[int], gids: Sequence[int], deadline: float) -> Accounts | Refusal:
    """What these ids are called where process `pid` lives, by the passwd(5) and group(5) files below its root directory."""
    answers, refusal = process.ask("accounts", {"pid": pid, "uids": uids, "gids": gids, "member": None}, deadline)
    if not answers:
        return refusal or Refusal("failed", "the helper ended without an answer")
    users, groups, _ = answers[0]
    return Accounts(*({int(number): name for number, name in names.items()} for names in (users, groups)))


def ask_groups(pid: int, uid: int, deadline: float) -> tuple[int, ...] | None:
    """The groups that user `uid` gets at login where process `pid` lives, its own first, by the same files; None where they do not tell."""
    answers, _ = process.ask("accounts", {"pid": pid, "uids": [], "gids": [], "member": uid}, deadline)
    groups = answers[0][2] if answers else None
    return None if groups is None else tuple(groups)


@dataclass(frozen=True, slots=True)
class MapTrial:
    """What came of writing an id map: `error` is an errno's name or an exit status, None where it worked; `said` the program's words."""

    error: str | None
    said: str


@dataclass(frozen=True, slots=True)
class UserNamespaceTrial:
    """What came of making a user namespace and being root in it, step by step: the errno's name where one failed, None where it worked.

    `maps` are by `uid` and `gid`; empty where there was no user namespace. `inside` are the steps inside, by name: `setgroups`,
    `mount_namespace`, `tmpfs`; empty where the maps failed. `capabilities` are those that it had there.
    """

    unshare: str | None
    maps: Mapping[str, MapTrial]
    uid: int | None
    capabilities: int | None
    label: str | None
    inside: Mapping[str, str | None]

    @property
    def refused(self) -> Mapping[str, str]:
        """The steps inside that failed, with the errno's name. Without setgroups(2): a single id comes without it."""
        return {step: error for step, error in self.inside.items() if error is not None and step != "setgroups"}


class MapRequest(NamedTuple):
    """Rows of (inside, outside, count) to map, and the program to write them with; None: without one."""

    rows: tuple[tuple[int, int, int], ...]
    program: str | None


def ask_user_namespace(uids: MapRequest, gids: MapRequest, deadline: float) -> UserNamespaceTrial | Refusal:
    """What comes of making a user namespace with these maps. Nothing of it lasts."""
    maps = {kind: {"rows": request.rows, "program": request.program} for kind, request in (("uid", uids), ("gid", gids))}
    answers, refusal = process.ask("try_user_namespace", {"maps": maps, "seconds": deadline * SHARE_OF_DEADLINE}, deadline)
    if not answers:
        return refusal or Refusal("failed", "the helper ended without an answer")
    found = answers[0]
    capabilities = found.get("capabilities")
    return UserNamespaceTrial(
        unshare=found["unshare"],
        maps={kind: MapTrial(**found[f"{kind}_map"]) for kind in ("uid", "gid") if f"{kind}_map" in found},
        uid=found.get("uid"),
        capabilities=None if capabilities is None else int(capabilities, 16),
        label=found.get("label"),
        inside={step: found[step] for step in ("setgroups", "mount_namespace", "tmpfs") if step in found},
    )


class Program(NamedTuple):
    """A program's file: its path, mode bits, owner, the id of the mount it is on, whether it has capabilities, whether we may run it."""

    path: str
    mode: int
    uid: int
    mount: int
    capable: bool
    executable: bool


def ask_programs(names: Sequence[str], directories: Sequence[str], deadline: float) -> Mapping[str, Program]:
    """The first file of each of these names in the directories; those that are nowhere are missing."""
    answers, _ = process.ask("programs", {"names": names, "directories": directories}, deadline)
    return {name: Program(*rest) for name, *rest in answers}


def ask_pin(source: str, namespace: str, path: str, deadline: float) -> Refusal | None:
    """Bind the file of a namespace, which `source` leads to, to an absolute path in our mount namespace; None where that is done."""
    return process.ask("pin", {"source": source, "namespace": namespace, "path": path}, deadline).refusal


def ask_unpin(path: str, deadline: float) -> int | Refusal:
    """Unmount the file of a namespace from an absolute path, with the empty file below it; gives the namespace's inode."""
    answers, refusal = process.ask("unpin", {"path": path}, deadline)
    if answers:
        return int(answers[0])
    return refusal or Refusal("failed", "the helper gave no answer")
