"""What /proc says of processes: parsed from texts of any kind, and read from a process that was made for it."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.linux import procfs
from tests.topology import process, wait_until_asleep

TAIL = "{state} {parent} 100 100 0 -1 {flags} 1 2 3 4 5 6 7 8 20 0 {threads} 0 {start} 5000 300 18446744073709551615 1 1 0 0 0\n"


def line(command: bytes, state: str = "S", parent: int = 1, threads: int = 1, start: int = 99, flags: int = 0x400000) -> bytes:
    tail = TAIL.format(state=state, parent=parent, threads=threads, start=start, flags=flags)
    return b"4321 (" + command + b") " + tail.encode()


@given(st.binary(max_size=15))
def test_a_command_may_hold_anything(command: bytes) -> None:
    stat = procfs.parse_stat(line(command, parent=77, threads=3, start=12345))
    assert stat == procfs.Stat(command.decode("utf-8", "surrogateescape"), "S", 77, 3, 12345, False)


@pytest.mark.parametrize("command", [b"a b", b"a) S 1", b"((x))", b") R 2 3", b"", b"\n", b"\xff"])
def test_the_last_parenthesis_ends_the_command(command: bytes) -> None:
    assert procfs.parse_stat(line(command)).command == command.decode("utf-8", "surrogateescape")


def test_a_kernel_thread_is_known_by_its_flag() -> None:
    assert procfs.parse_stat(line(b"kthreadd", flags=0x00200000 | 0x40)).kernel
    assert not procfs.parse_stat(line(b"kthreadd")).kernel


@given(st.binary(max_size=200))
def test_no_stat_but_a_whole_one_is_read(data: bytes) -> None:
    with pytest.raises(ValueError):
        procfs.parse_stat(data)


@given(st.integers(0, len(line(b"x")) - 60))
def test_a_truncated_stat_is_refused(length: int) -> None:
    with pytest.raises(ValueError):
        procfs.parse_stat(line(b"x")[:length])


STATUS = (
    b"Name:\tx\nUmask:\t0022\nUid:\t0\t1\t2\t3\nGid:\t4\t5\t6\t7\nGroups:\t10 20 \nNSpid:\t4321\t17\t1\n"
    b"CapInh:\t0000000000000001\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000200000\nCapBnd:\t0000000000000004\nCapAmb:\t0000000000000008\n"
    b"NoNewPrivs:\t1\nSeccomp:\t2\n"
)


def test_a_status_is_read_field_by_field() -> None:
    status = procfs.parse_status(STATUS)
    assert (status.uids, status.gids, status.groups, status.inner_pids) == ((0, 1, 2, 3), (4, 5, 6, 7), (10, 20), (4321, 17, 1))
    assert (status.inheritable, status.permitted, status.effective, status.bounding, status.ambient) == (1, 0x1FFFFFFFFFF, 0x200000, 4, 8)
    assert (status.no_new_privileges, status.seccomp) == (True, 2)


def test_a_status_of_an_older_kernel_leaves_fields_unknown() -> None:
    status = procfs.parse_status(b"Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n")
    assert (status.inner_pids, status.ambient, status.no_new_privileges, status.seccomp) == ((), 0, None, None)


@given(st.binary(max_size=300) | st.integers(0, len(STATUS) - 1).map(lambda length: STATUS[:length]))
def test_a_status_is_read_or_refused(data: bytes) -> None:
    try:
        status = procfs.parse_status(data)
    except ValueError:
        return
    assert len(status.uids) == len(status.gids) == 4


def test_what_is_read_of_a_process_is_what_it_is() -> None:
    with process("user", "mnt", "pid") as held:
        child = held.fork()
        wait_until_asleep(child)
        stat = procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % child))
        assert (stat.parent, stat.threads, stat.state, stat.kernel) == (held.pid, 1, "S", False)
        status = procfs.parse_status(procfs.read(b"/proc/%d/status" % child))
        assert status.inner_pids == (child, 1)
        assert status.uids[1] == os.geteuid()
        outside = (0, os.geteuid(), 1)
        assert procfs.id_map(child, "uid_map") == (outside,)
        assert procfs.id_map(child, "gid_map") == ((0, os.getegid(), 1),)
        assert procfs.setgroups(child) == "deny"
        assert procfs.command_line(child)[-1].endswith("hold.py")


def test_the_threads_of_a_process_are_counted() -> None:
    with process() as held:
        assert procfs.threads(held.pid) == [held.pid]
        tid = held.thread("None")
        assert sorted(procfs.threads(held.pid)) == [held.pid, tid]
        assert procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % held.pid)).threads == 2


def test_an_empty_word_of_a_command_line_is_a_word() -> None:
    with process() as held:
        child = held.do("shell('', 'a b', '')")
        assert procfs.command_line(child) == ("sh", "-c", "echo ready; read x", "", "a b", "")


def test_a_zombie_has_no_command_line() -> None:
    with process() as held:
        child = held.do("zombie()")
        assert procfs.command_line(child) == ()
        assert procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % child)).state == "Z"


def test_a_process_that_is_gone_is_a_named_error() -> None:
    with process() as held:
        child = held.fork()
        held.do(f"end({child})")
        with pytest.raises((FileNotFoundError, ProcessLookupError)):
            procfs.read_once(b"/proc/%d/stat" % child)
        with pytest.raises((FileNotFoundError, ProcessLookupError)):
            procfs.threads(child)


def test_large_files_are_read_whole() -> None:
    with process() as held:
        child = held.do("shell(*['x' * 1000] * 100)")
        assert procfs.command_line(child)[3:] == ("x" * 1000,) * 100
