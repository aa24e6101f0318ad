"""`unknown`: no verdict fits."""

from __future__ import annotations

from dataclasses import replace

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.answer import Evidence


def unknown(question: Question) -> Why:
    """The answer that there is none, with what was ruled out."""
    stopped = [
        Evidence(f"{side.walk.failed}: {side.walk.error}", called(side))
        for side in (question.a, question.b)
        if side.walk is not None and side.walk.error is not None
    ]
    found = question.found(
        "unknown",
        f"Why {called(question.b)} does not see it as {called(question.a)} does cannot be told: no mount in its way was found, "
        f"and none that is missing.",
        [*line_of(question.a, question.mount), *line_of(question.b, question.there), *stopped],
    )
    sentence = found.answer.sentence.removeprefix("Likely: ")
    return replace(found, confidence=None, answer=replace(found.answer, sentence=sentence))
