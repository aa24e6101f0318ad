"""Captures while processes are born, change their namespaces and die as fast as they can: each one fits together."""

import os
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.api import capture, observer
from nsexplorer.model.saved import load
from tests.discovery.consistency import faults
from tests.topology import process, run

STORM = """
if os.fork() == 0:
    die_with_parent()
    silence()
    call("prctl", 36, 1, 0, 0, 0)  # it waits for the orphans itself
    os.sched_setaffinity(0, range(os.cpu_count()))
    while True:
        end(fork({!r}))
"""
STORMS = {
    "forks": "None",
    "unshares": "unshare('mnt', 'net', 'uts', 'ipc', 'cgroup'); fork()",
    "threads": "thread('unshare(\"net\")'); keep_socket()",
    "mounts": "own_mounts(); tmpfs('/mnt'); os.chroot('/mnt')",
    "users": "unshare('user', 'pid'); fork(); unshare('user')",
}
"""What each of the short-lived processes does."""

MANY = """
from nsexplorer.api import observer
from nsexplorer.model.saved import save
watching = observer()
for _ in range({captures}):
    print(save(watching.capture()))
"""


def storm_through(kind: str, captures: int) -> None:
    """Half of the captures start anew, half remember the one before."""
    with process("user", "mnt") as held:
        held.do(STORM.format(STORMS[kind]))
        held.do(STORM.format(STORMS[kind]))
        watching = observer()
        for number in range(captures):
            snapshot = (watching.capture if number % 2 else capture)()
            assert faults(snapshot) == []
            assert held.pid in snapshot.namespaces[held.namespace("mnt")].members
            assert snapshot.namespaces[held.namespace("mnt")].owner == held.namespace("user")
            assert os.getpid() in snapshot.processes and snapshot.table_of_process(held.pid) is not None


@pytest.mark.parametrize("kind", STORMS)
def test_captures_in_a_storm(kind: str) -> None:
    storm_through(kind, 15)


@pytest.mark.soak
@pytest.mark.parametrize("kind", STORMS)
def test_hundreds_of_captures_in_a_storm(kind: str) -> None:
    storm_through(kind, 300)


def ordinary_user_through(user: struct_passwd, captures: int) -> None:
    with process("user", "mnt") as held:
        for storm in STORMS.values():
            held.do(STORM.format(storm))
        said = run(MANY.format(captures=captures), user=user).splitlines()
        assert len(said) == captures
        for line in said:
            snapshot = load(line)
            assert faults(snapshot) == []
            assert held.pid in snapshot.processes and snapshot.table_of_process(held.pid) is not None


def test_an_ordinary_user_in_a_storm(ordinary_user: struct_passwd) -> None:
    ordinary_user_through(ordinary_user, 8)


@pytest.mark.soak
def test_an_ordinary_user_in_a_long_storm(ordinary_user: struct_passwd) -> None:
    ordinary_user_through(ordinary_user, 160)


def test_everything_at_once_fits_together(without: frozenset[str], tmp_path: Path) -> None:
    """A quiet machine with one of each oddity on it."""
    with process("user", "mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); keep_socket(); zombie()")
        for statement in ("thread('unshare(\"net\")')", "unshare('pid'); fork()", "os.chroot('/mnt')", "own_mounts()", "unshare('user')"):
            held.fork(statement)
        held.do("dead_leader('unshare(\"net\")')")
        for kind in ("net", "mnt", "pid"):
            child, path = held.do(f"elsewhere({kind!r})")
            held.do(f"bind({path!r}, {str(tmp_path / kind)!r})")
            held.do(f"end({child})")
        assert faults(capture()) == []
