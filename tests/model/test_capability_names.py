"""Capability masks and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.model.capability_names import ALL, CAPABILITIES, mask, names


def test_numbers_of_capability_h() -> None:
    numbers = {"CAP_CHOWN": 0, "CAP_NET_ADMIN": 12, "CAP_SYS_ADMIN": 21, "CAP_SETFCAP": 31, "CAP_SYSLOG": 34, "CAP_CHECKPOINT_RESTORE": 40}
    assert {name: CAPABILITIES.index(name) for name in numbers} == numbers
    assert len(set(CAPABILITIES)) == 41
    assert ALL == 0x1FFFFFFFFFF


def test_names() -> None:
    assert names(0) == ()
    assert names(1 << 21 | 1) == ("CAP_CHOWN", "CAP_SYS_ADMIN")
    assert names(1 << 41) == ("CAP_41",)


@pytest.mark.parametrize("name", ["CAP_NOTHING", "chown", "CAP_1", "CAP_64", "", "CAP_", "CAP_٤٢"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="no such capability"):
        mask([name])


@given(st.integers(0, 2**64 - 1))
def test_names_tell_the_mask(value: int) -> None:
    assert mask(names(value)) == value
