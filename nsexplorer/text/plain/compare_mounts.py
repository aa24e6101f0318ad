"""Two mounts at one path in words: what each is, and what the difference comes to."""

from collections.abc import Iterator

from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.explain.mounts import MountRow
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.mounts import propagation, source
from nsexplorer.text.plain.two_sides import Entry

_RELATIONS = {
    "same": "one and the same mount",
    "peer": "peers: what is mounted below either appears below both",
    "a-slave-of-b": "A receives from B, and sends nothing back",
    "b-slave-of-a": "B receives from A, and sends nothing back",
    "slaves-of-same": "both receive from one peer group, and neither from the other",
    "copy": "copies without a link",
    "none": "",
}

_OTHER_MOUNT = frozenset({"device", "root", "fstype", "source"})


def entry(pair: MountPair) -> Entry:
    """The pair as a line."""
    return Entry(
        pair.change, neutral(pair.path), _text(pair, pair.a, pair.b), _text(pair, pair.b, pair.a), neutral("; ".join(_notes(pair)))
    )


def _text(pair: MountPair, row: MountRow | None, other: MountRow | None) -> str:
    """What one side has: the mount, and those of its options that the other side does not have."""
    if row is None:
        return ""
    mount = row.mount
    words = [mount.fstype, source(mount)]
    if other is not None:
        of_other = {*other.mount.options, *other.mount.super_options}
        own = [
            option
            for key, options in (("options", mount.options), ("super_options", mount.super_options))
            for option in options
            if key in pair.differences
        ]
        words.append(",".join(dict.fromkeys(option for option in own if option not in of_other)))
        if "propagation" in pair.differences:
            words.append(propagation(mount))
    elif mount.read_only:
        words.append("ro")
    return neutral(" ".join(filter(None, words)))


def _notes(pair: MountPair) -> Iterator[str]:
    a, b = pair.a, pair.b
    if a is None or b is None:
        yield from _hidden(a or b, "")
        return
    differences = set(pair.differences)
    if "device" in differences:
        yield "another file system"
    elif "root" in differences:
        yield "another directory of the same file system"
    elif differences & _OTHER_MOUNT:
        yield "another mount"
    for side, row, other in (("A", a, b), ("B", b, a)):
        if "visible" in differences:
            yield from _hidden(row, f" in {side}")
        if row.mount.deleted_source and not other.mount.deleted_source:
            yield f"its directory was removed in {side}"
        if row.mount.read_only and not other.mount.read_only:
            yield f"read-only in {side}"
    if "options" in differences and a.mount.read_only == b.mount.read_only:
        yield "other mount options"
    if "super_options" in differences and not differences & _OTHER_MOUNT:
        yield "other options of the file system"
    if "idmap" in differences:
        yield "ids are mapped differently"
    if _RELATIONS[pair.relation]:
        yield _RELATIONS[pair.relation]


def _hidden(row: MountRow | None, where: str) -> Iterator[str]:
    hidden = None if row is None else row.hidden_by
    if hidden is None:
        return
    if hidden.rule == "outside-root":
        yield f"outside the root directory{where}"
    else:
        yield f"hidden{where}: {hidden.rule} by {hidden.mount}"
