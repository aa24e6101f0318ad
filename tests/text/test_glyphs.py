"""Lines are drawn in what the output's encoding has."""

import pytest

from nsexplorer.text.glyphs import ASCII, UNICODE, Glyphs, glyphs_for


@pytest.mark.parametrize(
    ("encoding", "glyphs"), [("utf-8", UNICODE), ("ascii", ASCII), ("iso-8859-1", ASCII), (None, ASCII), ("no-such-encoding", ASCII)]
)
def test_by_encoding(encoding: str | None, glyphs: Glyphs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    assert glyphs_for(encoding) is glyphs


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_the_c_locale_asks_for_ascii(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert glyphs_for("utf-8") is ASCII


def test_stand_ins_are_as_wide() -> None:
    assert [len(each) for each in ASCII] == [len(each) for each in UNICODE]
    assert all(each.isascii() for each in ASCII)
