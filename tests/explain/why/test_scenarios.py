"""Every scenario of `tests/lab/why`, made on the real kernel: its verdict is the answer, or is left open by one that is only likely."""

from pwd import struct_passwd

import pytest

from tests.explain.why.scenarios import EACH, LAB, SCENARIOS, asked, faults
from tests.kernel import needs_root

pytestmark = pytest.mark.usefixtures("leftovers")

SHORT = [pytest.param(name, marks=pytest.mark.soak) if name[2].isdigit() else name for name in SCENARIOS]
"""Some of them; all with `-m soak`."""
NEED_NO_ROOT = [each for each, name in zip(SHORT, SCENARIOS, strict=True) if "needroot" not in (LAB / name).read_text()]


@needs_root
@pytest.mark.parametrize("name", SCENARIOS)
def test_as_root(name: str) -> None:
    """With all that the kernel offers, and with none of the newer calls; live, and from the tables of a saved snapshot."""
    found = asked(name)
    assert faults(found) == []
    assert found.answers["without -, live"]["verdict"] == found.expect


@pytest.mark.soak
@needs_root
@pytest.mark.parametrize("name", SCENARIOS)
def test_as_root_without_each_newer_call(name: str) -> None:
    found = asked(name, each=EACH)
    assert faults(found) == []


@pytest.mark.parametrize("name", NEED_NO_ROOT)
def test_as_an_ordinary_user(name: str, ordinary_user: struct_passwd) -> None:
    """Who is root of the user namespace that the scenario is in, and nobody outside."""
    found = asked(name, user=ordinary_user)
    assert faults(found) == []


@needs_root
@pytest.mark.parametrize("name", SHORT)
def test_of_processes_of_root_by_an_ordinary_user(name: str, ordinary_user: struct_passwd) -> None:
    """Who may neither walk nor read what namespaces they are in."""
    found = asked(name, viewer=ordinary_user, each=("",))
    assert faults(found) == []
