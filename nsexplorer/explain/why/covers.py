"""B has the mount, or the place where it would arrive, but another mount lies over it: `overmounted-in-b`, `ancestor-covered-in-b`."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.binds import is_bind, skipped_by
from nsexplorer.explain.why.question import NOTHING_DIFFERS, Question
from nsexplorer.explain.why.wording import called, line_of, unmount
from nsexplorer.model.mount import Mount


def overmounted_in_b(question: Question) -> Why | None:
    """The first mount on the way that does not carry B's copy lies on that itself, or on the path."""
    found = _hidden_copy(question)
    if found is None:
        return None
    copy, cover = found
    if cover.target not in (copy.target, question.path_in):
        return None
    return question.found(
        "overmounted-in-b",
        f"{called(question.b)} has the mount, but another one lies on it: {cover.fstype} ({cover.source}) at {cover.target}.",
        [*line_of(question.b, copy), *line_of(question.b, cover)],
        unmount(question.b, cover),
        then=beyond(question, cover),
    )


def ancestor_covered_in_b(question: Question) -> Why | None:
    """The cover lies on a directory above: it hides B's copy, or the place where the mount would arrive."""
    found = _hidden_copy(question) or _hidden_receiver(question)
    if found is None:
        return None
    hidden, cover = found
    bind = cover is question.receiver and is_bind(question, cover)
    unsure = [
        Alternative(skipped_by(question), "the cover shows the same place; whether it was bound after the mount was made is not known")
    ]
    return question.found(
        "ancestor-covered-in-b",
        f"In {called(question.b)} a mount on a directory above hides it: {cover.fstype} ({cover.source}) at {cover.target}.",
        [*line_of(question.b, hidden), *line_of(question.b, cover)],
        unmount(question.b, cover),
        alternatives=unsure if bind and _age_unknown(question, cover) else [],
        then=beyond(question, cover),
    )


def beyond(question: Question, cover: Mount) -> Why | None:
    """What stands in the way once the cover is gone; None where nothing does."""
    from nsexplorer.explain.why.decide import decide

    then = decide(question.without(cover))
    return None if then.verdict in NOTHING_DIFFERS else then


def _hidden_copy(question: Question) -> tuple[Mount, Mount] | None:
    """B's copy of the mount and what hides it, or hides the path inside it: the copy that comes nearest to being seen."""
    best: tuple[int, Mount, Mount] | None = None
    passed = question.b.way(question.path_in)
    for copy in question.copies:
        cover = question.cover_of(copy, question.path_in)
        if cover is None:
            return None
        depth = passed.index(cover)
        if best is None or depth >= best[0]:
            best = (depth, copy, cover)
    return None if best is None else best[1:]


def _hidden_receiver(question: Question) -> tuple[Mount, Mount] | None:
    receiver, name = question.receiver, question.name
    if receiver is None or name is None or question.receiver_visible or name == "/":
        return None
    cover = question.cover_of(receiver, name.rpartition("/")[0] or "/")
    return None if cover is None else (receiver, cover)


def _age_unknown(question: Question, cover: Mount) -> bool:
    return question.mount is None or question.mount.unique_id is None or cover.unique_id is None
