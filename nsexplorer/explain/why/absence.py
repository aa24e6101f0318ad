"""The path is missing: on both sides, or in A, where it was said to be."""

from __future__ import annotations

from dataclasses import replace

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.walk import Walk

MISSING = ("ENOENT", "ENOTDIR")


def detached_in_a(question: Question) -> Why | None:
    """A still holds a mount that was lazily unmounted: no table has it, and no path leads to it."""
    if not _missing(question.a.walk) or not _missing(question.b.walk) or question.a.trail is None:
        return None
    known = {mount.id for table in question.snapshot.tables for mount in table.mounts}
    held = next((each for each in question.a.trail.held or () if each.mount not in known), None)
    if held is None:
        return None
    pid = None if question.a.process is None else question.a.process.pid
    how = {"cwd": "its working directory", "root": "its root directory"}.get(held.what, f"its open {held.what.replace('fd', 'descriptor')}")
    return question.found(
        "detached-in-a",
        f"The path is there on neither side now, but {called(question.a)} still holds a mount that was taken away "
        f"(umount --lazy), by {how}: likely it was there.",
        [Evidence(f"{held.what}: mount {held.mount}, which no mount table has", f"/proc/{pid}/fdinfo" if pid else "the descriptors of A")],
        [Fix("copy what is needed out of it while it is held", None if pid is None else f"ls /proc/{pid}/{held.what.replace(' ', '/')}/")],
        alternatives=[Alternative("path-absent-in-both", "the mount that is held may have been at another path")],
    )


def path_absent_in_both(question: Question) -> Why | None:
    """It is gone on both sides."""
    ours, theirs = question.a.walk, question.b.walk
    if ours is None or theirs is None or not _missing(ours) or not _missing(theirs):
        return None
    unread = question.a.trail is None or question.a.trail.held is None
    return question.found(
        "path-absent-in-both",
        f"The path is there on neither side: {ours.failed} does not exist in {called(question.a)} either. Where it was a mount "
        f"point, removing that directory in any namespace takes the mount away in all others.",
        [Evidence(f"{walk.failed}: {walk.error}", called(side)) for walk, side in ((ours, question.a), (theirs, question.b))],
        [Fix("make the directory again, and mount it anew")],
        alternatives=[Alternative("detached-in-a", f"what {called(question.a)} holds open could not be read")] if unread else [],
    )


def absent_in_a(question: Question) -> Why | None:
    """B has it, and A has not: the question is the other way round."""
    ours, theirs = question.a.walk, question.b.walk
    if ours is None or theirs is None or not _missing(ours) or theirs.end is None:
        return None
    from nsexplorer.explain.why.decide import decide

    swapped = replace(
        question,
        a=question.b,
        b=question.a,
        path=theirs.end.path,
        path_in=question.path_in if question.stated else theirs.end.path,
        elsewhere=None,
    )
    cause = decide(swapped)
    return question.found(
        "absent-in-a",
        f"It is the other way round: {called(question.b)} has it, and {called(question.a)} has not.",
        [Evidence(f"{ours.failed}: {ours.error}", called(question.a))],
        cause.answer.fix,
        cause=cause,
    )


def _missing(walk: Walk | None) -> bool:
    return walk is not None and walk.error in MISSING
