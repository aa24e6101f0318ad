"""Words, lines and commands that several verdicts share."""

from __future__ import annotations

from nsexplorer.explain.mount_line import mount_line
from nsexplorer.explain.places import path_of
from nsexplorer.explain.why.side import Side
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount

ELSEWHERE = ("nfs", "nfs4", "ceph", "9p", "virtiofs")
"""File systems whose source, which is no device, mounts the same file system again."""

FEW = 8
"""So many mounts are unmounted by name."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")


def line_of(side: Side, mount: Mount | None) -> tuple[Evidence, ...]:
    """The line of a mount, with the file that has it."""
    if mount is None:
        return ()
    shown = side.by_id.get(mount.id) or mount
    return (Evidence(mount_line(shown), table_of(side)),)


def table_of(side: Side) -> str:
    """Where the mounts of a side were read."""
    reader = side.process.pid if side.viewpoint.pid is not None and side.process is not None else side.table.reader
    if side.itself or reader is None:
        return "/proc/self/mountinfo" if side.itself else f"the mount table of {side.namespace}"
    return f"/proc/{reader}/mountinfo"


def shell(*words: str) -> str:
    """A command line with its words quoted where a POSIX shell needs that."""
    return " ".join(word if word and _PLAIN.issuperset(word) else "'" + word.replace("'", "'\\''") + "'" for word in words)


def inside_of(side: Side, *words: str) -> str | None:
    """A command line that does something in the mount namespace of a side, below its root; None where no process is there to join.

    mount(8) and umount(8) join it by themselves (`-N`), so that a container needs no such programs.
    """
    if side.here:
        return shell(*words)
    if side.process is None:
        return None
    number, whole = str(side.process.pid), side.process.root in (None, "/")
    if whole and not side.as_user and words[0] in ("mount", "umount"):
        return shell(words[0], "-N", number, *words[1:])
    user = ("-U", "--preserve-credentials") if side.as_user else ()
    return shell("nsenter", "-t", number, *user, "-m", *(() if whole else ("-r",)), "--", *words)


def unmount(side: Side, mount: Mount) -> tuple[Fix, ...]:
    """Taking a mount away on one side, with what is mounted on it."""
    upon = _upon(side, mount)
    targets = [each.target for each in upon]
    stacked = [each for each in targets if each == mount.target]
    command = inside_of(side, "umount", *(targets if len(targets) <= FEW else ["-R", *stacked[:FEW]]))
    locked = Fix("where that fails (EINVAL), it came locked from another user namespace: start B anew without it")
    more = f": {len(stacked)} mounts, one on the other" if len(stacked) > FEW else ""
    return Fix(f"unmount what lies at {mount.target} there{more}", command), *((locked,) if side.locks else ())


def _upon(side: Side, mount: Mount) -> list[Mount]:
    """What is mounted on a mount, and that itself: in the order in which they can be unmounted."""
    found: dict[int, Mount] = {}
    pending = [mount]
    while pending:
        each = pending.pop()
        if each.id not in found:
            found[each.id] = each
            pending += sorted(side.upon.get(each.id, ()), key=lambda child: len(child.target))  # on a directory above, it covers others
    return list(found.values())[::-1]


def mount_there(side: Side, mount: Mount, name: str) -> Fix:
    """Mounting the same on the other side: from its device, or from where that side has the directory already."""
    for each in side.mounts:
        path = path_of(each, mount.root) if each.device == mount.device else None
        if path is not None and path != name and side.at(path) is each:
            return Fix("bind it there from where it is there already", inside_of(side, "mount", "--bind", path, name))
    if mount.root == "/" and mount.source is not None and (mount.source.startswith("/") or mount.fstype in ELSEWHERE):
        return Fix("mount it there as well", inside_of(side, "mount", "-t", mount.fstype, mount.source, name))
    return Fix(
        f"start {called(side)} anew, with {name} as it is now: no command brings a {mount.fstype} from one mount namespace to another"
    )


def age(mount: Mount, what: str, side: Side) -> tuple[Evidence, ...]:
    """The unique id of a mount: these grow with time."""
    if mount.unique_id is None:
        return ()
    return (Evidence(f"unique mount id {mount.unique_id} of {what} ({mount.target}, {mount.id})", f"statmount(2) in {side.namespace}"),)


def called(side: Side) -> str:
    """A side in a sentence."""
    return side.target.label
