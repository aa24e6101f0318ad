"""What to do with the sessions that live when the explorer is left."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import bindings


class Leaving(ModalScreen[bool | None]):
    """True: end them, False: keep them, None: stay."""

    CSS_PATH = "leaving.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("leaving")

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(classes="leaving")
        self._names = names

    def compose(self) -> ComposeResult:
        """The sessions, and the keys."""
        lines = [
            f"Living: {', '.join(map(neutral, self._names))}",
            "",
            "e    end them, with all that runs and is mounted in them",
            "k    keep them: `nsexplorer enter session:NAME` goes back in",
            "esc  stay in the explorer",
        ]
        with Vertical(id="page"):
            yield Static("\n".join(lines), markup=False)

    def on_mount(self) -> None:
        """Say what is asked."""
        self.query_one("#page").border_title = Content("Leave the explorer")

    def action_end(self) -> None:
        """End them."""
        self.dismiss(True)

    def action_keep(self) -> None:
        """Keep them."""
        self.dismiss(False)

    def action_close(self) -> None:
        """Stay."""
        self.dismiss(None)
