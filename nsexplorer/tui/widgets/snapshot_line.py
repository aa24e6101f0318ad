"""How complete the snapshot in front is, and the command line that would complete it."""

from typing import ClassVar

from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.cells import shortened
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.rows.completeness import gaps, in_one_line
from nsexplorer.tui.rows.fact import wrapped
from nsexplorer.tui.surroundings import Surroundings


class SnapshotLine(Widget):
    """One line; a second one for the command, where there is one: it is never cut."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"snapshot-line--whole", "snapshot-line--part", "snapshot-line--command"}
    DEFAULT_CSS = """
    SnapshotLine {
        height: auto; padding: 0 1;
        & > .snapshot-line--whole { color: $text-muted; }
        & > .snapshot-line--part { color: $text-warning; }
        & > .snapshot-line--command { text-style: bold; }
    }
    """
    snapshot: reactive[Snapshot | None] = reactive(None, layout=True)
    trouble: reactive[str] = reactive("")
    progress: reactive[str] = reactive("")

    def __init__(self, surroundings: Surroundings, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._signs = surroundings.signs
        self._advice = surroundings.advice

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the command takes, and one."""
        return 1 if self._command() is None else 1 + len(self._command_lines(width))

    def render(self) -> Text:
        """The line, or lines."""
        whole, part, command = (self.get_component_rich_style(f"snapshot-line--{name}") for name in ("whole", "part", "command"))
        width = self.size.width - 2
        if self.progress:
            return Text(shortened(self.progress, width, self._signs.glyphs.ellipsis), part)
        if self.trouble:
            told = f"The machine could not be looked at: {neutral(self.trouble)}"
            return Text(f"{self._signs.warning} {shortened(told, width, self._signs.glyphs.ellipsis)}", part)
        if self.snapshot is None:
            return Text()
        found = gaps(self.snapshot)
        if not found:
            known = self.snapshot.complete
            counts = f"{known.processes} processes, {len(self.snapshot.namespaces)} namespaces, {known.tables} mount tables"
            return Text(f"{self._signs.whole} complete: {counts}", whole)
        line = Text(f"{self._signs.warning} {in_one_line(found, width, self._signs.glyphs.ellipsis)}", part)
        for words in self._command_lines(self.size.width) if self._command() else ():
            line.append(f"\n{words}", command)
        return line

    def _command(self) -> str | None:
        incomplete = self.snapshot is not None and gaps(self.snapshot)
        return self._advice if incomplete else None

    def _command_lines(self, width: int) -> list[str]:
        return wrapped(f"  reads more: {self._advice}", max(width, 20))
