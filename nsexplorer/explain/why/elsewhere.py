"""`at-other-path`: B has it under another name."""

from __future__ import annotations

from dataclasses import replace

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import NOTHING_DIFFERS, Question, showing
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import Mount


def at_other_path(question: Question) -> Why | None:
    """A mount of B shows the place under another name, where A has no such mount; visible or not."""
    mount = question.mount
    if mount is None or question.renamed:
        return None
    known = {(each.device, each.root, each.target) for each in question.a.mounts}
    found = [
        (each, path)
        for each, path in showing(question.b.mounts, mount.device, question.place)
        if path != question.path_in and (not question.same_root or (each.device, each.root, each.target) not in known)
    ]
    visible = [(each, path) for each, path in found if question.b.at(path) is each]
    return next((under_other_name(question, each, path) for each, path in visible or found), None)


def visible_elsewhere(question: Question) -> Why | None:
    """A visible mount of B shows the place, under whatever name."""
    mount = question.mount
    if mount is None:
        return None
    found = showing(question.b.mounts, mount.device, question.place)
    return next((under_other_name(question, each, path) for each, path in found if question.b.at(path) is each), None)


def under_other_name(question: Question, there: Mount, path_in: str) -> Why:
    """The answer that B has it at `path_in`, with what stands in its way there."""
    from nsexplorer.explain.why.decide import decide

    b = question.b.seen_at(None)
    if question.elsewhere is not None and question.elsewhere.walk is not None and question.elsewhere.walk.path == path_in:
        b = question.elsewhere
    beyond = decide(replace(question, b=b, path_in=path_in, stated=True, renamed=True, supposed=b.walk is None, elsewhere=None))
    hidden = question.b.at(path_in) is not there
    then = None if beyond.verdict in NOTHING_DIFFERS else beyond
    sentence = f"{called(question.b)} has it under another name: {path_in}" + (", where another mount hides it." if hidden else ".")
    return question.found(
        "at-other-path",
        sentence,
        [*line_of(question.a, question.mount), *line_of(question.b, there)],
        [Fix(f"use {path_in} there")],
        certain=then is not None or not hidden,
        path_in=path_in,
        then=then,
    )
