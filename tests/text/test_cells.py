"""Texts are measured in cells of a terminal, and made to fit them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.text.cells import cells, cut, padded, padded_left, shortened
from nsexplorer.text.neutral import neutral

TEXTS = st.text(alphabet="ab/é日本e\u0301한ｱ", max_size=30).map(neutral)


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本", 4), ("한국", 4), ("ｱ", 1), ("🙂", 2)])
def test_width(text: str, width: int) -> None:
    assert cells(text) == width


def test_the_middle_is_left_out() -> None:
    assert shortened("/var/lib/containers/merged", 13) == "/var/l…merged"
    assert shortened("/var/lib", 8) == "/var/lib"
    assert shortened("/var/lib/x", 6, "~") == "/v~b/x"
    assert shortened("日本語のパス", 8) == "日…パス"


@given(TEXTS, st.integers(0, 30))
def test_shortened_texts_fit(text: str, width: int) -> None:
    assert cells(shortened(text, width)) <= width
    assert cells(cut(text, width)) <= width
    if cells(text) <= width:
        assert shortened(text, width) == cut(text, width) == text
        assert cells(padded(text, width)) == cells(padded_left(text, width)) == width
        assert padded(text, width).rstrip(" ") == text.rstrip(" ")


@given(TEXTS, st.integers(4, 30))
def test_shortening_keeps_start_and_end(text: str, width: int) -> None:
    start, ellipsis, end = shortened(text, width).partition("…")
    assert text.startswith(start)
    assert text.endswith(end)
    assert bool(ellipsis) == (cells(text) > width)
