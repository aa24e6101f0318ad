"""Jump scroll: what is handed over unworked is exactly what would have scrolled by."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nsexplorer.tui.terminal.emulator import Emulator
from nsexplorer.tui.terminal.jump import MUCH, jump, plain

LINE = st.text(st.sampled_from("ab \t"), max_size=30)


def test_what_is_little_or_more_than_text_is_worked_out() -> None:
    assert jump("a\n" * 10, 5) is None
    assert jump("a\n" * MUCH + "\x1b[2J", 5) is None
    assert jump("a\n" * MUCH + "\x07", 5) is None
    assert jump("é\n" * MUCH, 5) is None
    assert jump("a" * MUCH, 5) is None


def test_colours_that_still_hold_go_on() -> None:
    found = jump("\x1b[1m\x1b[0m\x1b[31mred\n" + "a\n" * MUCH, 5)
    assert found is not None
    assert found.rest.startswith("\x1b[0m\x1b[31ma\n")
    assert plain(found.passed[0]) == "red"


@settings(max_examples=5, deadline=None)
@given(st.lists(LINE, min_size=40, max_size=60), st.integers(0, 3))
def test_the_screen_and_the_history_are_as_without(lines: list[str], first: int) -> None:
    """The same rows, but for blanks at their ends, whether the output came in one piece or little by little."""
    text = "\r\n".join(lines * (MUCH // 40))
    quick, slow = (Emulator(80, 10, lambda data: None) for _ in range(2))
    for emulator in (quick, slow):
        emulator.feed(b"begun" * first)
    quick.feed(text.encode())
    for start in range(0, len(text), 5000):
        slow.feed(text[start : start + 5000].encode())
    shown = [
        ["".join(segment.text for segment in emulator.row(row)).rstrip() for row in range(emulator.history + emulator.rows)]
        for emulator in (quick, slow)
    ]
    assert shown[0] == shown[1][-len(shown[0]) :]
    assert len(shown[0]) >= min(len(shown[1]), 5000)
    assert quick.cursor == slow.cursor
