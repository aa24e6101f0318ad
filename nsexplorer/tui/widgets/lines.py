"""The one table of the explorer: virtual rows on Textual's Line API, a header line, a cursor that stays with its key."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from nsexplorer.text.cells import cells, padded, padded_left, shortened
from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.table import NO_ROWS, ROLES, Cell, Table, fitted
from nsexplorer.tui.signs import FULL, Signs

CACHED_STRIPS = 4096


class Lines(ScrollView, can_focus=True):
    """Rows of a `Table`, of which only those in sight are ever made. The cursor and the scroll position follow keys, not places."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("lines")
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{role}" for role in (*ROLES, "header", "cursor", "match")}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Lines {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .lines--header { color: $text-muted; text-style: bold; }
        & > .lines--faint, & > .lines--prefix { color: $text-muted; }
        & > .lines--name { color: $text-accent; }
        & > .lines--title { text-style: bold; }
        & > .lines--host { color: $text-muted; }
        & > .lines--own { color: $text-success; }
        & > .lines--link { color: $text-primary; text-style: underline; }
        & > .lines--warning { color: $text-warning; }
        & > .lines--fault { color: $text-error; text-style: bold; }
        & > .lines--match { text-style: reverse; }
        & > .lines--cursor { background: $block-cursor-blurred-background; }
        &:focus > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor came to another row."""

        lines: "Lines"
        key: Hashable

        @property
        def control(self) -> Widget:
            """The table whose cursor it is."""
            return self.lines

    @dataclass
    class Chosen(Message):
        """Enter, or a click, on the row under the cursor."""

        lines: "Lines"
        key: Hashable

        @property
        def control(self) -> Widget:
            """The table whose row it is."""
            return self.lines

    @dataclass
    class Left(Message):
        """Left was pressed where there is nothing to fold and no row above."""

        lines: "Lines"

        @property
        def control(self) -> Widget:
            """The table that is to be left."""
            return self.lines

    def __init__(self, signs: Signs = FULL, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.table: Table = NO_ROWS
        self.signs = signs
        self._cursor = 0
        self._places: dict[Hashable, int] | None = None
        self._words: tuple[str, ...] = ()
        self._layout: list[tuple[int, int]] = []
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles_by_name: dict[str, Style] = {}

    # What it shows

    def show(self, table: Table, words: tuple[str, ...] = ()) -> None:
        """Show these rows; the cursor stays on its key, on the same line of the screen. `words` are marked where they occur."""
        key, offset = self.cursor_key, self._cursor - self.scroll_offset.y
        before = self._cursor
        self.table, self._words, self._places = table, words, None
        self._cursor = min(before, max(len(table.keys) - 1, 0))
        place = None if key is None else self.place_of(key)
        if place is not None:
            self._cursor = place
        self._forget()
        self.virtual_size = Size(0, len(table.keys) + self._header_height)
        if place is not None and place != before:
            self.scroll_to(y=place - offset, animate=False)
        self._scroll_to_cursor()
        if self.cursor_key != key:
            self._tell_moved()

    @property
    def inner_width(self) -> int:
        """Cells for a row, the mark of the cursor included: the place of the scrollbar is never drawn on."""
        return self.scrollable_content_region.width

    @property
    def _header_height(self) -> int:
        return 1 if any(column.title for column in self.table.columns) else 0

    def place_of(self, key: Hashable) -> int | None:
        """The index of the row with that key; None where there is none."""
        if self._places is None:
            self._places = {row: index for index, row in enumerate(self.table.keys)}
        return self._places.get(key)

    @property
    def cursor_key(self) -> Hashable:
        """The key of the row under the cursor; None without rows."""
        return self.table.keys[self._cursor] if self._cursor < len(self.table.keys) else None

    @property
    def cursor_place(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with that key; whether there is one."""
        place = self.place_of(key)
        if place is None:
            return False
        self._move(place)
        return True

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the header, or the row that is scrolled there."""
        if y < self._header_height:
            return self._header()
        index = self.scroll_offset.y + y - self._header_height
        if index >= len(self.table.keys):
            return Strip.blank(self.inner_width, self.rich_style)
        here = index == self._cursor
        strip = self._strips.get((index, here))
        if strip is None:
            if len(self._strips) >= CACHED_STRIPS:
                self._strips.clear()
            strip = self._strips[index, here] = self._row(index, here)
        return strip

    def _header(self) -> Strip:
        style = self.rich_style + self._style("header")
        texts = []
        for index, width in self._columns():
            column = self.table.columns[index]
            title = shortened(column.title, width, self.signs.glyphs.ellipsis)
            texts.append(padded_left(title, width) if column.right else padded(title, width))
        return Strip([Segment(" " + " ".join(texts), style)]).adjust_cell_length(self.inner_width, style)

    def _row(self, index: int, here: bool) -> Strip:
        base = self.rich_style
        cursor = self._style("cursor") if here else Style.null()
        mark = " " if not here else self.signs.cursor if self.has_focus else self.signs.rest
        segments = [Segment(mark, base + cursor)]
        row = self.table.cells(index)
        for place, (column, width) in enumerate(self._columns()):
            if place:
                segments.append(Segment(" ", base + cursor))
            for text, role in _laid_out(row[column], width, self.table.columns[column].right, self.signs.glyphs.ellipsis):
                style = base + self._style(role) + cursor
                segments.extend(self._with_matches(text, style) if self._words else (Segment(text, style),))
        return Strip(segments).adjust_cell_length(self.inner_width, base + cursor)

    def _with_matches(self, text: str, style: Style) -> list[Segment]:
        lowered = text.lower()
        found = sorted((start, start + len(word)) for word in self._words if (start := lowered.find(word)) >= 0)
        if not found or len(lowered) != len(text):
            return [Segment(text, style)]
        marked = style + self._style("match")
        segments, end = [], 0
        for start, stop in found:
            if start >= end:
                segments += [Segment(text[end:start], style), Segment(text[start:stop], marked)]
                end = stop
        return [*segments, Segment(text[end:], style)]

    def _style(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            style = self._styles_by_name[name] = self.get_component_rich_style(f"lines--{name}", partial=True)
        return style

    def _columns(self) -> list[tuple[int, int]]:
        if not self._layout:
            self._layout = fitted(self.table.columns, self.inner_width - 1)
        return self._layout

    def _forget(self) -> None:
        self._strips.clear()
        self._styles_by_name.clear()
        self._layout = []
        self.refresh()

    def notify_style_update(self) -> None:
        """A theme or a pseudo class (focus) changed: every strip is stale."""
        super().notify_style_update()
        self._forget()

    # Moving

    def _move(self, place: int) -> None:
        place = max(0, min(place, len(self.table.keys) - 1))
        if place == self._cursor or not self.table.keys:
            return
        before, self._cursor = self._cursor, place
        self._refresh_row(before)
        self._refresh_row(place)
        self._scroll_to_cursor()
        self._tell_moved()

    def _tell_moved(self) -> None:
        self.post_message(self.Moved(self, self.cursor_key))

    def _refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index + self._header_height - self.scroll_offset.y, self.inner_width, 1))

    def _scroll_to_cursor(self) -> None:
        top, page = self.scroll_offset.y, self._page()
        if page <= 0:
            return
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + page:
            self.scroll_to(y=self._cursor - page + 1, animate=False)

    def _page(self) -> int:
        return self.size.height - self._header_height

    def action_up(self) -> None:
        """One row up."""
        self._move(self._cursor - 1)

    def action_down(self) -> None:
        """One row down."""
        self._move(self._cursor + 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._move(self._cursor - max(self._page(), 1))

    def action_page_down(self) -> None:
        """A page down."""
        self._move(self._cursor + max(self._page(), 1))

    def action_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move(len(self.table.keys) - 1)

    def action_enter(self) -> None:
        """Choose the row under the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.Chosen(self, self.cursor_key))

    def action_right(self) -> None:
        """Go in."""
        self.action_enter()

    def action_left(self) -> None:
        """Go out."""
        self.post_message(self.Left(self))

    def row_at(self, event: events.MouseEvent) -> int | None:
        """The index of the row under the mouse; None outside of all rows."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header_height:
            return None
        index = self.scroll_offset.y + offset.y - self._header_height
        return index if index < len(self.table.keys) else None

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the row that has it already chooses."""
        index = self.row_at(event)
        if index is None:
            return
        if index == self._cursor:
            self.action_enter()
        else:
            self._move(index)

    def on_resize(self) -> None:
        """Lay the columns out anew; the cursor stays in sight."""
        self._forget()
        self._scroll_to_cursor()


def _laid_out(cell: Cell, width: int, right: bool, ellipsis: str) -> list[tuple[str, str]]:
    """The pieces of a cell in exactly `width` cells: padded; or without its prefix, and the piece that reaches the edge shortened."""
    if sum(cells(text) for text, _ in cell) > width:
        cell = tuple(piece for piece in cell if piece[1] != "prefix")
    pieces: list[tuple[str, str]] = []
    room = width
    for text, role in cell:
        text = shortened(text, room, ellipsis)
        pieces.append((text, role))
        room -= cells(text)
        if room <= 0:
            return pieces
    filler = (" " * room, "plain")
    return [filler, *pieces] if right else [*pieces, filler]
