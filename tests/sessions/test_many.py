"""Many sessions, one after another and at once: each ends with nothing left of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sessions.running import Person


@pytest.mark.parametrize("count", [10, pytest.param(1000, marks=pytest.mark.soak)])
def test_one_after_another_leaves_nothing(person: Person, count: int) -> None:
    for number in range(count):
        done = person.nsexplorer("unshare", "echo", str(number))
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{number}\n", "")
    assert person.records == []
    assert person.processes() == []


@pytest.mark.parametrize("count", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_at_once_each_is_its_own(person: Person, count: int) -> None:
    with ThreadPoolExecutor(count) as pool:
        ended = list(pool.map(lambda _: person.nsexplorer("unshare", "readlink", "/proc/self/ns/mnt"), range(count)))
    assert [(done.returncode, done.stderr) for done in ended] == [(0, "")] * count
    assert all(done.stdout.startswith("mnt:[") for done in ended)
    assert person.records == []
    assert person.processes() == []
