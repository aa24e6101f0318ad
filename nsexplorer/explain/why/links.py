"""`symlink-differs`: the path goes through a symbolic link that leads elsewhere on the other side."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.walk import Step


def symlink_differs(question: Question) -> Why | None:
    """One root, and the first difference on the way is what a symbolic link holds, or that there is one."""
    if question.a.walk is None or question.b.walk is None or not question.same_root:
        return None
    for ours, theirs in zip(question.a.walk.steps, question.b.walk.steps, strict=False):
        if ours.path != theirs.path:
            return None
        if ours.target != theirs.target:
            return question.found(
                "symlink-differs",
                f"{ours.path} is {_is(ours)} in {called(question.a)}, and {_is(theirs)} in {called(question.b)}.",
                [Evidence(f"{ours.path}: {_is(ours)}", called(question.a)), Evidence(f"{theirs.path}: {_is(theirs)}", called(question.b))],
                [Fix("name the file there by its path without the link", None)],
            )
    return None


def _is(step: Step) -> str:
    if step.target is not None:
        return f"a symbolic link to {step.target}"
    return "a directory" if step.directory else "a file"
