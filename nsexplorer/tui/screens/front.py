"""What the program needs of the screens that it is about: the others are pages over these."""

from textual.screen import Screen

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.view import View


class FrontScreen(Screen[None]):
    """A screen whose actions the palette offers, and that follows the snapshots."""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this one; cursors and scroll positions stay."""
        raise NotImplementedError

    @property
    def can_export(self) -> bool:
        """Whether there is anything to write to a file."""
        raise NotImplementedError

    @property
    def view(self) -> View | None:
        """What is in front, to be written to a file."""
        raise NotImplementedError
