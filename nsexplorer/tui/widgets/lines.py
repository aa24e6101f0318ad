"""The one table of the explorer: virtual rows on Textual's Line API, a header line, a cursor that stays with its key."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from nsexplorer.tui.actions import bindings
from nsexplorer.tui.rows.table import NO_ROWS, ROLES, Table, fitted, picked
from nsexplorer.tui.signs import FULL, Signs
from nsexplorer.tui.widgets.strips import Drawing

CACHED_STRIPS = 4096
NO_STYLE = Style.null()


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
        & > .lines--name { color: $text-primary; }
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

    def __init__(self, signs: Signs = FULL, *, id: str | None = None, columns: Sequence[str] | None = None) -> None:
        super().__init__(id=id)
        self._columns = columns
        self.table: Table = NO_ROWS
        self.signs = signs
        self._cursor = 0
        self._fresh: Mapping[Hashable, str] = {}
        self._places: dict[Hashable, int] | None = None
        self._words: tuple[str, ...] = ()
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles_by_name: dict[str, Style] = {}
        self._drawing: Drawing | None = None

    # What it shows

    def show(self, table: Table, words: tuple[str, ...] = ()) -> None:
        """Show these rows. Cursor and scroll position stay with their rows, whatever came or went above; `words` are marked."""
        table = picked(table, self._columns)
        key, before = self.cursor_key, self._cursor
        in_sight = self._in_sight(before)
        anchor = before if in_sight else self.scroll_offset.y
        anchor_key = self.table.keys[anchor] if anchor < len(self.table.keys) else None
        self.table, self._words, self._places = table, words, None
        place = self.place_of(key)
        self._cursor = min(before, max(len(table.keys) - 1, 0)) if place is None else place
        self._forget_strips()
        self.virtual_size = Size(0, len(table.keys) + self._header_height)
        if self.styles.auto_dimensions:
            self.refresh(layout=True)
        moved_to = self.place_of(anchor_key)
        if moved_to is not None and moved_to != anchor:
            self.scroll_to(y=self.scroll_offset.y + moved_to - anchor, animate=False)
        if in_sight:
            self._scroll_to_cursor()
        if self.cursor_key != key:
            self._tell_moved()

    def mark_fresh(self, signs: Mapping[Hashable, str]) -> None:
        """Put these signs before the rows with these keys."""
        if signs != self._fresh:
            self._fresh = signs
            self._forget_strips()

    @property
    def inner_width(self) -> int:
        """Cells for a row, the mark of the cursor included: the place of the scrollbar is never drawn on."""
        return self.scrollable_content_region.width

    @property
    def _header_height(self) -> int:
        return 1 if any(column.title for column in self.table.columns) else 0

    def _in_sight(self, place: int) -> bool:
        return 0 <= place - self.scroll_offset.y < max(self._page(), 1)

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
        drawing = self._drawing or self._draw()
        if y < self._header_height:
            return drawing.header()
        index = self.scroll_offset.y + y - self._header_height
        if index >= len(self.table.keys):
            return Strip.blank(drawing.width, self._style("plain"))
        here = index == self._cursor
        strip = self._strips.get((index, here))
        if strip is None:
            if len(self._strips) >= CACHED_STRIPS:
                self._strips.clear()
            strip = self._strips[index, here] = self._row(drawing, index, here)
        return strip

    def _row(self, drawing: Drawing, index: int, here: bool) -> Strip:
        if not here:
            return drawing.row(self.table.cells(index), self._fresh.get(self.table.keys[index], " "), NO_STYLE)
        mark = self.signs.cursor if self.has_focus else self.signs.rest
        return drawing.row(self.table.cells(index), mark, self._style("cursor"))

    def _draw(self) -> Drawing:
        width = self.inner_width
        layout = fitted(self.table.columns, width - 1)
        self._drawing = Drawing(self.table.columns, layout, width, self._style, self.signs.glyphs.ellipsis, self._words)
        return self._drawing

    def _style(self, name: str) -> Style:
        """The style of a role, or what the cursor or a match lays over one.

        Colours are those of the whole style, where transparency is worked in already.
        """
        style = self._styles_by_name.get(name)
        if style is None:
            own, whole = (self.get_component_rich_style(f"lines--{name}", partial=partial) for partial in (True, False))
            style = own + Style(color=own.color and whole.color, bgcolor=own.bgcolor and whole.bgcolor)
            if name not in ("cursor", "match"):
                style = self.rich_style + style
            self._styles_by_name[name] = style
        return style

    def _forget_strips(self) -> None:
        self._strips.clear()
        self._drawing = None
        self.refresh()

    def notify_style_update(self) -> None:
        """A theme or a pseudo class (focus) changed: every strip is stale."""
        super().notify_style_update()
        self._styles_by_name.clear()
        self._forget_strips()

    # Moving

    def _move(self, place: int) -> None:
        place = max(0, min(place, len(self.table.keys) - 1))
        before, self._cursor = self._cursor, place
        self._scroll_to_cursor()
        if place != before:
            self._refresh_row(before)
            self._refresh_row(place)
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

    async def on_key(self, event: events.Key) -> None:
        """Do what the key does before the next one is read, which may be typed already: it belongs to whoever has the focus then."""
        focused = self.app.focused
        active = self.screen.active_bindings.get(event.key)
        if focused is not None and focused is not self:
            focused.post_message(events.Key(event.key, event.character))
        elif active is not None and active.enabled:
            await self.app.run_action(active.binding.action, active.node)
        else:
            return
        event.stop()
        event.prevent_default()

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
        self._forget_strips()
        self._scroll_to_cursor()
