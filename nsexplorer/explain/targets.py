"""What a person names: one grammar for every place that takes a target."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.explain.naming import command_of
from nsexplorer.explain.target_names import containers_called, find_container, find_netns, find_unit, names, near_misses, sessions
from nsexplorer.explain.target_paths import find_path
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.snapshot import Snapshot

TargetKind = Literal["host", "self", "process", "thread", "namespace"]

HIGHEST_PID = 4194304
"""PID_MAX_LIMIT on 64-bit machines (proc_sys_kernel(5)); inodes of namespaces start far above it."""

SNAPSHOT = "snapshot:"

_NAMESPACE = re.compile(rf"(?:{'|'.join(NAMESPACE_TYPES)}):\[(?:\d+|\?\d+)\]", re.ASCII)
_THREAD = re.compile(r"(\d+)/(\d+)", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)

_FORMS = (
    "a target is host, self, a PID, PID/TID, mnt:[4026532178] or its inode, container:NAME, session:NAME, netns:NAME, unit:NAME.service, "
    "or a path"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a target stands for in one snapshot. `text` is as typed, `label` as it is called in headings.

    `pid` is set for a process (a container's is its first process, a unit's its topmost), `tid` for a thread, `namespace` where one
    namespace was named. `namespaces` has by type the namespaces that go with it: a process's own; for a namespace itself, and of the
    other types those of its leader. Types that are missing there could not be read, or have no process to tell them.
    """

    text: str
    kind: TargetKind
    pid: int | None
    tid: int | None
    namespace: str | None
    namespaces: Mapping[str, str]
    label: str


def resolve(snapshot: Snapshot, text: str) -> Target:
    """The target called `text`. A path must be absolute; what `snapshot:` names is loaded first (`split_snapshot`).

    Raises UnknownTarget, and AmbiguousTarget where several things are called so.
    """
    if text == "host":
        return Target(text, "host", None, None, None, snapshot.host, "host")
    if text == "self":
        return Target(text, "self", snapshot.viewer.pid, None, None, snapshot.own, "nsexplorer itself")
    if _NUMBER.fullmatch(text):
        number = int(text)
        return _process(snapshot, number, text) if number <= HIGHEST_PID else _inode(snapshot, number, text)
    if thread := _THREAD.fullmatch(text):
        return _thread(snapshot, int(thread[1]), int(thread[2]), text)
    if _NAMESPACE.fullmatch(text):
        return _namespace(snapshot, text, text)
    if text.startswith("/"):
        return _namespace(snapshot, find_path(snapshot, text), text)
    form, colon, name = text.partition(":")
    if colon and name:
        match form:
            case "container":
                return _container(snapshot, name, text)
            case "netns":
                return _namespace(snapshot, find_netns(snapshot, name, text), text, f"netns {name}")
            case "unit":
                return _process(snapshot, find_unit(snapshot, name, text).pid, text, f"unit {name}")
            case "snapshot":
                raise UnknownTarget(text, "that names another snapshot than this one", "name what is in this one")
    if containers_called(snapshot, text):
        return _container(snapshot, text, text)
    if named := [namespace for namespace in snapshot.namespaces.values() if namespace.name == text and text]:
        return _named(snapshot, named, text)
    if form == "session" and colon:
        near = near_misses(text, sessions(snapshot))
        raise UnknownTarget(text, "no session of that name lives", near or "`nsexplorer sessions` lists yours")
    if leaders := _leaders_called(snapshot, text):
        if len(leaders) > 1:
            raise AmbiguousTarget(text, [str(pid) for pid in leaders])
        return _process(snapshot, leaders[0], text)
    near = near_misses(text, names(snapshot) + [container.name or container.id for container in snapshot.containers])
    raise UnknownTarget(text, "nothing here is called that", near or _FORMS)


def split_snapshot(text: str) -> tuple[str, str | None] | None:
    """The file and the target in it that `snapshot:FILE[#TARGET]` names; None where the text is no such target.

    The file's name ends at the first "#". Raises UnknownTarget where it is empty.
    """
    if not text.startswith(SNAPSHOT):
        return None
    file, _, target = text.removeprefix(SNAPSHOT).partition("#")
    if not file:
        raise UnknownTarget(text, "a file is missing", "write snapshot:FILE or snapshot:FILE#TARGET")
    return file, target or None


def mount_namespace_of(snapshot: Snapshot, target: Target) -> str:
    """The mount namespace that goes with a target; raises TableUnreadable, with the reason, where that is not known."""
    found = target.namespaces.get("mnt")
    if found is not None:
        return found
    if target.pid is None:
        why = "no process is in it, so no mount namespace goes with it"
        raise TableUnreadable(target.text, why, "name a mount namespace: `nsexplorer ls -t mnt` shows them")
    process = snapshot.processes.get(target.pid)
    if process is not None and process.zombie:
        raise TableUnreadable(target.text, "it has ended and waits for its parent, so it has no mount table", "name another process")
    raise TableUnreadable(target.text, f"its mount namespace could not be read ({(process and process.unreadable) or 'no reason known'})")


def _process(snapshot: Snapshot, pid: int, text: str, label: str | None = None) -> Target:
    process = snapshot.processes.get(pid)
    if process is None:
        owner = next((thread.pid for thread in snapshot.threads if thread.tid == pid), None)
        if owner is not None:
            raise UnknownTarget(text, f"that is a thread of process {owner}", f"name it {owner}/{pid}")
        raise UnknownTarget(text, f"no process {pid} was there when this snapshot was taken" if label else "no process has that pid")
    return Target(text, "process", pid, None, None, _namespaces_of(snapshot, pid), label or f"process {pid} ({process.command})")


def _thread(snapshot: Snapshot, pid: int, tid: int, text: str) -> Target:
    process = snapshot.processes.get(pid)
    if process is None:
        raise UnknownTarget(text, f"no process has the pid {pid}")
    namespaces = next((thread.namespaces for thread in snapshot.threads if (thread.pid, thread.tid) == (pid, tid)), None)
    if namespaces is None:
        if tid != pid and process.threads == 1:
            raise UnknownTarget(text, f"process {pid} has one thread only", f"name it {pid}")
        namespaces = _namespaces_of(snapshot, pid)  # a snapshot lists the threads that are in other namespaces than their process
    return Target(text, "thread", pid, tid, None, namespaces, f"thread {tid} of process {pid} ({process.command})")


def _container(snapshot: Snapshot, name: str, text: str) -> Target:
    container = find_container(snapshot, name, text)
    return _process(snapshot, container.pid, text, f"container {container.name or container.id} ({container.engine})")


def _named(snapshot: Snapshot, namespaces: Sequence[Namespace], text: str) -> Target:
    """What `ls` calls so without it being a form of target, as `snap:firefox`: one namespace, or the process that leads them all."""
    leaders = {namespace.leader for namespace in namespaces}
    if len(namespaces) == 1:
        return _namespace(snapshot, namespaces[0].id, text)
    if len(leaders) == 1 and (leader := leaders.pop()) is not None:
        return _process(snapshot, leader, text, text)
    raise AmbiguousTarget(text, [namespace.id for namespace in namespaces])


def _leaders_called(snapshot: Snapshot, text: str) -> Sequence[int]:
    """The processes that lead a namespace which `ls` calls by their command, for want of a name."""
    unnamed = [each for each in snapshot.namespaces.values() if each.name is None and snapshot.host.get(each.type) != each.id]
    leaders = [snapshot.processes.get(each.leader) for each in unnamed if each.leader is not None]
    called = [leader.pid for leader in leaders if leader is not None and text in (leader.command, command_of(leader))]
    return sorted(set(called))


def _inode(snapshot: Snapshot, inode: int, text: str) -> Target:
    found = [namespace.id for namespace in snapshot.namespaces.values() if namespace.inode == inode]
    if not found:
        raise UnknownTarget(text, "no namespace has that inode (numbers above 4194304 are inodes)")
    if len(found) > 1:
        raise AmbiguousTarget(text, found)
    return _namespace(snapshot, found[0], text)


def _namespace(snapshot: Snapshot, identifier: str, text: str, label: str | None = None) -> Target:
    namespace = snapshot.namespaces.get(identifier)
    if namespace is None:
        raise UnknownTarget(text, f"no namespace {identifier} was found", near_misses(identifier, snapshot.namespaces))
    of_leader = {} if namespace.leader is None else _namespaces_of(snapshot, namespace.leader)
    if label is None:
        label = f"{identifier} ({namespace.name})" if namespace.name else identifier
    return Target(text, "namespace", None, None, identifier, {**of_leader, namespace.type: identifier}, label)


def _namespaces_of(snapshot: Snapshot, pid: int) -> Mapping[str, str]:
    """The namespaces of a process. Its mount namespace is known by its table even where its link is not readable."""
    process = snapshot.processes.get(pid)
    found = {} if process is None else process.namespaces
    if "mnt" in found:
        return found
    table = snapshot.table_of_process(pid)
    return found if table is None else {**found, "mnt": table.namespace}
