"""Facts about one thing: labels and texts, wrapped to the width, of which some lead on."""

from collections.abc import Hashable, Sequence

from textual import on

from nsexplorer.tui.messages import PlaceChosen
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.fact import Fact, facts_table
from nsexplorer.tui.widgets.lines import Lines


class FactLines(Lines):
    """Enter on a fact that names a namespace or a process goes there."""

    facts: Sequence[Fact] = ()
    _of_row: Sequence[int] = ()
    _marked: tuple[str, ...] = ()

    def show_facts(self, facts: Sequence[Fact], words: tuple[str, ...] = ()) -> None:
        """Show these facts, with the words marked."""
        self.facts, self._marked = facts, words
        self._wrap()

    def on_resize(self) -> None:
        """Wrap them anew."""
        self._wrap()

    def leads_to(self, key: Hashable) -> Place | None:
        """Where the fact of this row leads; None for most."""
        index = self.place_of(key)
        return None if index is None else self.facts[self._of_row[index]].leads_to

    def _wrap(self) -> None:
        if self.inner_width <= 0:
            return  # not laid out yet: it is wrapped when it is
        table, self._of_row = facts_table(self.facts, self.inner_width - 1)
        self.show(table, self._marked)

    @on(Lines.Chosen)
    def _follow(self, message: Lines.Chosen) -> None:
        message.stop()
        place = self.leads_to(message.key)
        if place is not None:
            self.post_message(PlaceChosen(place))
