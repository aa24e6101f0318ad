"""Every test here leaves nothing behind, and those on real namespaces are done as who runs them and as an ordinary user."""

import os
from pwd import struct_passwd

import pytest


@pytest.fixture(autouse=True)
def _nothing_left(leftovers: None) -> None:
    """See `leftovers`."""


@pytest.fixture(params=["viewer", "ordinary user"])
def user(request: pytest.FixtureRequest) -> struct_passwd | None:
    """Who makes the namespaces and asks: None is who runs the tests."""
    if request.param == "viewer":
        return None
    found: struct_passwd = request.getfixturevalue("ordinary_user")
    return found


@pytest.fixture
def _root() -> None:
    """Skips where the tests are not run by root."""
    if os.geteuid() != 0:
        pytest.skip("only root has a mount namespace that its own user namespace owns")


@pytest.fixture
def _fuse(_root: None) -> None:
    """Skips where the kernel has no FUSE."""
    if not os.path.exists("/dev/fuse"):
        pytest.skip("this kernel has no FUSE")
