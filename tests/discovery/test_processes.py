"""Processes of every condition: zombies, kernel threads, those that vanish or come back under the same pid, hostile names."""

import os
import time
from pathlib import Path

import pytest

from nsexplorer.api import capture, observer
from nsexplorer.discovery import processes
from nsexplorer.discovery.draft import Draft, Memory
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root
from tests.topology import Process, process


def table_of(snapshot: Snapshot, pid: int) -> set[str]:
    table = snapshot.table_of_process(pid)
    assert table is not None
    return {mount.target for mount in table.mounts}


def test_a_process_is_what_proc_says() -> None:
    with process("user", "mnt", "net", "uts", "ipc", "cgroup") as held:
        found = capture().processes[held.pid]
        stat = Path(f"/proc/{held.pid}/stat").read_text().rpartition(")")[2].split()
        assert (found.pid, found.parent, found.state, found.start) == (held.pid, os.getpid(), stat[0], int(stat[19]))
        assert (found.uid, found.threads, found.kernel, found.zombie, found.unreadable) == (os.geteuid(), 1, False, False, None)
        assert found.namespaces == {
            name: held.namespace(name) for name in os.listdir(f"/proc/{held.pid}/ns") if not name.endswith("_for_children")
        }
        details = found.details
        assert details is not None
        assert details.uids == (os.geteuid(),) * 4 and details.command_line is not None and details.command_line[-1].endswith("hold.py")
        assert details.cwd == "/" and details.cgroup == Path(f"/proc/{held.pid}/cgroup").read_text()
        assert details.capabilities.effective == (1 << int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1) - 1


@pytest.mark.parametrize("name", [b"a) S 1 (", b"\xff\xfe", b"\x1b[31m", b"new\nline", b" ", b"()"])
def test_a_hostile_command_name(name: bytes) -> None:
    with process() as held:
        held.do(f"open('/proc/self/comm', 'wb').write({name!r})")
        found = capture().processes[held.pid]
        assert found.command == name.decode("utf-8", "surrogateescape") and found.parent == os.getpid()


def test_a_zombie_is_in_its_user_and_pid_namespace_alone(without: frozenset[str]) -> None:
    with process("user", "pid", "mnt") as held:
        first = held.fork()
        pid = held.do("zombie()")
        snapshot = capture()
        found = snapshot.processes[pid]
        assert found.zombie and found.unreadable is None and found.root is None
        assert found.namespaces == {"user": held.namespace("user"), "pid": os.readlink(f"/proc/{first}/ns/pid")}
        assert pid in snapshot.namespaces[held.namespace("user")].members
        assert pid in snapshot.namespaces[os.readlink(f"/proc/{first}/ns/pid")].members
        assert snapshot.table_of_process(pid) is None
        assert found.details is not None and found.details.command_line == ()


def test_a_namespace_with_only_a_zombie_in_it(without: frozenset[str]) -> None:
    """The first process of a pid namespace has ended and is not waited for: it still leads it."""
    with process("user", "pid") as held:
        first = held.do("zombie()")
        name = os.readlink(f"/proc/{first}/ns/pid")
        found = capture().namespaces[name]
        assert (found.leader, found.members) == (first, (first,))
        assert found.parent == os.readlink("/proc/self/ns/pid")


@needs_root
def test_kernel_threads() -> None:
    threads = [process for process in capture().processes.values() if process.kernel]
    if not threads:
        pytest.skip("no kernel thread is in sight from this pid namespace")
    for found in threads:
        assert found.details is not None and found.details.command_line == ()
        assert found.pid == 2 or found.parent == 2 or found.command.startswith("kworker") or found.parent == 0


def test_the_leader_is_the_topmost_process() -> None:
    with process("user", "net") as held:
        children = [held.fork("fork()") for _ in range(3)]
        found = capture().namespaces[held.namespace("net")]
        assert found.leader == held.pid
        assert set(children) < set(found.members) and found.processes == 7


def test_the_oldest_leads_where_several_are_topmost() -> None:
    with process("user") as held:
        first, path = held.do("elsewhere('net')")
        other = held.fork(f"setns({path!r})")
        found = capture().namespaces[os.readlink(path)]
        assert (found.leader, found.members) == (min(first, other), tuple(sorted((first, other))))


def test_a_leader_further_up_than_the_parent() -> None:
    """A process whose parent is elsewhere, but its grandparent is here, does not lead."""
    with process("user", "net") as held:
        held.fork("unshare('net'); fork('setns(\"/proc/%d/ns/net\" % os.getppid())')".replace("os.getppid()", str(held.pid)))
        found = capture().namespaces[held.namespace("net")]
        assert found.leader == held.pid and found.processes == 2


def test_a_process_that_vanishes_while_it_is_looked_at() -> None:
    with process() as held:
        gone = held.fork()
        held.do(f"end({gone})")
        draft = Draft(Memory())
        processes.collect_only(draft, [held.pid, gone])
        assert draft.processes.keys() == {held.pid}


def test_processes_that_vanish_all_the_time() -> None:
    """Short-lived processes in namespaces of their own: whatever is seen of them fits together, and the others are all there."""
    with process("user", "mnt") as held:
        churn = held.do(
            "os.fork() or [die_with_parent(), silence()] and [(end(fork('own_mounts(); unshare(\"net\")'))) for _ in iter(int, 1)]"
        )
        for _ in range(10):
            snapshot = capture()
            assert held.pid in snapshot.namespaces[held.namespace("mnt")].members
            for namespace in snapshot.namespaces.values():
                assert set(namespace.members) <= snapshot.processes.keys()
        held.do(f"end({churn})")


def _next_pid(held: Process, pid: int) -> int:
    """A child with just that pid, where nobody takes it first: clone(2) counts up from ns_last_pid."""
    for _ in range(200):
        child = int(held.do(f"open('/proc/sys/kernel/ns_last_pid', 'w').write('{pid - 1}') and fork()"))
        if child == pid:
            return child
        held.do(f"end({child})")
    pytest.skip("the pid was always taken by somebody else")


@needs_root
def test_a_recycled_pid_is_another_process() -> None:
    """The same pid in other namespaces: by the time of the second capture nothing is left of the first."""
    with process("user") as held, process() as maker:
        first = maker.fork("unshare('net')")
        watching = observer()
        before = watching.capture()
        net = os.readlink(f"/proc/{first}/ns/net")
        assert before.processes[first].namespaces["net"] == net
        keeper = maker.fork(f"keep_open('/proc/{first}/ns/net')")  # so that the inode is not recycled as well
        maker.do(f"end({first})")
        time.sleep(0.02)  # another start time: the kernel counts it in ticks
        second = _next_pid(maker, first)
        maker_net = os.readlink(f"/proc/{second}/ns/net")
        after = watching.capture()
        assert after.processes[second].start > before.processes[first].start
        assert after.processes[second].namespaces["net"] == maker_net != net
        assert after.namespaces[net].members == () and after.namespaces[net].leader is None
        assert [pin.kind for pin in after.namespaces[net].pins] == ["fd"] and after.namespaces[net].pins[0].pid == keeper
        assert held.pid in after.processes


@needs_root
def test_the_child_of_a_recycled_parent() -> None:
    """Its parent ends, and somebody else takes the pid: the child has a new parent without ever running, and is seen to."""
    with process() as held:
        parent = held.fork("fork('call(\"prctl\", 1, 0, 0, 0, 0)')")  # a child that does not die with it
        child = int(Path(f"/proc/{parent}/task/{parent}/children").read_text())
        watching = observer()
        assert watching.capture().processes[child].parent == parent
        held.do(f"os.kill({parent}, 9); os.waitpid({parent}, 0)")
        time.sleep(0.02)
        _next_pid(held, parent)
        after = watching.capture()
        assert parent in after.processes
        assert after.processes[child].parent == held.pid


def test_a_recycled_inode_is_another_namespace() -> None:
    """Inodes of namespaces are given out again at once: what is remembered of the first must not stick to the second."""
    watching = observer()
    with process("user") as first, process("user") as second:
        made, path = first.do("elsewhere('net')")
        name = os.readlink(path)
        before = watching.capture().namespaces[name]
        assert before.owner == first.namespace("user")
        first.do(f"end({made})")
        for _ in range(2000):
            again, path = second.do("elsewhere('net')")
            if os.readlink(path) == name:
                break
            second.do(f"end({again})")
        else:
            pytest.skip("the inode was never given out again")
        after = watching.capture().namespaces[name]
        assert (after.owner, after.leader) == (second.namespace("user"), again)
        assert after.nsid is None or after.nsid != before.nsid
