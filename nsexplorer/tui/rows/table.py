"""What a table on the screen is made of: columns, keyed rows, cells of pieces of text. Plain values: nothing here knows of a screen."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from nsexplorer.tui.place import Place

ROLES = ("plain", "faint", "prefix", "name", "title", "host", "own", "link", "warning", "fault")
"""What a piece of text means: each is a component class of widgets/lines.py, so that a theme decides how it looks."""

Piece = tuple[str, str]
"""A text, neutralised already (text/neutral.py), and its role. A `prefix` is left out where the cell has no room for all of it."""

Cell = tuple[Piece, ...]
"""The pieces of one cell. Where they do not fit, the last one is shortened."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: at least `minimum` cells wide, `ideal` where there is room; what is left over goes to the columns that `grow`.

    Where even the minima do not fit, columns are left out, the highest `rank` first; those of rank 0 never are.
    An `extra` one is only there where the settings ask for it.
    """

    title: str
    minimum: int
    ideal: int
    grow: int = 0
    rank: int = 0
    right: bool = False
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for a `Lines` widget. `keys` name the rows; `cells(index)` makes one row when it comes into view, and only then.

    `depths`, where given, make it a tree: a row's children follow it with a greater depth.
    """

    columns: tuple[Column, ...]
    keys: Sequence[Hashable]
    cells: Callable[[int], Sequence[Cell]]
    depths: Sequence[int] | None = None


NO_ROWS = Table((), (), lambda index: ())


def picked(table: Table, names: Sequence[str] | None) -> Table:
    """The table with the columns of these names (their titles, in small letters), in this order; with all that are not extra for None."""
    titles = [column.title.lower() for column in table.columns]
    usual = [index for index, column in enumerate(table.columns) if not column.extra]
    order = usual if names is None else [titles.index(name) for name in names if name in titles]
    if order == list(range(len(titles))):
        return table

    def cells(place: int) -> Sequence[Cell]:
        row = table.cells(place)
        return [row[index] for index in order]

    return Table(tuple(table.columns[index] for index in order), table.keys, cells, table.depths)


def fitted(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Which columns to draw in that many cells, as (index, width): one cell stands between two."""
    shown = list(range(len(columns)))

    def spare(size: Callable[[Column], int]) -> int:
        return width - sum(size(columns[index]) for index in shown) - max(len(shown) - 1, 0)

    while spare(lambda column: column.minimum) < 0:
        least = max(shown, key=lambda index: columns[index].rank, default=None)
        if least is None or columns[least].rank == 0:
            break
        shown.remove(least)
    widths = {index: columns[index].minimum for index in shown}
    _share(widths, spare(lambda column: column.minimum), {index: columns[index].ideal - columns[index].minimum for index in shown})
    left = width - sum(widths.values()) - max(len(shown) - 1, 0)
    _share(widths, left, {index: left * columns[index].grow for index in shown})
    return [(index, widths[index]) for index in shown]


def _share(widths: dict[int, int], cells: int, wishes: Mapping[int, int]) -> None:
    """Give these cells to the columns as they wish for more, in proportion; none gets more than it wishes."""
    left, wished = min(cells, sum(wishes.values())), sum(wishes.values())
    for index, wish in wishes.items():
        if left <= 0 or wished <= 0:
            return
        share = -(-left * wish // wished)
        widths[index] += share
        left -= share
        wished -= wish


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what belongs to it on a screen.

    `total` counts its rows before any filter, `fitting` are the keys that the filter wants (others lead to them), None without a filter.
    `words` are to be marked in it, `caption` says what it shows. `leads_to` gives the place
    that enter on a row goes to. `sentence` stands there where there are no rows, or says what should be known first.
    """

    table: Table
    caption: str = ""
    total: int = 0
    fitting: Sequence[Hashable] | None = None
    words: tuple[str, ...] = ()
    leads_to: Callable[[Hashable], Place | None] = lambda key: None
    sentence: str = ""

    @property
    def shown(self) -> int:
        """How many rows are what was asked for."""
        return len(self.table.keys if self.fitting is None else self.fitting)
