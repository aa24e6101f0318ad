"""Names from strangers cannot do anything to a terminal, nor to a reader's eye."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.text.neutral import neutral

KERNEL_NAMES = st.binary(max_size=40).map(lambda name: name.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/srv/data", "/srv/data"),
        ("with space", "with space"),
        ("dev-disk-by\\x2dlabel", "dev-disk-by\\x2dlabel"),
        ("日本語 é", "日本語 é"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines\ttab\rreturn", "two\\nlines\\ttab\\rreturn"),
        ("\x7f\x9b2J", "\\x7f\\u009b2J"),
        ("a\u202eb\u200bc\ufeff", "a\\u202eb\\u200bc\\ufeff"),
        ("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        ("no\u00a0break", "no\\u00a0break"),
        ("filler\u3164selector\ufe0f", "filler\\u3164selector\\ufe0f"),
        ("tag\U000e0041", "tag\\U000e0041"),
        (b"caf\xe9".decode("utf-8", "surrogateescape"), "caf\\xe9"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_is_written_out(name: str, shown: str) -> None:
    assert neutral(name) == shown


@given(st.one_of(KERNEL_NAMES, st.text(max_size=40), st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn"]))))
def test_nothing_invisible_is_left(name: str) -> None:
    shown = neutral(name)
    assert shown.isprintable()
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    shown.encode("utf-8")
    assert neutral(shown) == shown
