"""What may be mounted: here, in a session, and in one with all namespaces of its own. Tried, without mounting anything anywhere."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from nsexplorer.explain.mountable import PLACES, MountTrials, mountable
from nsexplorer.explain.mountable_words import answer
from nsexplorer.explain.targets import Target
from nsexplorer.helper.ask import ask_try_mounts
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.procfs import parse_status, read
from nsexplorer.machine.filesystem_types import WELL_KNOWN, in_kernel, in_modules
from nsexplorer.model.answer import Answer
from nsexplorer.model.capability_names import CAPABILITIES
from nsexplorer.model.mount import Mount
from nsexplorer.model.mountable import Mountable, MountTrial
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.model.snapshot import Snapshot

DEADLINE = 10.0
"""Seconds that all trials together may take."""

SYS_ADMIN = 1 << CAPABILITIES.index("CAP_SYS_ADMIN")


@dataclass(frozen=True, slots=True)
class MountableAnswer:
    """The file systems in the order of their names, for the namespaces of `target`.

    `able`: who is there has CAP_SYS_ADMIN over the mount namespace, without which nothing may be mounted in it.
    """

    target: Target
    able: bool
    answer: Answer
    filesystems: tuple[Mountable, ...]


def can_mount(snapshot: Snapshot, target: Target) -> MountableAnswer:
    """Which file systems may be mounted in the namespaces of the target: by that process itself, with the capabilities that it has; where
    the target is no process, by root of those namespaces. Security filters of a process of the target are not those of the trial.
    """
    known = in_kernel()
    modules = frozenset(name for name in in_modules(os.uname().release) if name in WELL_KNOWN) - known
    fstypes = sorted({*known, *WELL_KNOWN})
    pid = _pid(snapshot, target)
    tried = [name for name in fstypes if name not in modules or name in ("overlay", "fuse")]
    answers = ask_try_mounts(pid, list(PLACES.values()), tried, DEADLINE)
    places = {name: _found(answer) for name, answer in zip(PLACES, answers, strict=True)}
    able = _able(snapshot, target, places["here"])
    initial = target.namespaces.get("user") == INITIAL_USER_NAMESPACE
    if not able and not isinstance(places["here"], str):
        places["here"] = {name: MountTrial("open", "EPERM") for name in tried}
    filtered = bool(parse_status(read(b"/proc/self/status")).seccomp)
    trials = MountTrials(places, _table(snapshot, target), able, modules - set(tried), initial, filtered)
    filesystems = mountable(trials, fstypes)
    called = "You" if pid is None else target.label[:1].upper() + target.label[1:]
    return MountableAnswer(target, able, answer(called, filesystems), filesystems)


def _pid(snapshot: Snapshot, target: Target) -> int | None:
    """The process whose namespaces are the start; None for our own."""
    if target.namespaces == snapshot.own or target.kind == "self":
        return None
    if target.pid is not None:
        return target.pid
    for kind in ("mnt", "user"):
        namespace = snapshot.namespace(target.namespaces.get(kind))
        if namespace is not None and namespace.leader is not None:
            return namespace.leader
    return None


def _able(snapshot: Snapshot, target: Target, here: Mapping[str, MountTrial] | str) -> bool:
    """Whether it may mount there at all: a process by its capabilities, anyone else by what came of trying."""
    process = snapshot.processes.get(target.pid) if target.kind in ("process", "thread") and target.pid is not None else None
    if process is not None and process.details is not None and not process.details.capabilities.effective & SYS_ADMIN:
        return False
    return not isinstance(here, str) and here.get("tmpfs", MountTrial("open", "EPERM")).stage != "open"


def _found(answer: Mapping[str, MountTrial] | Refusal) -> Mapping[str, MountTrial] | str:
    return answer.reason if isinstance(answer, Refusal) else answer


def _table(snapshot: Snapshot, target: Target) -> tuple[Mount, ...]:
    namespace = target.namespaces.get("mnt")
    tables = snapshot.tables_of(namespace) if namespace is not None else ()
    return tables[0].mounts if tables else ()
