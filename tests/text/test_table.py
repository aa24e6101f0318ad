"""Tables line up by cell width, and fit the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.text.cells import cells
from nsexplorer.text.colors import painted, plain
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.table import Cell, Column, table

PIPE = Medium(None, UNICODE, plain)
TEXTS = st.text(alphabet="ab 日é", max_size=20)


def lines(columns: list[Column], rows: list[list[str]], medium: Medium) -> list[str]:
    return list(table(columns, [[Cell(text) for text in row] for row in rows], medium))


def test_columns_line_up_and_numbers_keep_to_the_right() -> None:
    columns = [Column("NAME"), Column("N", "right"), Column("REST")]
    assert lines(columns, [["日本", "7", "x"], ["abcdef", "1234", ""]], PIPE) == [
        "NAME       N  REST",
        "日本       7  x",
        "abcdef  1234",
    ]


def test_columns_of_a_higher_rank_give_way_first() -> None:
    columns = [Column("PATH", least=4), Column("SOURCE", least=4, rank=1), Column("ID")]
    rows = [["/a/long/path", "a-long-source", "1"]]
    assert lines(columns, rows, Medium(22, UNICODE, plain))[1] == "/a/long/path  a…ce  1"
    assert lines(columns, rows, Medium(14, UNICODE, plain))[1] == "/…th  a…ce  1"


def test_the_last_columns_are_left_out_where_nothing_else_helps() -> None:
    assert lines([Column("ONE"), Column("TWO")], [["abcdefgh", "ijkl"]], Medium(10, UNICODE, plain)) == ["ONE", "abcdefgh"]
    assert lines([Column("ONE"), Column("TWO")], [["abcdefgh", "ijkl"]], Medium(5, UNICODE, plain)) == ["ONE", "ab…gh"]


def test_colours_do_not_count() -> None:
    rows = [[Cell("ab", "faint"), Cell("cd", "warning")], [Cell("efgh"), Cell("")]]
    assert list(table([Column("X"), Column("Y")], rows, Medium(None, UNICODE, painted))) == [
        "\x1b[1mX\x1b[0m     \x1b[1mY\x1b[0m",
        "\x1b[2mab\x1b[0m    \x1b[33mcd\x1b[0m",
        "efgh",
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6), st.integers(1, 60))
def test_every_line_fits(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = [Column("A", least=3), Column("B", "right"), Column("C", least=2, rank=1)]
    drawn = lines(columns, [list(row) for row in rows], Medium(width, UNICODE, plain))
    assert len(drawn) == len(rows) + 1
    assert max(map(cells, drawn)) <= width
