"""`predict PATH` in words: the sentence, the lines it rests on, and how to get what is missing."""

from collections.abc import Iterator

from nsexplorer.explain.predict.path import PathPrediction
from nsexplorer.explain.predict.unit import options_behind, unit_of
from nsexplorer.explain.predict.wording import command, looked, named
from nsexplorer.explain.why.wording import line_of, shell
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.container import Unit
from nsexplorer.model.mount import DELETED, Mount
from nsexplorer.model.snapshot import Snapshot


def path_answer(snapshot: Snapshot, known: PathPrediction) -> Answer:
    """What a target gets at a path, whether it may write there, and what would let it."""
    unit = unit_of(snapshot, known.side.process)
    return Answer(_sentence(known), (*_evidence(snapshot, known), *_of_unit(known, unit)), tuple(_fix(snapshot, known, unit)))


def _sentence(known: PathPrediction) -> str:
    if known.exists is False:
        return f"There is nothing at {known.path} in {named(known.side)}: {known.reasons[0] if known.reasons else known.resolved}."
    mount = None if known.row is None else known.row.mount
    where = "a mount that its table does not show" if mount is None else f"the mount at {known.row and known.row.target} ({_what(mount)})"
    parts = [f"In {named(known.side)}, {known.path} is on {where}"]
    if mount is not None and known.host_path != known.path:
        parts.append("which the host has nowhere" if known.host_path is None else f"the host has the same at {known.host_path}")
    if known.owner is not None:
        parts.append(f"owner {known.owner.uid}, group {known.owner.gid} as seen there")
    parts.append(_writing(known))
    return "; ".join(parts) + "."


def _what(mount: Mount) -> str:
    root = mount.root.removesuffix(DELETED)
    return f"{mount.fstype} {mount.source or ''}{f'[{root}]' if root != '/' else ''}".strip()


def _writing(known: PathPrediction) -> str:
    who = "it" if known.writer is None else str(known.writer)
    match known.may_write:
        case True:
            return f"{who} may write there"
        case False:
            return f"{who} may not write there: {known.reasons[0]}"
        case _:
            return f"whether {who} may write there is not known: {known.reasons[0]}"


def _evidence(snapshot: Snapshot, known: PathPrediction) -> Iterator[Evidence]:
    if known.row is not None:
        yield from line_of(known.side, known.row.mount)
        if known.row.mount.deleted_source:
            yield Evidence("the file or directory that was mounted here was removed, or replaced by another, where it came from", DELETED)
    if known.end is not None:
        facts = f"{known.end.path}: mode {known.end.mode & 0o7777:04o}, uid {known.end.uid}, gid {known.end.gid}"
        yield Evidence(facts, looked(snapshot, known.side))
    for reason in known.reasons[1:]:
        yield Evidence(reason, "as the kernel decides: path_resolution(7)")


def _of_unit(known: PathPrediction, unit: Unit | None) -> Iterator[Evidence]:
    if unit is not None and known.row is not None:
        for option in options_behind(unit, known.row.mount, known.read_only is not None):
            yield Evidence(f"{unit.name} has {option.option}={option.value}: {option.gives}", f"{option.path}, line {option.line}")


def _fix(snapshot: Snapshot, known: PathPrediction, unit: Unit | None) -> Iterator[Fix]:
    row = known.row
    if row is None or known.may_write is not False or known.exists is False:
        return
    if known.read_only == "mount":
        if unit is not None and options_behind(unit, row.mount, True):
            yield Fix(f"allow it in the unit, with ReadWritePaths={known.path}, and restart it", shell("systemctl", "edit", unit.name))
        if "ro" in row.locked_flags:
            yield Fix("mount it writable where this mount namespace was made: here its read-only flag is locked")
        else:
            yield Fix("make the mount writable there", command(snapshot, known.side, "mount", "-o", "remount,bind,rw", row.mount.target))
    elif known.read_only == "superblock":
        yield Fix(
            "make the file system writable, for all who see it", shell("mount", "-o", "remount,rw", known.host_path or row.mount.target)
        )
    elif _is_volume(row.mount) and known.host_path is not None and known.writer is not None and known.end is not None:
        if known.writer.uid == known.end.uid:
            return
        yield Fix("let that user write, on the host", shell("setfacl", "-m", f"u:{known.writer.uid}:rwX", known.host_path))
        yield Fix("or make it the owner, on the host", shell("chown", str(known.writer.uid), known.host_path))


def _is_volume(mount: Mount) -> bool:
    """Whether it was mounted for the target to have: what lies on its root is the system's or the image's, and not to be given away."""
    return mount.target != "/"
