"""Every test here leaves nothing behind."""

import pytest


@pytest.fixture(autouse=True)
def _nothing_left(leftovers: None) -> None:
    """See `leftovers`."""
