"""The parts that every answer has for people: the sentence, the evidence with where it was read, the ways out (model.answer)."""

from collections.abc import Iterator

from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import section


def sentence(answer: Answer, medium: Medium) -> str:
    """The line that answers alone."""
    return medium.paint(neutral(answer.sentence), "title")


def reasons(answer: Answer, medium: Medium) -> Iterator[str]:
    """Evidence and ways out, each under its title; nothing where there are none."""
    yield from section("evidence", map(_evidence, answer.evidence), medium)
    yield from section("what to do", (line for fix in answer.fix for line in _fix(fix)), medium)


def _evidence(evidence: Evidence) -> str:
    return f"{neutral(evidence.text)}  ({neutral(evidence.source)})"


def _fix(fix: Fix) -> Iterator[str]:
    """The command is a shell line, which may hold nothing that has to be neutralised (text/quoting.py makes such)."""
    yield neutral(fix.text) + (":" if fix.command else "")
    if fix.command:
        yield f"    {neutral(fix.command)}"
