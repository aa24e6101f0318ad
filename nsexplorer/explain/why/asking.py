"""From a snapshot and two targets to the question."""

from __future__ import annotations

from dataclasses import replace

from nsexplorer.explain.propagation import index
from nsexplorer.explain.targets import Target
from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.decide import decide
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.side import side_of
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Trail, Walk

FOUND = (None, "ENOENT", "ENOTDIR")
"""How a walk ends that nobody stopped for want of permission."""


def why(
    snapshot: Snapshot,
    a: Target,
    b: Target,
    path: str,
    at: str | None = None,
    *,
    in_a: Trail | None = None,
    in_b: Trail | None = None,
    elsewhere: Trail | None = None,
) -> Why:
    """Why B does not see at `at` (default: the same path) what A sees at `path`; both absolute.

    `in_a` and `in_b` are live looks at these paths, `elsewhere` one at the name that B was found to have for it. Without them the tables
    alone decide. Raises TableUnreadable.
    """
    known = asked(snapshot, a, b, path, at, in_a=in_a, in_b=in_b, elsewhere=elsewhere)
    answer = decide(known)
    return replace(answer, path=normal(path), path_in=normal(at or path) if answer.path_in == known.path_in else answer.path_in)


def asked(
    snapshot: Snapshot,
    a: Target,
    b: Target,
    path: str,
    at: str | None = None,
    *,
    in_a: Trail | None = None,
    in_b: Trail | None = None,
    elsewhere: Trail | None = None,
) -> Question:
    """The question that `why` answers, about the path without the symbolic links that A's walk found. Raises TableUnreadable."""
    one, other = side_of(snapshot, a, in_a), side_of(snapshot, b, in_b)
    looked = all(side.walk is not None and side.walk.error in FOUND for side in (one, other))
    theirs = other.seen_at(elsewhere) if elsewhere is not None else None
    names = normal(path), normal(at or path)
    return _without_links(Question(snapshot, index(snapshot), one, other, *names, at is not None, looked, elsewhere=theirs))


def _without_links(question: Question) -> Question:
    """The question about the path as A's walk found it, without symbolic links."""
    walk = question.a.walk
    if walk is None or not walk.steps:
        return question
    path = _decisive(walk, question.b.walk) if question.same_root and not question.stated else None
    if path is None:
        path = walk.steps[-1].path if walk.error is None else (walk.failed or question.path)
    return replace(question, path=path, path_in=question.path_in if question.stated else path)


def _decisive(ours: Walk, theirs: Walk | None) -> str | None:
    """The symbolic link that B's walk ended before and A's passed: what B lacks, it lacks there."""
    if theirs is None or theirs.error is None:
        return None
    ahead = ours.steps[len(theirs.steps) :]
    return next((step.path for step in ahead if step.target is not None), None)


def normal(path: str) -> str:
    """The path without empty parts and dots, `..` by its words alone: a walk knows better, where a symbolic link stands before it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
