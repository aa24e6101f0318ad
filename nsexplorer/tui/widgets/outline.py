"""A tree of lines: branches drawn in the first column, folded and unfolded by key."""

from collections.abc import Hashable, Sequence

from textual import events

from nsexplorer.tui.rows.outline import branch, continued, has_children, in_sight, parent_of
from nsexplorer.tui.rows.table import NO_ROWS, Cell, Table
from nsexplorer.tui.signs import FULL, Signs
from nsexplorer.tui.widgets.lines import Lines


class Outline(Lines):
    """`Lines` whose table may have depths. What is folded stays folded, by key, whatever is shown next."""

    def __init__(self, signs: Signs = FULL, *, id: str | None = None, columns: Sequence[str] | None = None) -> None:
        super().__init__(signs, id=id, columns=columns)
        self.folded: set[Hashable] = set()
        self._whole: Table = NO_ROWS
        self._sight: list[int] = []
        self._masks: list[int] = []

    def show(self, table: Table, words: tuple[str, ...] = ()) -> None:
        """Show these rows. While words are searched nothing is folded: a match below a folded row would be lost."""
        self._whole = table
        self._words = words
        self._masks = continued(table.depths) if table.depths else []
        self._show_in_sight()

    def _show_in_sight(self) -> None:
        whole = self._whole
        if whole.depths is None:
            self._sight = []
            super().show(whole, self._words)
            return
        self._sight = in_sight(whole.keys, whole.depths, () if self._words else self.folded)
        keys = whole.keys if len(self._sight) == len(whole.keys) else [whole.keys[index] for index in self._sight]
        super().show(Table(whole.columns, keys, self._cells), self._words)

    def _cells(self, place: int) -> Sequence[Cell]:
        index, depths = self._sight[place], self._whole.depths or ()
        first, *others = self._whole.cells(index)
        lines = branch(depths[index], self._masks[index], self.signs.glyphs)
        if has_children(depths, index):
            lines += (self.signs.folded if self._is_folded(index) else self.signs.unfolded) + " "
        return [((lines, "faint"), *first), *others] if lines else [first, *others]

    def _is_folded(self, index: int) -> bool:
        return not self._words and self._whole.keys[index] in self.folded

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with that key, unfolding what is above it; whether there is one."""
        if super().move_to(key):
            return True
        if self._whole.depths is None or key not in self._whole.keys:
            return False
        index: int | None = list(self._whole.keys).index(key)
        while index is not None:
            index = parent_of(self._whole.depths, index)
            self.folded.discard(None if index is None else self._whole.keys[index])
        self._show_in_sight()
        return super().move_to(key)

    def action_right(self) -> None:
        """Unfold; go in where there is nothing to unfold."""
        index = self._index()
        if index is not None and has_children(self._whole.depths or (), index) and self._is_folded(index):
            self.folded.discard(self._whole.keys[index])
            self._show_in_sight()
        else:
            self.action_enter()

    def action_left(self) -> None:
        """Fold; go to the row above where there is nothing to fold, and out from a root."""
        index = self._index()
        depths = self._whole.depths or ()
        if index is None:
            self.post_message(self.Left(self))
        elif has_children(depths, index) and not self._is_folded(index) and not self._words:
            self.folded.add(self._whole.keys[index])
            self._show_in_sight()
        elif (above := parent_of(depths, index)) is not None:
            self.move_to(self._whole.keys[above])
        else:
            self.post_message(self.Left(self))

    def _index(self) -> int | None:
        """The index of the cursor's row in the whole tree; None in a flat table, or without rows."""
        return self._sight[self.cursor_place] if self._whole.depths is not None and self._sight else None

    def on_click(self, event: events.Click) -> None:
        """A click on a fold sign folds or unfolds; anywhere else it is the table's."""
        index = self.row_at(event)
        if index is not None and self._whole.depths is not None and self._on_sign(event, self._sight[index]):
            event.prevent_default()
            self.move_to(self.table.keys[index])
            key = self.table.keys[index]
            self.folded.symmetric_difference_update({key})
            self._show_in_sight()

    def _on_sign(self, event: events.Click, index: int) -> bool:
        depths = self._whole.depths or ()
        offset = event.get_content_offset(self)
        if offset is None or not has_children(depths, index):
            return False
        start = 1 + len(branch(depths[index], self._masks[index], self.signs.glyphs))
        return start <= offset.x <= start + 1
