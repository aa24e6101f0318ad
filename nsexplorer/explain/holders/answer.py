"""The answer of `holders`: what keeps something busy or alive, in every namespace, with the mildest way out."""

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nsexplorer.explain.holders.holder import Holder, Reason
from nsexplorer.explain.holders.kernel import kernel_uses
from nsexplorer.explain.holders.mounts import copies, overlays, submounts
from nsexplorer.explain.holders.namespaces import pins
from nsexplorer.explain.holders.people import People
from nsexplorer.explain.holders.processes import processes
from nsexplorer.explain.holders.scope import Scope
from nsexplorer.explain.holders.subject import Subject
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.hold import Holds, KernelUses
from nsexplorer.model.snapshot import Snapshot

_ORDER: tuple[Reason, ...] = (
    "submount", "cwd", "fd", "map", "exe", "root", "swap", "nfs-export", "mount", "overlay-lower", "partition", "dm", "loop", "pin",
)  # fmt: skip
"""What can be ended at once comes first: a loop device goes when nothing is mounted from it."""


@dataclass(frozen=True, slots=True)
class HoldersAnswer:
    """`holders` first those that make umount refuse, then those that keep the file system in use after that.

    `together` are the other mounts that go when the subject is unmounted: (mount namespace, path). `unreadable_processes` is how many
    could not be looked into; None where no process was, as for a saved snapshot. `unreadable` has the reason for what is missing, by
    key of the answer.
    """

    subject: Subject
    answer: Answer
    holders: tuple[Holder, ...]
    together: tuple[tuple[str, str], ...]
    unreadable_processes: int | None
    unreadable: Mapping[str, str] = field(default_factory=dict)


def holders(snapshot: Snapshot, scope: Scope, uses: KernelUses | None, holds: Holds | None) -> HoldersAnswer:
    """The answer from what was read: `uses` and `holds` are None where only a snapshot is there."""
    subject, people = scope.subject, People(snapshot)
    found: list[Holder] = []
    if subject.kind == "namespace":
        found += pins(snapshot, people, subject.namespaces, holds)
    else:
        found += submounts(snapshot, people, scope)
        found += copies(snapshot, people, scope)
        found += overlays(snapshot, people, scope)
        if holds is not None:
            found += processes(snapshot, people, scope, holds)
        if uses is not None:
            found += kernel_uses(snapshot, scope, uses)
    found.sort(key=lambda holder: (holder.keeps != "mount", _ORDER.index(holder.reason), holder.who.pid if holder.who else 0))
    together = tuple(
        (view.namespace, view.mounts[number].target)
        for number in sorted(scope.together)
        for view in scope.views.values()
        if number in view.mounts and (subject.mount is None or number != subject.mount.id)
    )
    unread = _unread(subject, uses, holds)
    answer = Answer(_sentence(snapshot, subject, found, holds), _evidence(subject, found), _fix(subject, found))
    return HoldersAnswer(subject, answer, tuple(found), together, None if holds is None else len(holds.unreadable), unread)


def _unread(subject: Subject, uses: KernelUses | None, holds: Holds | None) -> dict[str, str]:
    unread = {}
    if subject.not_looked_at is not None:
        unread["path"] = f"it is taken to have no symbolic link in it, since it could not be looked at: {subject.not_looked_at}"
    if holds is not None and holds.not_looked_at:
        links = ", ".join(holds.not_looked_at[:3]) + (", ..." if len(holds.not_looked_at) > 3 else "")
        unread["detached"] = f"whether these are on its device, nobody could tell within the deadline: {links}"
    if holds is None:
        unread["unreadable_processes"] = "what processes have open is not in a snapshot"
    elif holds.unreadable:
        unread["holders"] = "what these processes hold could not be read: that needs PTRACE_MODE_READ (ptrace(2))"
    if uses is None:
        unread["kernel"] = "what the kernel itself uses is not in a snapshot"
    elif uses.unread:
        unread["kernel"] = "; ".join(uses.unread)
    return unread


def _sentence(snapshot: Snapshot, subject: Subject, found: Sequence[Holder], holds: Holds | None) -> str:
    unread = ""
    if holds is None:
        unread = " This is by the mount tables alone: what processes have open is not in a snapshot."
    elif holds.unreadable:
        number = len(holds.unreadable)
        unread = f" {number} {'process' if number == 1 else 'processes'} could not be looked into."
    if subject.not_looked_at is not None:
        unread += f" The path could not be looked at ({subject.not_looked_at}): it is taken to have no symbolic link in it."
    if holds is not None and holds.not_looked_at:
        number = len(holds.not_looked_at)
        what = "1 file on a mount that is in no table" if number == 1 else f"{number} files on mounts that are in no table"
        unread += f" {what} gave no answer in time: they may be on it."
    return _finding(snapshot, subject, found) + unread


def _finding(snapshot: Snapshot, subject: Subject, found: Sequence[Holder]) -> str:
    label = subject.label[:1].upper() + subject.label[1:] if subject.kind == "mount" else subject.label
    if not found:
        return f"Nothing holds {subject.label}."
    first = next((holder for holder in found if holder.within != snapshot.host.get("mnt")), None)
    if subject.kind in ("mount", "device") and first is not None and all(holder.reason == "mount" for holder in found):
        stays = "can be unmounted, but its file system stays in use" if subject.kind == "mount" else "is in use"
        return f"{label} {stays}: {_by_copy(first)}. fuser and lsof do not show that: they tell what processes have open."
    if subject.kind == "mount":
        now = [holder for holder in found if holder.keeps == "mount"]
        if now:
            return f"{label} cannot be unmounted now: {_counted(now)}{_and_then(len(found) - len(now))}."
        return f"{label} can be unmounted, but its file system stays in use then: {_counted(found)}."
    verb = "is kept alive by" if subject.kind == "namespace" else "is in use by"
    return f"{label} {verb} {_counted(found)}."


def _by_copy(holder: Holder) -> str:
    who = holder.who
    whose = "" if who is None else f" of process {who.pid} ({who.command})"
    if who is not None and (who.container or who.unit):
        whose = f" of {f'container {who.container}' if who.container else who.unit}"
    return f"it is mounted at {holder.path} in {holder.within}{whose}"


def _and_then(others: int) -> str:
    return f" ({others} more would keep its file system in use after that)" if others else ""


_WORDS: Mapping[Reason, tuple[str, str]] = {
    "mount": ("mount of it", "mounts of it"),
    "submount": ("mount on it", "mounts on it"),
    "cwd": ("working directory", "working directories"),
    "root": ("root directory", "root directories"),
    "exe": ("running program", "running programs"),
    "map": ("mapped file", "mapped files"),
    "fd": ("open file", "open files"),
    "loop": ("loop device", "loop devices"),
    "dm": ("device built on it", "devices built on it"),
    "partition": ("partition", "partitions"),
    "swap": ("swap area", "swap areas"),
    "overlay-lower": ("overlay with layers in it", "overlays with layers in it"),
    "nfs-export": ("NFS export", "NFS exports"),
    "pin": ("thing that pins it", "things that pin it"),
}


def _counted(found: Sequence[Holder]) -> str:
    numbers = Counter(holder.reason for holder in found)
    return ", ".join(f"{numbers[reason]} {_WORDS[reason][numbers[reason] != 1]}" for reason in _ORDER if reason in numbers)


def _evidence(subject: Subject, found: Sequence[Holder]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(holder.evidence for holder in found[:1]))


def _fix(subject: Subject, found: Sequence[Holder]) -> tuple[Fix, ...]:
    """The mildest way out of the first reason; for a mount that is busy, what umount itself offers, with its price."""
    fix = [_named(holder, holder.fix[0]) for holder in found[:1] if holder.fix]
    if subject.kind == "mount" and subject.path is not None and any(holder.reason == "submount" for holder in found):
        fix.append(Fix("unmount it with all that is mounted on it", shlex.join(["umount", "-R", subject.path])))
    if subject.kind == "mount" and subject.path is not None and any(holder.keeps == "mount" for holder in found):
        text = "last resort: take it out of sight only; its file system stays in use until the last holder is gone"
        fix.append(Fix(text, shlex.join(["umount", "-l", subject.path])))
    return tuple(fix)


def _named(holder: Holder, fix: Fix) -> Fix:
    """What a process has to do itself, with its name."""
    if fix.command is not None or holder.who is None:
        return fix
    return Fix(f"process {holder.who.pid} ({holder.who.command}): {fix.text}")
