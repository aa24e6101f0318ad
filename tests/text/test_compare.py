"""A comparison for people: marks beside colours, words beside marks, nothing hostile in it."""

from dataclasses import replace

from nsexplorer.explain.compare.rows import Row
from nsexplorer.text.colors import painted, plain
from nsexplorer.text.glyphs import ASCII
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.compare import comparison as lines_of
from tests.text.comparison import comparison


def lines(width: int | None, everything: bool = False, a: str = "1", b: str = "1234") -> list[str]:
    return list(lines_of(comparison(a, b), everything, Medium(width, ASCII, plain)))


def test_it_starts_with_the_answer() -> None:
    assert lines(80)[0] == (
        "A is process 1 (init), B is process 1234 (nginx): they differ in mounts, namespaces, ids, net and files, not in processes."
    )


def test_each_aspect_is_counted() -> None:
    assert "mounts: 7 only in A, 1 only in B, 1 different" in lines(80)
    assert "net: 2 only in A, 3 only in B, 1 the same (--all shows them)" in lines(80)
    assert "net: 2 only in A, 3 only in B, 1 the same" in lines(80, everything=True)


def test_a_list_with_marks_where_there_is_no_room() -> None:
    found = lines(80)
    assert "< /mnt  tmpfs none" in found
    assert any(line.startswith("> /proc  proc none") for line in found)
    place = next(number for number, line in enumerate(found) if line.startswith("~ /  (another file system"))
    assert [line[:6] for line in found[place + 1 : place + 3]] == ["    < ", "    > "]
    assert not [line for line in found if line.startswith("= ")]
    assert [line for line in lines(80, everything=True) if line.startswith("= link lo")]


def test_two_columns_where_there_is() -> None:
    found = lines(140)
    titles = next(line for line in found if "PATH" in line)
    assert titles.index("A: process 1 (init)") < titles.index("B: process 1234 (nginx)") < titles.index("DIFFERENCE")
    assert max(map(len, found[1:])) <= 140


def test_no_difference_is_told_by_colour_alone() -> None:
    coloured = list(lines_of(comparison(), True, Medium(80, ASCII, painted)))
    stripped = ["".join(part.partition("m")[2] if number else part for number, part in enumerate(line.split("\x1b["))) for line in coloured]
    assert stripped == lines(80, everything=True)


def test_hostile_names_reach_no_terminal() -> None:
    for width in (80, 140, None):
        text = "\n".join(lines(width, everything=True))
        assert not set(text) & {"\x1b", "\u202e", "\r"}
        assert "\\x1b[31m" in text


def test_processes_have_their_command_and_their_pid() -> None:
    assert "= 1234 nginx  pid 1" in lines(80, everything=True)
    assert not [line for line in lines(80) if "1234 nginx" in line]


def test_of_long_lists_only_what_the_other_side_lacks() -> None:
    one, other = ["CAP_CHOWN", "CAP_KILL"], ["CAP_KILL"]
    row = Row("capabilities", "differs", {"effective": one, "pid": 1}, {"effective": other, "pid": 2}, ("effective",))
    answer = replace(comparison(), mounts=None, namespaces=None, rows={"ids": (row,)})
    found = list(lines_of(answer, False, Medium(80, ASCII, plain)))
    assert found[-3:] == ["~ capabilities  (effective)", "    < also CAP_CHOWN", "    > no more"]
