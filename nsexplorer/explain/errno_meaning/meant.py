"""The form of what an errno means: a sentence with evidence and ways out, and how sure it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nsexplorer.model.answer import Answer
from nsexplorer.model.situation import Situation

Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an errno of a call means here. `certain`: the live state leaves no other cause that is known; `likely`: it leaves others too."""

    call: str
    error: str
    confidence: Confidence
    answer: Answer


Meant = tuple[Confidence, Answer]

Cause = Callable[[Situation], Meant | None]
"""One thing that an errno of a call may mean; None where the live state rules it out."""
