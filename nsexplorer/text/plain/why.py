"""The answer of `why` for people: the sentence, the evidence, the fix; then what caused it, and what comes next."""

from collections.abc import Iterator

from nsexplorer.explain.why.answer import Why
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import INDENT, section


def why_page(answer: Why, medium: Medium) -> Iterator[str]:
    """The whole answer. Nothing is shortened: a terminal wraps, and lines of evidence are to be compared."""
    yield medium.paint(neutral(answer.answer.sentence), "title")
    yield _verdict(answer)
    yield from _parts(answer, medium)
    for title, other in (("because of this, one level up", answer.cause), ("once that is mended", answer.then)):
        if other is not None:
            yield ""
            yield medium.paint(title, "title")
            yield from (INDENT + line if line else line for line in why_page(other, medium))


def _verdict(answer: Why) -> str:
    words = answer.verdict if answer.confidence is None else f"{answer.verdict} ({answer.confidence})"
    return words if answer.path_in in (None, "", answer.path) else neutral(f"{words}, there at {answer.path_in}")


def _parts(answer: Why, medium: Medium) -> Iterator[str]:
    evidence = [line for each in answer.answer.evidence for line in (neutral(each.text), f"{INDENT}{neutral(each.source)}")]
    yield from section("evidence", evidence, medium)
    yield from section("it may also be", [neutral(f"{each.verdict}: {each.reason}") for each in answer.alternatives], medium)
    fixes = [line for each in answer.answer.fix for line in (neutral(each.text), *_command(each.command))]
    yield from section("what to do", fixes, medium)


def _command(command: str | None) -> Iterator[str]:
    if command is not None:
        yield INDENT + neutral(command)
