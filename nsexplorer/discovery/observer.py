"""Stub for the shape only: being written."""

from collections.abc import Sequence

from nsexplorer.model.snapshot import Snapshot

LISTING: Sequence[str] = ()
EVERYTHING: Sequence[str] = ()


class Observer:
    """Looks at the live kernel again and again; what did not change is the same object as in the snapshot before."""

    def __init__(self, collectors: Sequence[str]) -> None:
        self.collectors = collectors

    def capture(self) -> Snapshot:
        """A new snapshot of the machine."""
        raise NotImplementedError
