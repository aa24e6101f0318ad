"""A page about one thing: a sentence, labelled facts, and lists under a title."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nsexplorer.text.cells import padded
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral

INDENT = "  "


class Fact(NamedTuple):
    """What something is, under a label; several lines where there are several."""

    label: str
    texts: tuple[str, ...]


def fact(label: str, *texts: str | None) -> Iterator[Fact]:
    """The fact, if there is any text to it. To be used with `yield from`."""
    known = tuple(text for text in texts if text)
    if known:
        yield Fact(label, known)


def facts_page(sentence: str, facts: Iterable[Fact], medium: Medium) -> Iterator[str]:
    """The sentence, then the facts with their labels in one column. Nothing is shortened: a terminal wraps."""
    known = list(facts)
    width = max((len(each.label) for each in known), default=0)
    yield medium.paint(neutral(sentence), "title")
    for label, texts in known:
        for number, text in enumerate(texts):
            yield f"{INDENT}{padded('' if number else label, width)}  {neutral(text)}"


def section(title: str, lines: Iterable[str], medium: Medium) -> Iterator[str]:
    """Lines that are safe already, under a title; nothing where there are none."""
    for number, line in enumerate(lines):
        if not number:
            yield ""
            yield medium.paint(title, "title")
        yield INDENT + line
