"""The view in front, in the forms that it can be exported in."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nsexplorer.text.cells import cells, padded, padded_left
from nsexplorer.tui.rows.table import Table

Document = Mapping[str, Any]

ENDINGS = {"text": "txt", "json": "json", "svg": "svg"}
"""The forms, and how the names of their files end."""


class View(NamedTuple):
    """A table with its title. `name` is for a file name; `document` makes what `--json` of the same command prints, in a thread."""

    name: str
    title: str
    table: Table
    document: Callable[[], Document]


def file_name(view: View, form: str, folder: str) -> str:
    """A name for the file of an export that there is not yet."""
    words = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in f"nsexplorer-{view.name}")
    plain = "-".join(filter(None, words.split("-")))[:80]
    names = (f"{plain}{number}.{ENDINGS[form]}" for number in ("", *(f"-{each}" for each in range(2, 1000))))
    return next(path for name in names if not os.path.lexists(path := os.path.join(folder, name)))


def lines_of(view: View) -> Iterator[str]:
    """The title, the titles of the columns, and all rows, each as wide as it is: nothing is shortened."""
    table = view.table
    rows = [["".join(text for text, _ in cell) for cell in table.cells(index)] for index in range(len(table.keys))]
    titles = [column.title for column in table.columns]
    widths = [max(map(cells, column)) for column in zip(titles, *rows, strict=True)]
    yield view.title
    yield ""
    for row in ([titles] if any(titles) else []) + rows:
        yield _line(row, widths, [column.right for column in table.columns])


def write(path: str, lines: Iterator[str]) -> None:
    """Write a new file: one that is there already stays as it is. Raises OSError."""
    with open(path, "x", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(f"{line}\n" for line in lines)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    columns = zip(row, widths, right, strict=True)
    return "  ".join(padded_left(text, width) if is_right else padded(text, width) for text, width, is_right in columns).rstrip()
