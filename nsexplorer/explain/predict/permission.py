"""What mode bits and capabilities let someone do with one file or directory (path_resolution(7), fs/namei.c)."""

from typing import NamedTuple

from nsexplorer.explain.id_maps import up
from nsexplorer.explain.predict.writer import Writer
from nsexplorer.model.walk import Step

SEARCH, WRITE = 1, 2
_WORDS = {SEARCH: "search", WRITE: "write", SEARCH | WRITE: "write and search"}


class Judgement(NamedTuple):
    """`allowed` is None where it cannot be told; `reason` says why it is not True, "" where it is."""

    allowed: bool | None
    reason: str


ALLOWED = Judgement(True, "")


def judge(step: Step, wanted: int, writer: Writer) -> Judgement:
    """Whether the writer gets what is `wanted` (SEARCH, WRITE or both) of what is at a step of a walk, mounts aside."""
    by_mode = _by_mode(step, wanted, writer)
    if by_mode.allowed:
        return ALLOWED
    overriding = ("CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH") if wanted == SEARCH else ("CAP_DAC_OVERRIDE",)
    if not writer.can(*overriding):
        return by_mode._replace(reason=f"{by_mode.reason}, and has no {overriding[0]}") if by_mode.allowed is False else by_mode
    unmapped = _unmapped(step, writer)
    if unmapped is None:
        return ALLOWED
    # capable_wrt_inode_uidgid (kernel/capability.c): owner and group must both have a number in the namespace of the capability.
    return by_mode._replace(
        reason=f"{by_mode.reason}, and {overriding[0]} does not count, since {unmapped} has no number in {writer.user_namespace}"
    )


def _by_mode(step: Step, wanted: int, writer: Writer) -> Judgement:
    mode = step.mode & 0o777
    who = f"{step.path} has mode {mode:04o}, owner {step.uid} and group {step.gid}; {writer}"
    if writer.uid == step.uid:
        return _bits(mode >> 6, wanted, f"{who} is its owner")
    if step.acl and mode & 0o070:
        return Judgement(None, f"{step.path} has an access control list, which was not read and may say otherwise than its mode")
    if (mode ^ mode >> 3) & wanted:  # only where the group's bits and the others' differ does the group matter
        if writer.gids is None:
            return Judgement(None, f"{who} may be in its group or not, and only one of both may {_WORDS[wanted]}")
        if step.gid in writer.gids:
            return _bits(mode >> 3, wanted, f"{who} is in its group")
    return _bits(mode, wanted, f"{who} is neither its owner nor in its group")


def _bits(bits: int, wanted: int, who: str) -> Judgement:
    return ALLOWED if bits & wanted == wanted else Judgement(False, f"{who}, so it may not {_WORDS[wanted]} there by its mode")


def _unmapped(step: Step, writer: Writer) -> str | None:
    if up(writer.maps.uids, step.uid) is None:
        return f"owner {step.uid}"
    return f"group {step.gid}" if up(writer.maps.gids, step.gid) is None else None
