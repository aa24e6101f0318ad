"""The first line: the way one came; which machine this is, and from when."""

from typing import ClassVar

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from nsexplorer.text.cells import cells, shortened
from nsexplorer.tui.signs import Signs


class TrailLine(Widget):
    """A breadcrumb. Where it does not fit, its middle is left out: the start and where one is now tell most."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"trail-line--program", "trail-line--way", "trail-line--here"}
    DEFAULT_CSS = """
    TrailLine {
        height: 1; background: $panel;
        & > .trail-line--program { color: $foreground; text-style: bold; }
        & > .trail-line--way { color: $text-muted; }
        & > .trail-line--here { color: $foreground; text-style: bold; }
    }
    """

    steps: reactive[tuple[str, ...]] = reactive(())
    machine: reactive[str] = reactive("")

    def __init__(self, signs: Signs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._signs = signs

    def render(self) -> Text:
        """The line."""
        program, way, here = (self.get_component_rich_style(f"trail-line--{part}") for part in ("program", "way", "here"))
        line = Text(" nsexplorer", program, no_wrap=True)
        right = shortened(self.machine, self.size.width // 3, self._signs.glyphs.ellipsis)
        labels = self._fitting(self.size.width - cells(line.plain) - cells(right) - 2)
        for place, label in enumerate(labels):
            line.append(f" {self._signs.step} ", way)
            line.append(label, here if place == len(labels) - 1 else way)
        line.append(" " * (self.size.width - cells(line.plain) - cells(right) - 1))
        line.append(right, way)
        return line

    def _fitting(self, room: int) -> list[str]:
        """The steps in that many cells: without those in the middle, the last one shortened if need be."""
        ellipsis = self._signs.glyphs.ellipsis
        labels = list(self.steps)
        while len(labels) > 2 and _size(labels) > room:
            first = 1 if labels[1] != ellipsis else 2
            if first == len(labels) - 1:
                break
            labels[first : first + 1] = [] if ellipsis in labels else [ellipsis]
        if labels:
            labels[-1] = shortened(labels[-1], max(room - _size(labels[:-1]) - 3, 8), ellipsis)
        return labels


def _size(labels: list[str]) -> int:
    return sum(cells(label) + 3 for label in labels)
