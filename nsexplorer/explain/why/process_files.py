"""`hidepid`: a proc file system that hides other users' processes (proc(5), "hidepid")."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import called, inside_of, line_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.capability_names import mask
from nsexplorer.model.mount import Mount
from nsexplorer.model.process import Process

OFF = ("0", "off")


def hidepid(question: Question) -> Why | None:
    """B's proc instance, be it A's too, hides the process that the path is about."""
    mount, there = question.mount, question.b.at(question.path_in)
    if mount is None or there is None or mount.fstype != "proc" or there.fstype != "proc":
        return None
    setting = _option(there, "hidepid")
    number = question.place.split("/")[1]
    if setting is None or setting in OFF or not number.isdecimal():
        return None
    ours, theirs = (side.target.namespaces.get("pid") for side in (question.a, question.b))
    if ours is not None and theirs is not None and ours != theirs:
        return None
    process = _called(question, int(number), ours)
    seer = question.b.process
    if process is None or seer is None or not _hidden(process, seer, _option(there, "gid")):
        return None
    unknown = (
        [Alternative("pseudo-fs-instance", "the pid namespace of one side could not be read")] if ours is None or theirs is None else []
    )
    ids = Evidence(
        f"process {process.pid} belongs to user {process.uid}, {called(question.b)} is user {seer.uid}", f"/proc/{seer.pid}/status"
    )
    group = _option(there, "gid")
    return question.found(
        "hidepid",
        f"The proc file system that {called(question.b)} sees hides process {number} from it: it was mounted with "
        f"hidepid={setting}, and the process belongs to another user.",
        [*line_of(question.b, there), ids],
        [
            *([Fix(f"run it with the group {group}, which this proc file system lets see everything")] if group is not None else []),
            Fix("let it see all processes there", inside_of(question.b, "mount", "-o", "remount,hidepid=0", there.target)),
        ],
        alternatives=unknown,
    )


def _option(mount: Mount, name: str) -> str | None:
    return next((each.removeprefix(name + "=") for each in mount.super_options if each.startswith(name + "=")), None)


def _called(question: Question, number: int, namespace: str | None) -> Process | None:
    """The process that has that pid in A's pid namespace."""
    if namespace is None or namespace == question.snapshot.own.get("pid"):
        return question.snapshot.processes.get(number)
    depth = _depth(question.a)
    for process in question.snapshot.processes.values():
        pids = process.details.inner_pids if process.details is not None else ()
        if depth is not None and len(pids) >= depth and pids[depth - 1] == number and _within(question, process, namespace):
            return process
    return None


def _depth(side: Side) -> int | None:
    return None if side.process is None or side.process.details is None else len(side.process.details.inner_pids)


def _within(question: Question, process: Process, namespace: str) -> bool:
    current = question.snapshot.namespace(process.namespaces.get("pid"))
    while current is not None and current.id != namespace:
        current = question.snapshot.namespace(current.parent)
    return current is not None


def _hidden(process: Process, seer: Process, group: str | None) -> bool:
    """Whether the kernel would hide it: ptrace access by the same user, by the capability, or by the group of `gid=` (fs/proc/base.c)."""
    if seer.details is None:
        return seer.uid not in (0, process.uid)
    if group is not None and group.isdecimal() and int(group) in (*seer.details.groups, seer.details.gids[3]):
        return False
    if seer.details.capabilities.effective & mask(("CAP_SYS_PTRACE",)):
        return False
    return seer.details.uids[3] != process.uid
