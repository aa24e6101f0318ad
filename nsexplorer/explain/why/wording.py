"""Words, lines and commands that several verdicts share."""

from __future__ import annotations

from nsexplorer.explain.mount_line import mount_line
from nsexplorer.explain.why.side import Side
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount

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
    return f"/proc/{reader}/mountinfo" if reader is not None else f"the mount table of {side.namespace}"


def shell(*words: str) -> str:
    """A command line with its words quoted where a POSIX shell needs that."""
    return " ".join(word if word and _PLAIN.issuperset(word) else "'" + word.replace("'", "'\\''") + "'" for word in words)


def inside_of(side: Side, *words: str) -> str:
    """A command line that does something in the mount namespace of a side, below its root."""
    if side.process is None or side.here:
        return shell(*words)
    root = ("-r",) if side.process.root not in (None, "/") else ()
    return shell("nsenter", "-t", str(side.process.pid), "-m", *root, "--", *words)


def unmount(side: Side, mount: Mount) -> Fix:
    """Taking a mount away on one side."""
    return Fix(f"unmount what lies at {mount.target} there", inside_of(side, "umount", mount.target))


def mount_there(side: Side, mount: Mount, name: str) -> Fix:
    """Mounting the same on the other side."""
    if mount.root == "/" and mount.source is not None and mount.source.startswith("/"):
        return Fix("mount it there as well", inside_of(side, "mount", "-t", mount.fstype, mount.source, name))
    return Fix(f"mount it there as well, at {name}")


def age(mount: Mount, what: str, side: Side) -> tuple[Evidence, ...]:
    """The unique id of a mount: these grow with time."""
    if mount.unique_id is None:
        return ()
    return (Evidence(f"unique mount id {mount.unique_id} of {what} ({mount.target}, {mount.id})", f"statmount(2) in {side.namespace}"),)


def called(side: Side) -> str:
    """A side in a sentence."""
    return side.target.label
