"""Things with facts, of two sides, aligned by a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Change = Literal["only-a", "only-b", "differs", "same"]

Facts = Mapping[str, Any]
"""What is known of one thing on one side, by name: texts, numbers, lists and tables of those, None for what is not known."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on both sides. `a` and `b` are its facts, None on the side that does not have it; `differences` names those that differ."""

    key: str
    change: Change
    a: Facts | None
    b: Facts | None
    differences: tuple[str, ...] = ()


def aligned(a: Mapping[str, Facts], b: Mapping[str, Facts], beside: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    """A row for each key, those of `a` first, in their order. The facts named in `beside` are told, but make no difference."""
    rows = [row(key, facts, b.get(key), beside) for key, facts in a.items()]
    return (*rows, *(row(key, None, facts, beside) for key, facts in b.items() if key not in a))


def row(key: str, a: Facts | None, b: Facts | None, beside: frozenset[str] = frozenset()) -> Row:
    """The row of one thing, which at least one side has."""
    if a is None or b is None:
        return Row(key, "only-b" if a is None else "only-a", a, b)
    names = dict.fromkeys([*a, *b])
    differences = tuple(name for name in names if name not in beside and a.get(name) != b.get(name))
    return Row(key, "differs" if differences else "same", a, b, differences)
