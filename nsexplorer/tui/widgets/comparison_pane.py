"""One aspect of two sides: aligned rows, which scroll together because they are one."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from textual.app import ComposeResult

from nsexplorer import api
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.messages import CaptionChanged
from nsexplorer.tui.rows.comparison import Compared, Pair, change_of, compared, comparison_table, counts_text, kept, words_of
from nsexplorer.tui.rows.filtering import WORDS_HINT
from nsexplorer.tui.rows.table import NO_ROWS, Table
from nsexplorer.tui.sides import Choice, side_of
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.widgets.lines import Lines
from nsexplorer.tui.widgets.pane import Pane

TITLES = {
    "mounts": "mount point",
    "ids": "id map, credential or capability",
    "namespaces": "type of namespace",
    "processes": "process",
    "net": "link, address or route",
    "files": "file",
}
"""What one row of an aspect is about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared. `path` is the directory of the aspect `files`."""

    snapshot: Snapshot
    a: Choice
    b: Choice
    aspect: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of a comparison that the filter and the form let pass."""

    asked: Asked
    found: Compared
    table: Table
    caption: str


class ComparisonPane(Pane[Shown]):
    """Shows what differs, or everything. A filter, or the other form, does not compare anew."""

    filter_hint = WORDS_HINT

    def __init__(self, surroundings: Surroundings, *, id: str) -> None:
        super().__init__(id=id)
        self.lines = Lines(surroundings.signs, id="comparison-lines")
        self.filter_text = ""
        self.everything = False
        self._signs = surroundings.signs
        self._saved = surroundings.saved is not None
        self._asked: Asked | None = None
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """The sentence, the rows."""
        yield self.sentence
        yield self.lines

    def compare(self, asked: Asked) -> None:
        """Compare these; the cursor stays with its row where that is there again."""
        self._asked = asked
        self.again()

    def again(self) -> None:
        """Show the same anew: its filter or its form is another."""
        if self._asked is not None:
            self.ask(self._question(self._asked))

    def refuse(self, sentence: str) -> None:
        """Show this sentence, and no rows: those of before are of other sides."""
        self._shown = None
        self.lines.show(NO_ROWS)
        self.say(sentence)
        self.post_message(CaptionChanged(self.id or "", "", 0, 0))

    def clear(self, sentence: str) -> None:
        """Compare nothing, and say why."""
        self.drop()
        self._asked = None
        self.refuse(sentence)

    @property
    def shown(self) -> Shown | None:
        """What is shown; None before there is anything."""
        return self._shown

    def pair(self, key: Hashable) -> Pair | None:
        """The pair that a row shows."""
        return None if self._shown is None else self._shown.found.by_key.get(key)

    def move_to_difference(self, step: int) -> None:
        """Put the cursor on the next row, or the one before, that is not the same on both sides."""
        keys = self.lines.table.keys
        places = range(self.lines.cursor_place + step, len(keys) if step > 0 else -1, step)
        found = next((keys[place] for place in places if (pair := self.pair(keys[place])) is not None and change_of(pair) != "same"), None)
        if found is not None:
            self.lines.move_to(found)

    def present(self, content: Shown) -> None:
        """Show the rows."""
        another = self._shown is None or self._shown.asked.aspect != content.asked.aspect
        self._shown = content
        self.lines.show(content.table, words_of(self.filter_text))
        if another:
            self.lines.action_first()
        self.say(content.found.reason or self._sentence(content))
        shown, total = len(content.table.keys), len(content.found.by_key)
        self.post_message(CaptionChanged(self.id or "", content.caption, shown, total, self.filter_text))

    def _question(self, asked: Asked) -> Callable[[], Shown]:
        text, everything, before, signs, saved = self.filter_text, self.everything, self._shown, self._signs, self._saved

        def work_out() -> Shown:
            found = before.found if before is not None and before.asked == asked else _compared(asked, saved)
            table = comparison_table(found, kept(found, everything, text), signs)
            return Shown(asked, found, table, counts_text(found, everything))

        return work_out

    def _sentence(self, content: Shown) -> str:
        if content.table.keys:
            return ""
        if self.filter_text:
            return "No row has all of these words."
        return "No difference." if content.found.by_key else f"Neither side has any {TITLES[content.asked.aspect]}."


def _compared(asked: Asked, saved: bool) -> Compared:
    a, b = side_of(asked.a, asked.snapshot, saved), side_of(asked.b, asked.snapshot, saved)
    return compared(api.compare(a, b, (asked.aspect,), asked.path), asked.aspect)
