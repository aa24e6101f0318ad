"""The next capture: what did not change is the same object, and every kind of change is seen, also in processes that sleep."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nsexplorer.api import Observer, observer
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root, needs_statmount
from tests.topology import Process, process, wait_until_asleep

Without = frozenset[str]


@contextmanager
def watched(*kinds: str) -> Iterator[tuple[Process, Observer]]:
    """A process in such namespaces, and an observer that has captured it asleep twice: what it remembers is in use."""
    with process(*kinds) as held:
        watching = observer()
        wait_until_asleep(held.pid)
        watching.capture()
        watching.capture()
        yield held, watching


def mounts(snapshot: Snapshot, pid: int) -> dict[str, Mount]:
    table = snapshot.table_of_process(pid)
    assert table is not None
    return {mount.target: mount for mount in table.mounts}


def test_what_did_not_change_is_the_same_object(without: Without) -> None:
    with watched("user", "mnt", "net", "pid") as (held, watching):
        child, jailed = held.fork(), held.fork("tmpfs('/mnt'); os.chroot('/mnt')")
        wait_until_asleep(held.pid, child, jailed)
        before, after = watching.capture(), watching.capture()
        assert after is not before
        for pid in (held.pid, child):
            assert after.processes[pid] is before.processes[pid]
        for kind in ("user", "mnt", "net"):
            assert after.namespaces[held.namespace(kind)] is before.namespaces[held.namespace(kind)]
        for pid in (held.pid, jailed):
            assert after.table_of_process(pid) is before.table_of_process(pid)


def test_nothing_seems_to_change_while_nothing_does() -> None:
    """Each field of a sleeping process, its namespaces and its tables is what it was."""
    with watched("user", "mnt", "net") as (held, watching):
        held.do("keep_socket(); keep_open('/proc/self/ns/net')")
        wait_until_asleep(held.pid)
        first = watching.capture()
        for _ in range(3):
            again = watching.capture()
            assert again.namespaces[held.namespace("net")] == first.namespaces[held.namespace("net")]
            assert again.processes[held.pid] == first.processes[held.pid]


@pytest.mark.parametrize("kind", [kind for kind in NAMESPACE_TYPES if kind not in ("pid", "time")])
def test_unshare(kind: str, with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        left = held.namespace(kind)
        held.do(f"unshare({kind!r})")
        after = watching.capture()
        assert after.processes[held.pid].namespaces[kind] == held.namespace(kind) != left
        assert after.namespaces[held.namespace(kind)].members == (held.pid,)
        assert left not in after.namespaces or held.pid not in after.namespaces[left].members


def test_setns(with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        _, path = held.do("elsewhere('net')")
        watching.capture()
        watching.capture()
        held.do(f"setns({path!r})")
        assert held.pid in watching.capture().namespaces[os.readlink(path)].members


@pytest.mark.parametrize("kind", ["pid", "time"])
def test_what_children_are_born_into(kind: str, with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        held.do(f"unshare({kind!r})")
        if kind == "pid":
            held.fork()
        name = held.namespace(f"{kind}_for_children")
        assert [pin.pid for pin in watching.capture().namespaces[name].pins if pin.kind == "for_children"] == [held.pid]


def test_a_new_thread_elsewhere(with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        tid = held.thread("unshare('net')")
        name = os.readlink(f"/proc/{held.pid}/task/{tid}/ns/net")
        for _ in range(3):
            after = watching.capture()
            assert [pin.tid for pin in after.namespaces[name].pins] == [tid]
            assert after.processes[held.pid].threads == 2


def test_a_thread_that_goes_elsewhere_while_the_first_sleeps(with_all_or_none: Without) -> None:
    """The process's own count of running time is that of its first thread alone."""
    with watched("user") as (held, watching):
        reader, writer = held.do("os.pipe()")
        held.do(f"threading.Thread(target=lambda: (os.read({reader}, 1), unshare('net'), signal.pause()), daemon=True).start()")
        watching.capture()
        assert not [thread for thread in watching.capture().threads if thread.pid == held.pid]
        with open(f"/proc/{held.pid}/fd/{writer}", "wb", buffering=0) as pipe:  # wakes the thread, and nobody else
            pipe.write(b"x")
        while len(set(_homes(held.pid))) == 1:
            pass
        assert [thread.pid for thread in watching.capture().threads if thread.pid == held.pid] == [held.pid]


def _homes(pid: int) -> list[str]:
    return [os.readlink(f"/proc/{pid}/task/{tid}/ns/net") for tid in os.listdir(f"/proc/{pid}/task")]


def test_a_descriptor_opened_and_closed(with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        made, path = held.do("elsewhere('uts')")
        name = os.readlink(path)
        fd = held.do(f"keep_open({path!r})")
        assert [pin.fd for pin in watching.capture().namespaces[name].pins if pin.kind == "fd"] == [fd]
        held.do(f"os.close({fd})")
        assert [pin for pin in watching.capture().namespaces[name].pins if pin.kind == "fd"] == []
        held.do(f"end({made})")
        assert name not in watching.capture().namespaces


def test_a_socket_opened_and_closed() -> None:
    with watched("user", "net") as (held, watching):
        name = held.namespace("net")
        fd = held.do("keep_socket()")
        held.do("unshare('net')")
        for _ in range(3):
            found = watching.capture().namespaces[name]
            assert [pin.fd for pin in found.pins] == [fd] and found.owner == held.namespace("user")
        held.do("kept.pop().close()")
        assert name not in watching.capture().namespaces


CHANGES = {
    "mount": "tmpfs({m!r})",
    "umount": "umount({busy!r})",
    "bind": "bind({busy!r}, {m!r})",
    "move": "os.makedirs({m!r}); mount({busy!r}, {m!r}, flags=MOVE)",
    "remount of the mount": "mount('none', {busy!r}, flags=REMOUNT | BIND | RDONLY)",
    "remount of the file system": "mount('none', {busy!r}, flags=REMOUNT, data='size=8k')",
    "propagation": "mount('none', {busy!r}, flags=SHARED)",
    "unbindable": "mount('none', {busy!r}, flags=UNBINDABLE)",
    "the same again": "umount({busy!r}); tmpfs({busy!r})",
    "over it": "tmpfs({busy!r})",
    "a deleted source": "os.rmdir({source!r})",
    "a renamed source": "os.rename({source!r}, {m!r})",
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_a_mount_table(change: str, with_all_or_none: Without, tmp_path: Path) -> None:
    names = {name: str(tmp_path / name) for name in ("m", "busy", "source", "bound")}
    with watched("mnt") as (held, watching):
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({names['busy']!r})")
        held.do(f"os.mkdir({names['source']!r}); bind({names['source']!r}, {names['bound']!r})")
        sleeper = held.fork()
        watching.capture()
        before = mounts(watching.capture(), sleeper)
        held.do(CHANGES[change].format(**names))
        after = mounts(watching.capture(), sleeper)
        assert len(after) == len({line.split()[4] for line in Path(f"/proc/{sleeper}/mountinfo").read_text().splitlines()})
        assert after != before or change == "the same again"
        if change == "the same again" and not with_all_or_none:
            assert after[names["busy"]].unique_id != before[names["busy"]].unique_id


def test_the_end_of_a_process(with_all_or_none: Without) -> None:
    with watched("user", "mnt") as (held, watching):
        child, path = held.do("elsewhere('net')")
        name = os.readlink(path)
        assert watching.capture().namespaces[name].leader == child
        held.do(f"end({child})")
        after = watching.capture()
        assert child not in after.processes and name not in after.namespaces
        assert all(child not in table.members for table in after.tables)


def test_a_process_becomes_a_zombie(with_all_or_none: Without) -> None:
    with watched("user", "mnt") as (held, watching):
        child = held.fork()
        assert not watching.capture().processes[child].zombie
        held.do(f"os.kill({child}, 9); os.waitid(os.P_PID, {child}, os.WEXITED | os.WNOWAIT)")
        after = watching.capture()
        assert after.processes[child].zombie and after.table_of_process(child) is None
        assert child not in after.namespaces[held.namespace("mnt")].members
        assert child in after.namespaces[held.namespace("user")].members


def test_a_new_parent(with_all_or_none: Without) -> None:
    """The kernel gives a child another parent when its own ends; the child sleeps on."""
    with watched("user") as (held, watching):
        parent = held.fork("fork('call(\"prctl\", 1, 0, 0, 0, 0)')")
        child = int(Path(f"/proc/{parent}/task/{parent}/children").read_text())
        watching.capture()
        assert watching.capture().processes[child].parent == parent
        held.do(f"os.kill({parent}, 9); os.waitpid({parent}, 0)")
        assert watching.capture().processes[child].parent == held.pid


def test_id_maps_written_later(with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        child = held.fork("call('unshare', KINDS['user'])")
        name = os.readlink(f"/proc/{child}/ns/user")
        assert watching.capture().id_maps[name].uids == ()
        held.do(f"map_ids('5 0 1', '6 0 1', {child})")
        written = watching.capture().id_maps[name]
        assert [(row.inside, row.outside, row.count) for row in written.uids] == [(5, os.geteuid(), 1)]
        assert [(row.inside, row.outside, row.count) for row in written.gids] == [(6, os.getegid(), 1)]
        assert written.setgroups == "deny"


def test_a_command_name_and_ids(with_all_or_none: Without) -> None:
    with watched("user") as (held, watching):
        held.do("open('/proc/self/comm', 'w').write('renamed')")
        assert watching.capture().processes[held.pid].command == "renamed"


def test_the_directory_of_a_sleeping_process_is_renamed(with_all_or_none: Without, tmp_path: Path) -> None:
    """Its root and working directory have another path then, without it running."""
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    with watched("mnt") as (held, watching):
        held.do(f"tmpfs({str(tmp_path)!r}); os.makedirs({old + '/root'!r}); os.makedirs({old + '/cwd'!r})")
        jailed = held.fork(f"os.chroot({old + '/root'!r})")
        standing = held.fork(f"os.chdir({old + '/cwd'!r})")
        watching.capture()
        before = watching.capture()
        assert before.processes[jailed].root == old + "/root"
        held.do(f"os.rename({old!r}, {new!r})")
        after = watching.capture()
        assert after.processes[jailed].root == new + "/root"
        details = after.processes[standing].details
        assert details is not None and details.cwd == new + "/cwd"
        held.do(f"os.rmdir({new + '/cwd'!r})")
        details = watching.capture().processes[standing].details
        assert details is not None and details.cwd == new + "/cwd (deleted)"


@needs_root
def test_a_sleeping_process_is_moved_to_another_control_group(with_all_or_none: Without) -> None:
    """As a service manager does with what it has just started: it is by its control group that a unit or container is named."""
    group = next((path for path in _control_groups() if os.access(path, os.W_OK)), None)
    if group is None:
        pytest.skip("no control group can be made here")
    made = group / f"nsexplorer-test-{os.getpid()}"
    with watched() as (held, watching):
        child = held.fork()
        watching.capture()
        watching.capture()
        made.mkdir()
        try:
            (made / "cgroup.procs").write_text(str(child))
            details = watching.capture().processes[child].details
            assert details is not None and details.cgroup == Path(f"/proc/{child}/cgroup").read_text() and made.name in details.cgroup
        finally:
            held.do(f"end({child})")
            made.rmdir()


def _control_groups() -> list[Path]:
    """Where the hierarchies that take a process without more ado are mounted."""
    lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    hierarchies = [Path(line[4]) for line in lines if line[-3] in ("cgroup2", "cgroup") and ("name=" in line[-1] or line[-3] == "cgroup2")]
    return [path for path in hierarchies if path.is_dir()]


@needs_root
@needs_statmount
def test_a_table_that_no_process_shows(tmp_path: Path) -> None:
    bound = str(tmp_path / "bound")
    with watched("mnt") as (held, watching):
        held.do(f"tmpfs({str(tmp_path)!r}, flags=0)")
        keeper = held.fork("own_mounts()")
        name = os.readlink(f"/proc/{keeper}/ns/mnt")
        held.do(f"bind('/proc/{keeper}/ns/mnt', {bound!r})")
        held.do(f"end({keeper})")
        (before,) = watching.capture().tables_of(name)
        (same,) = watching.capture().tables_of(name)
        assert same is before
        held.do(f"end(fork({_inside(bound)!r}))")
        (after,) = watching.capture().tables_of(name)
        assert "/mnt" in {mount.target for mount in after.mounts} - {mount.target for mount in before.mounts}


def _inside(bound: str) -> str:
    return f"setns({bound!r}); tmpfs('/mnt')"
