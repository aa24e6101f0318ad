"""Where one is in the explorer, and the way one came."""

from collections.abc import Hashable
from dataclasses import dataclass

Subject = str | int
"""What is looked at: a namespace, by its id, or a process, by its pid."""


@dataclass(frozen=True, slots=True)
class Place:
    """A subject, the tab that shows it, the row the cursor is on there. `in_tree`: the keys act on the tree, not on the panel."""

    subject: Subject
    tab: str = "facts"
    row: Hashable = None
    in_tree: bool = False


class Trail:
    """The places one went in from, the oldest first."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    @property
    def places(self) -> tuple[Place, ...]:
        """The places, the oldest first."""
        return tuple(self._places)

    def go_in(self, place: Place) -> None:
        """Remember a place that is being left for one inside."""
        self._places.append(place)

    def go_back(self) -> Place | None:
        """The place left last, forgotten with that; None where there is none."""
        return self._places.pop() if self._places else None

    def start_over(self) -> None:
        """Forget the way."""
        self._places.clear()
