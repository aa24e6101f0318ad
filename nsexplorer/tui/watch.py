"""What the explorer needs of a watch (`api.watch`)."""

from collections.abc import Iterator
from typing import Protocol

from nsexplorer.model.snapshot import Snapshot


class Watch(Protocol):
    """Looks again whenever something may have changed."""

    @property
    def paused(self) -> bool:
        """Whether it does not look just now."""
        ...

    def snapshots(self) -> Iterator[Snapshot]:
        """A snapshot for each look."""
        ...

    def pause(self, paused: bool) -> None:
        """Do not look, or look again."""
        ...
