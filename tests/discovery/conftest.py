"""Every test here leaves nothing behind; `without` runs one with newer kernel interfaces switched off."""

import pytest

EACH = ("listmount", "mnt_get_next", "nsid", "pidfd_getfd", "schedstat", "statmount")
"""The features that discovery can do without (`linux/features.py` has more)."""


@pytest.fixture(autouse=True)
def _nothing_left(leftovers: None) -> None:
    """See `leftovers`."""


@pytest.fixture(params=["", *EACH, ",".join(EACH)], ids=["with all", *(f"no {name}" for name in EACH), "with none"])
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> frozenset[str]:
    """The features that count as missing in this run of the test: none, each alone, and all of them."""
    return _switch_off(request.param, monkeypatch)


@pytest.fixture(params=["", ",".join(EACH)], ids=["with all", "with none"])
def with_all_or_none(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> frozenset[str]:
    """The same for tests that run once for each type of namespace: none, and all of them."""
    return _switch_off(request.param, monkeypatch)


def _switch_off(names: str, monkeypatch: pytest.MonkeyPatch) -> frozenset[str]:
    monkeypatch.setenv("NSEXPLORER_WITHOUT", names)
    return frozenset(filter(None, names.split(",")))
