"""How complete the snapshot in front is, and the command line that would complete it."""

from rich.text import Text
from textual.widgets import Static

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.completeness import incomplete
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.surroundings import Surroundings


class SnapshotLine(Static):
    """One line where nothing is missing; as many as it takes where something is: the command is never cut."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SnapshotLine { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
    SnapshotLine.-part { color: $text-warning; }
    """

    def __init__(self, surroundings: Surroundings, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._signs = surroundings.signs
        self._advice = surroundings.advice

    def show(self, snapshot: Snapshot) -> None:
        """Tell about this snapshot."""
        known = snapshot.complete
        lacking = incomplete(snapshot, None)
        self.set_class(lacking is not None, "-part")
        if lacking is None:
            counts = f"{known.processes} processes, {len(snapshot.namespaces)} namespaces, {known.tables} mount tables"
            self.update(Text(f"{self._signs.whole} complete: {counts}"))
        else:
            line = Text(f"{self._signs.warning} {lacking}")
            if self._advice is not None:
                line.append(f"\n  {self._advice}", "bold")
                line.append("  reads more")
            self.update(line)

    def tell_trouble(self, reason: str) -> None:
        """Tell why there is no newer snapshot."""
        self.add_class("-part")
        self.update(Text(f"{self._signs.warning} The machine could not be looked at: {neutral(reason)}"))
