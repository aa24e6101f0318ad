"""`source-replaced`: a bind mount still shows the file or directory that was there once, and another has its name now."""

from __future__ import annotations

from dataclasses import replace

from nsexplorer.explain.places import path_of
from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.origin import start_anew
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import DELETED, Mount


def source_replaced(question: Question) -> Why | None:
    """One side has a bind of what was removed where it came from (mountinfo says `//deleted`), the other what is there now."""
    mount = question.mount
    if mount is None or question.same:
        return None
    place = question.place.replace(DELETED, "", 1)
    for there in question.b.mounts[::-1]:
        path_in = path_of(_as_it_was(there), place) if there.device == mount.device else None
        if path_in is None or question.b.at(path_in) is not there or (question.stated and path_in != question.path_in):
            continue
        if mount.deleted_source != there.deleted_source:
            return _answer(question, question.b if there.deleted_source else question.a, there, path_in)
    return None


def _as_it_was(mount: Mount) -> Mount:
    return replace(mount, root=mount.root.removesuffix(DELETED))


def _answer(question: Question, bound: Side, there: Mount, path_in: str) -> Why:
    return question.found(
        "source-replaced",
        f"{called(bound)} has a bind mount that still shows what was there when it was bound: that was removed since, or replaced by "
        f"another of its name (editors and package managers write a new file and rename it).",
        [*line_of(question.a, question.mount), *line_of(question.b, there)],
        [
            *(list(start_anew(question.snapshot, bound, "that binds what is there now")) or [Fix(f"bind it anew in {called(bound)}")]),
            Fix("for the next time: bind the directory that it is in, and not the file"),
        ],
        path_in=path_in,
    )
