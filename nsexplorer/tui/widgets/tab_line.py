"""The names of a panel's tabs in one line, with their keys and counts."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from nsexplorer.text.cells import cells


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name, the key that opens it, its title, and a shorter one for narrow panels."""

    name: str
    key: str
    title: str
    short: str


class TabLine(Widget):
    """Tabs in one line. The open one is bright and in brackets: it is told without colour too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-line--open", "tab-line--other"}
    DEFAULT_CSS = """
    TabLine {
        height: 1;
        & > .tab-line--open { color: $text-accent; text-style: bold; }
        & > .tab-line--other { color: $text-muted; }
    }
    """
    ALLOW_SELECT = False

    open: reactive[str] = reactive("")
    counts: reactive[dict[str, int]] = reactive(dict)

    @dataclass
    class Opened(Message):
        """A tab was clicked."""

        name: str

    def __init__(self, tabs: tuple[Tab, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tabs = tabs

    def render(self) -> Text:
        """The line."""
        opened, other = (self.get_component_rich_style(f"tab-line--{part}") for part in ("open", "other"))
        line = Text(no_wrap=True)
        for start, label, tab in self._placed():
            line.append(" " * (start - cells(line.plain)))
            line.append(label, opened if tab.name == self.open else other)
        return line

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the mouse."""
        for start, label, tab in self._placed():
            if start <= event.x < start + cells(label):
                self.post_message(self.Opened(tab.name))

    def _placed(self) -> list[tuple[int, str, Tab]]:
        """(start, label, tab) of each tab: with counts where they fit, closer together with the short titles where not even these do."""
        whole = [f"{tab.key} {tab.title}{self._count(tab)}" for tab in self.tabs]
        without_counts = [f"{tab.key} {tab.title}" for tab in self.tabs]
        labels = next((each for each in (whole, without_counts) if sum(cells(label) + 2 for label in each) <= self.size.width), None)
        tight = labels is None
        placed, start = [], 0
        for label, tab in zip(labels or [f"{tab.key} {tab.short}" for tab in self.tabs], self.tabs, strict=True):
            is_open = tab.name == self.open
            around = "[]" if is_open else ("", "") if tight else "  "
            text = around[0] + label + around[1]
            placed.append((start, text, tab))
            start += cells(text) + tight
        return placed

    def _count(self, tab: Tab) -> str:
        count = self.counts.get(tab.name)
        return "" if count is None else f" ({count})"
