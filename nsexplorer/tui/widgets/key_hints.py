"""The last line: the keys that do something now, as many as fit, and always how to see all of them."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import ActiveBinding
from textual.widget import Widget

from nsexplorer.text.cells import cells
from nsexplorer.tui.actions import ACTIONS
from nsexplorer.tui.keys import by_action

LAST = ("app.palette", "app.help", "app.quit", "app.quit_anyhow")
"""Shown at the end however narrow the terminal is."""

INSTEAD = {"app.quit_anyhow": "app.quit"}
"""What is shown only where the other one does not apply: its key is typed into a line there."""


class KeyHints(Widget):
    """Reads the active bindings of its screen. Each hint can be clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-hints--key", "key-hints--word"}
    DEFAULT_CSS = """
    KeyHints {
        height: 1; background: $panel;
        & > .key-hints--key { color: $foreground; text-style: bold; }
        & > .key-hints--word { color: $foreground; }
    }
    """

    def on_mount(self) -> None:
        """Follow the focus: other widgets have other keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Text:
        """The line."""
        key, word = (self.get_component_rich_style(f"key-hints--{part}") for part in ("key", "word"))
        line = Text(no_wrap=True)
        for _, shown, hint, _ in self._placed():
            line.append(f" {shown} ", key)
            line.append(f"{hint} ", word)
        return line

    def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says."""
        for start, shown, hint, active in self._placed():
            if start <= event.x < start + cells(shown) + cells(hint) + 3:
                self.call_later(self.app.run_action, active.binding.action, active.node)

    def _placed(self) -> list[tuple[int, str, str, ActiveBinding]]:
        """(start, key, word, binding) of each hint that fits."""
        active = {action: bindings[0] for action, bindings in by_action(self.screen.active_bindings.values()).items()}
        wanted = [
            (self.app.get_key_display(active[action.id].binding), action.hint, action.id in LAST, active[action.id])
            for action in ACTIONS
            if action.hint and action.id in active and INSTEAD.get(action.id) not in active
        ]
        room = self.size.width - sum(_size(key, hint) for key, hint, last, _ in wanted if last)
        placed, start = [], 0
        for key, hint, last, each in wanted:
            size = _size(key, hint)
            if not last:
                if size > room:
                    continue
                room -= size
            placed.append((start, key, hint, each))
            start += size
        return placed


def _size(key: str, hint: str) -> int:
    return cells(key) + cells(hint) + 3
