"""What an ordinary user gets: every mount table that has a process, all of its own, and a count of what could not be read."""

import os
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.snapshot import Snapshot
from tests.discovery.conftest import EACH
from tests.topology import capture_elsewhere, process

WITHOUT = ["", ",".join(EACH)]


def told(pid: int) -> list[int]:
    return [mount.id for mount in mountinfo.parse(mountinfo.read(pid).data, Mount)]


def table_of(snapshot: Snapshot, pid: int) -> MountTable:
    table = snapshot.table_of_process(pid)
    assert table is not None
    return table


@pytest.mark.parametrize("without", WITHOUT)
def test_every_mount_table_that_has_a_process(without: str, ordinary_user: struct_passwd, tmp_path: Path) -> None:
    with process("mnt") as held, process("mnt") as other:
        held.do(f"tmpfs({str(tmp_path)!r}, source='canary')")
        fellow = held.fork()
        snapshot = capture_elsewhere(user=ordinary_user, without=without)
        table = table_of(snapshot, held.pid)
        root = next(mount.id for mount in table.mounts if mount.target == "/")
        assert table.namespace == f"mnt:[?{root}]" and set(table.members) == {held.pid, fellow}
        assert [mount.id for mount in table.mounts] == told(held.pid)
        found = snapshot.namespaces[table.namespace]
        assert (found.inode, found.nsid, found.owner, found.leader) == (None, None, None, held.pid)
        assert "PTRACE_MODE_READ" in found.unreadable["inode"] and found.unreadable.keys() >= {"inode", "nsid", "owner"}
        assert table_of(snapshot, other.pid).namespace not in (table.namespace, table_of(snapshot, os.getpid()).namespace)


def test_each_readable_process_has_a_table(ordinary_user: struct_passwd) -> None:
    snapshot = capture_elsewhere(user=ordinary_user)
    for pid, found in snapshot.processes.items():
        try:
            ids = told(pid)
        except OSError:
            continue  # it ended since, or is a zombie
        if ids and not found.zombie:
            assert {mount.id for mount in table_of(snapshot, pid).mounts} == set(ids)


def test_tables_are_united_by_the_mounts_that_they_share(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    """The table of a chrooted process is a part of that of its namespace."""
    jail = str(tmp_path / "jail")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({jail + '/m'!r})")
        jailed = held.fork(f"os.chroot({jail!r})")
        snapshot = capture_elsewhere(user=ordinary_user)
        whole, part = table_of(snapshot, held.pid), table_of(snapshot, jailed)
        assert whole.namespace == part.namespace
        assert snapshot.namespaces[whole.namespace].members == (held.pid, jailed)
        assert [mount.target for mount in part.mounts] == ["/m"] and part.root is None


def test_a_table_in_common_with_a_process_of_ones_own(ordinary_user: struct_passwd) -> None:
    """The namespace has its name then, also for the processes whose links cannot be read."""
    with process(user=ordinary_user) as own:
        snapshot = capture_elsewhere(user=ordinary_user)
        assert snapshot.processes[os.getpid()].unreadable is not None
        assert snapshot.processes[os.getpid()].namespaces == {"mnt": own.namespace("mnt")}
        assert os.getpid() in table_of(snapshot, own.pid).members
        assert os.getpid() in snapshot.namespaces[own.namespace("mnt")].members


@pytest.mark.parametrize("without", WITHOUT)
def test_what_is_ones_own_is_complete(without: str, ordinary_user: struct_passwd, tmp_path: Path) -> None:
    with process("user", "mnt", "net", "uts", "ipc", "cgroup", user=ordinary_user) as own:
        own.do("tmpfs('/mnt')")
        fd = own.do("keep_open('/proc/self/ns/uts')")
        uts = own.namespace("uts")
        own.do("unshare('uts')")
        tid = own.thread("unshare('ipc')")
        ipc = os.readlink(f"/proc/{own.pid}/task/{tid}/ns/ipc")
        snapshot = capture_elsewhere(user=ordinary_user, without=without)
        home = own.namespace("user")
        for kind in ("mnt", "net", "uts", "ipc", "cgroup"):
            found = snapshot.namespaces[own.namespace(kind)]
            assert (found.owner, found.leader) == (home, own.pid)
        user = snapshot.namespaces[home]
        assert (user.owner, user.parent, user.creator_uid) == (os.readlink("/proc/self/ns/user"),) * 2 + (ordinary_user.pw_uid,)
        assert [(pin.kind, pin.fd) for pin in snapshot.namespaces[uts].pins] == [("fd", fd)]
        assert [(pin.kind, pin.tid) for pin in snapshot.namespaces[ipc].pins] == [("thread", tid)]
        assert [mount.id for mount in table_of(snapshot, own.pid).mounts] == told(own.pid)
        if not without:
            assert all(mount.unique_id is not None for mount in table_of(snapshot, own.pid).mounts)


def test_a_process_that_one_may_not_trace(ordinary_user: struct_passwd) -> None:
    with process("net") as held:
        snapshot = capture_elsewhere(user=ordinary_user)
        found = snapshot.processes[held.pid]
        assert found.unreadable is not None and "PTRACE_MODE_READ" in found.unreadable
        assert found.namespaces.keys() == {"mnt"} and found.root is None
        assert found.parent == os.getpid() and found.uid == 0 and found.details is not None and found.details.cwd is None
        assert held.namespace("net") not in snapshot.namespaces
        assert snapshot.complete.unreadable_processes == sum(entry.unreadable is not None for entry in snapshot.processes.values()) > 0
        assert snapshot.complete.processes == len(snapshot.processes)
        assert not snapshot.complete.whole


def test_who_looks_is_told(ordinary_user: struct_passwd) -> None:
    viewer = capture_elsewhere(user=ordinary_user).viewer
    assert (viewer.uid, viewer.capabilities, viewer.user_namespace) == (ordinary_user.pw_uid, (), os.readlink("/proc/self/ns/user"))


def test_what_only_root_sees_is_said_to_be_missing(ordinary_user: struct_passwd) -> None:
    missing = capture_elsewhere(user=ordinary_user).complete.missing
    assert any("mount namespaces that no process" in sentence for sentence in missing)


def test_a_namespace_that_is_known_but_not_read(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    """Its file is bound in a table that can be read, and leads to nothing that this user may ask: it counts as unreadable."""
    bound = str(tmp_path / "bound")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        keeper = held.fork("own_mounts()")
        name = os.readlink(f"/proc/{keeper}/ns/mnt")
        held.do(f"bind('/proc/{keeper}/ns/mnt', {bound!r})")
        held.do(f"end({keeper})")
        snapshot = capture_elsewhere(user=ordinary_user)
        found = snapshot.namespaces[name]
        assert found.sources == ("bind",) and found.pins[0].path == bound
        assert found.owner is None and found.unreadable["owner"] and found.unreadable["table"]
        assert snapshot.tables_of(name) == () and snapshot.complete.unreadable_tables >= 1


def test_a_root_of_a_user_namespace_without_the_init_ones(ordinary_user: struct_passwd) -> None:
    """Root inside, nobody outside: as complete for its own, as refused for others."""
    snapshot = capture_elsewhere(before=["unshare", "-Ur"], user=ordinary_user)
    assert snapshot.viewer.uid == 0 and "CAP_SYS_ADMIN" in snapshot.viewer.capabilities
    assert snapshot.viewer.user_namespace != os.readlink("/proc/self/ns/user")
    assert snapshot.complete.unreadable_processes > 0 and snapshot.processes[snapshot.viewer.pid].unreadable is None
