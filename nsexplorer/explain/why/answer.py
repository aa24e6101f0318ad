"""The answer of `why`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nsexplorer.explain.targets import Target
from nsexplorer.model.answer import Answer

Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading that what could be read leaves open, and why it does."""

    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why B does not see, or sees differently, what A sees at `path`.

    `path_in` is the name that it has, or would have, in B; None where there is none. `confidence` is None for `unknown`. `cause` is
    the answer one level up, of which this one is a consequence; `then` is what stands in the way once this one is mended.
    """

    verdict: str
    confidence: Confidence | None
    path: str
    path_in: str | None
    a: Target
    b: Target
    answer: Answer
    alternatives: tuple[Alternative, ...] = ()
    cause: Why | None = None
    then: Why | None = None
