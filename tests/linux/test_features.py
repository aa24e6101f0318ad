"""Newer kernel interfaces can be switched off, by name."""

import pytest

from nsexplorer.linux import features


@pytest.mark.parametrize("value", ["statmount,nsid", " statmount , nsid ", "nsid,,statmount,", "statmount,nsid,unheard-of"])
def test_named_features_are_not_wanted(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSEXPLORER_WITHOUT", value)
    assert {name for name in features.FEATURES if not features.wanted(name)} == {"statmount", "nsid"}


def test_everything_is_wanted_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NSEXPLORER_WITHOUT", raising=False)
    assert all(map(features.wanted, features.FEATURES))


def test_each_feature_says_what_it_is_good_for_and_since_when() -> None:
    assert all("Linux " in text or "CONFIG_" in text for text in features.FEATURES.values())
