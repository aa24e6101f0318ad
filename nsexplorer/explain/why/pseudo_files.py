"""`pseudo-fs-instance`: a file system of the kernel's that shows something else in each instance."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import called, line_of, shell
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount

SHOWS = {"proc": "pid", "sysfs": "net", "mqueue": "ipc", "cgroup": "cgroup", "cgroup2": "cgroup", "devpts": None}
"""The pseudo file systems, with the type of the namespace that an instance shows."""


def pseudo_fs_instance(question: Question) -> Why | None:
    """The same type of pseudo file system on both sides, another instance."""
    mount = question.mount
    there = question.b.at(question.path_in)
    if mount is None or there is None or mount.fstype != there.fstype or mount.fstype not in SHOWS or question.same:
        return None
    if not _other(question, mount, there):
        return None
    kind = SHOWS[mount.fstype]
    if kind is None:
        shown, unread = "each has its own", False
    else:
        names = [_namespace(side, kind) for side in (question.a, question.b)]
        unread = None in names
        ours, theirs = (name or f"a {kind} namespace that could not be read" for name in names)
        shown = f"both show {ours}" if ours == theirs else f"{called(question.a)}'s shows {ours}, {called(question.b)}'s shows {theirs}"
    hiding = mount.fstype == "proc" and unread and any(each.startswith("hidepid=") for each in there.super_options)
    why = "the pid namespaces could not be read, and the instance may hide processes"
    return question.found(
        "pseudo-fs-instance",
        f"{called(question.b)} has another instance of {mount.fstype} there: {shown}.",
        [*line_of(question.a, mount), *line_of(question.b, there), *_evidence(question, kind)],
        [*_look_through(question), *([Fix("`nsexplorer show` has the pids of a process in every pid namespace")] if kind == "pid" else [])],
        alternatives=[Alternative("hidepid", why)] if hiding else [],
    )


def _look_through(question: Question) -> list[Fix]:
    """Where B may look at what A sees: nothing is broken."""
    process = question.a.process
    if process is None or question.a.itself:
        return []
    return [Fix(f"look at what {called(question.a)} sees from outside", shell("ls", "-ld", f"/proc/{process.pid}/root{question.path}"))]


def _other(question: Question, mount: Mount, there: Mount) -> bool:
    if mount.fstype in ("cgroup", "cgroup2"):
        beside = question.path.removeprefix(mount.target) == question.path_in.removeprefix(there.target)
        return beside and (mount.device, mount.root) != (there.device, there.root)
    from nsexplorer.explain.places import inside

    return mount.device != there.device and question.place == inside(there, question.path_in)


def _namespace(side: Side, kind: str) -> str | None:
    return side.target.namespaces.get(kind)


def _evidence(question: Question, kind: str | None) -> list[Evidence]:
    sides = (question.a, question.b)
    return [
        Evidence(side.target.namespaces[kind], f"/proc/{side.process.pid}/ns/{kind}")
        for side in sides
        if kind is not None and kind in side.target.namespaces and side.process is not None
    ]
