"""`ancestor-missing`: what A's mount is mounted on is not what B has there; the cause lies one level up."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import NOTHING_DIFFERS, Question
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.mount import Mount

DEEPEST = 20
"""So many causes of causes are told; below that the last one follows at once."""


def ancestor_missing(question: Question) -> Why | None:
    """B has nothing that shows the directory A's mount is mounted on."""
    from nsexplorer.explain.why.decide import decide

    mount, parent = question.mount, question.parent
    if mount is None or parent is None or question.receiver is not None:
        return None
    above = _name_above(question, mount, parent)
    if question.stated and above is None:
        return None
    up = question.level_up(above if question.stated else None)
    while up is not None and up.level > DEEPEST and not up.stated and up.receiver is None and up.parent is not None:
        up = up.level_up(None)
    if up is None:
        return None
    cause = decide(up)
    return None if cause.verdict in NOTHING_DIFFERS else consequence_of(question, parent, cause, question.path_in)


def consequence_of(question: Question, missing: Mount, cause: Why, path_in: str) -> Why:
    """The answer that it is missing because `missing` is, for that cause."""
    return question.found(
        "ancestor-missing",
        f"{called(question.b)} does not have what it lies on, the mount at {missing.target}: the cause is there.",
        [*line_of(question.a, question.mount), *line_of(question.a, missing)],
        cause.answer.fix,
        certain=cause.confidence == "certain",
        cause=cause,
        path_in=path_in,
    )


def _name_above(question: Question, mount: Mount, parent: Mount) -> str | None:
    """What B would call the mount point of `parent`, where it calls that of `mount` by the name of the question."""
    below = mount.target.removeprefix(parent.target if parent.target != "/" else "")
    name = question.name
    return (name.removesuffix(below) or "/") if name is not None and below and name.endswith(below) else None
