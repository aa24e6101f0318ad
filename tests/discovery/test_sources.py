"""Each source that a namespace can be found in, alone: with every newer kernel interface, and without.

Where the source itself needs what is missing, the snapshot says that it could not be asked.
"""

import os
from pathlib import Path

import pytest

from nsexplorer.api import capture
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace, Pin
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root, needs_statmount
from tests.topology import process

Without = frozenset[str]


def pins(namespace: Namespace, kind: str) -> list[Pin]:
    return [pin for pin in namespace.pins if pin.kind == kind]


def targets(snapshot: Snapshot, namespace: str) -> set[str]:
    return {mount.target for table in snapshot.tables_of(namespace) for mount in table.mounts}


@pytest.mark.parametrize("kind", NAMESPACE_TYPES)
def test_a_process(kind: str, with_all_or_none: Without) -> None:
    with process("user", kind) as held:
        child = held.fork() if kind in ("pid", "time") else held.pid
        link = os.readlink(f"/proc/{child}/ns/{kind}")
        found = capture().namespaces[link]
        assert found.leader == child and found.members == (child,)
        assert "process" in found.sources and pins(found, "process") == [Pin("process", pid=child)]
        assert found.owner == (os.readlink("/proc/self/ns/user") if kind == "user" else held.namespace("user"))
        assert (found.nsid is None) == ("nsid" in with_all_or_none)
        assert found.unreadable.keys() <= {"creator_uid", "nsid"}


@pytest.mark.parametrize("kind", [kind for kind in NAMESPACE_TYPES if kind not in ("user", "pid", "time")])
def test_a_thread(kind: str, with_all_or_none: Without) -> None:
    with process("user") as held:
        tid = held.thread(f"unshare({kind!r})")
        link = os.readlink(f"/proc/{held.pid}/task/{tid}/ns/{kind}")
        snapshot = capture()
        found = snapshot.namespaces[link]
        assert pins(found, "thread") == [Pin("thread", pid=held.pid, tid=tid)]
        assert (found.leader, found.members, found.owner) == (None, (), held.namespace("user"))
        thread = next(thread for thread in snapshot.threads if thread.tid == tid)
        assert thread.pid == held.pid and thread.namespaces == {**snapshot.processes[held.pid].namespaces, kind: link}


def test_the_table_of_a_thread(without: Without, tmp_path: Path) -> None:
    with process("user") as held:
        tid = held.thread(f"own_mounts(); tmpfs({str(tmp_path)!r})")
        snapshot = capture()
        assert str(tmp_path) in targets(snapshot, os.readlink(f"/proc/{held.pid}/task/{tid}/ns/mnt"))


def test_the_threads_of_a_process_whose_first_has_ended(without: Without, tmp_path: Path) -> None:
    """By its stat the process is a zombie, but its other threads live on, with everything that they hold."""
    with process("user") as held:
        opened = held.fork("unshare('uts')")
        uts = os.readlink(f"/proc/{opened}/ns/uts")
        statement = f"own_mounts(); tmpfs({str(tmp_path)!r}); unshare('net'); fd = keep_open('/proc/{opened}/ns/uts')"
        pid, tid = held.do(f"dead_leader({statement!r})")
        mnt, net = (os.readlink(f"/proc/{pid}/task/{tid}/ns/{kind}") for kind in ("mnt", "net"))
        held.do(f"end({opened})")
        snapshot = capture()
        assert snapshot.processes[pid].zombie
        for name in (mnt, net):
            assert pins(snapshot.namespaces[name], "thread") == [Pin("thread", pid=pid, tid=tid)]
        assert str(tmp_path) in targets(snapshot, mnt)
        assert [pin.pid for pin in pins(snapshot.namespaces[uts], "fd")] == [pid]


@pytest.mark.parametrize("kind", NAMESPACE_TYPES)
def test_a_descriptor(kind: str, with_all_or_none: Without) -> None:
    with process("user") as held:
        member, path = held.do(f"elsewhere({kind!r})")
        name = os.readlink(path)
        fd = held.do(f"keep_open({path!r})")
        held.do(f"end({member})")
        found = capture().namespaces[name]
        assert pins(found, "fd") == [Pin("fd", pid=held.pid, fd=fd)]
        assert (found.leader, found.type) == (None, kind)
        assert found.owner is not None and "fd" in found.sources


def test_a_socket(without: Without) -> None:
    with process("user", "net") as held:
        name, home = held.namespace("net"), held.namespace("user")
        fd = held.do("keep_socket()")
        held.do("unshare('net')")
        snapshot = capture()
        if "pidfd_getfd" in without:
            assert name not in snapshot.namespaces
            assert any("socket" in sentence for sentence in snapshot.complete.missing)
            return
        assert pins(snapshot.namespaces[name], "socket") == [Pin("socket", pid=held.pid, fd=fd)]
        assert snapshot.namespaces[name].owner == home
        assert snapshot.namespaces[name].sources == ("socket",)


def test_a_socket_that_several_processes_hold() -> None:
    """Each of them keeps the namespace alive, also where the first is a member of it."""
    with process("user", "net") as held:
        name = held.namespace("net")
        fd = held.do("keep_socket()")
        away = held.fork("unshare('net')")
        also = held.fork("unshare('net')")
        found = capture().namespaces[name]
        assert set(pins(found, "socket")) == {Pin("socket", pid=away, fd=fd), Pin("socket", pid=also, fd=fd)}


@pytest.mark.parametrize("kind", [kind for kind in NAMESPACE_TYPES if kind != "mnt"])
def test_a_bind_mount_in_the_namespace_of_a_process(kind: str, with_all_or_none: Without, tmp_path: Path) -> None:
    bound = str(tmp_path / "bound")
    with process("user", "mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        member, path = held.do(f"elsewhere({kind!r})")
        name = os.readlink(path)
        held.do(f"bind({path!r}, {bound!r})")
        held.do(f"end({member})")
        found = capture().namespaces[name]
        assert pins(found, "bind") == [Pin("bind", path=bound, within=held.namespace("mnt"))]
        assert (found.leader, found.owner is not None, found.sources) == (None, True, ("bind",))


def test_a_bind_mount_of_a_mount_namespace(without: Without, tmp_path: Path) -> None:
    """`unshare --mount=FILE`: no process, no descriptor; the table is read all the same."""
    bound, inner = str(tmp_path / "bound"), str(tmp_path / "inner")
    with process("user", "mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        member = held.fork(f"own_mounts(); tmpfs({inner!r}, source='canary')")
        name = os.readlink(f"/proc/{member}/ns/mnt")
        held.do(f"bind('/proc/{member}/ns/mnt', {bound!r})")
        held.do(f"end({member})")
        snapshot = capture()
        assert pins(snapshot.namespaces[name], "bind") == [Pin("bind", path=bound, within=held.namespace("mnt"))]
        assert inner in targets(snapshot, name)
        (table,) = snapshot.tables_of(name)
        assert (table.root, table.reader, table.members) == ("/", None, ())


def test_a_chain_of_bind_mounts(without: Without, tmp_path: Path) -> None:
    """A network namespace bound only inside a mount namespace that is itself only bound."""
    outer, inner = str(tmp_path / "outer"), str(tmp_path / "inner")
    with process("user", "mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        member = held.fork(
            f"own_mounts(); tmpfs({str(tmp_path / 'sub')!r}); unshare('net'); bind('/proc/self/ns/net', {str(tmp_path / 'sub' / 'net')!r})"
        )
        within, name = os.readlink(f"/proc/{member}/ns/mnt"), os.readlink(f"/proc/{member}/ns/net")
        held.do(f"bind('/proc/{member}/ns/mnt', {outer!r})")
        held.do(f"end({member})")
        snapshot = capture()
        assert inner not in targets(snapshot, within)
        assert pins(snapshot.namespaces[within], "bind") == [Pin("bind", path=outer, within=held.namespace("mnt"))]
        assert pins(snapshot.namespaces[name], "bind") == [Pin("bind", path=str(tmp_path / "sub" / "net"), within=within)]
        assert snapshot.namespaces[name].owner == held.namespace("user")


def test_the_pid_namespace_of_children(without: Without) -> None:
    with process("user", "pid") as held:
        first = held.fork()
        name = os.readlink(f"/proc/{first}/ns/pid")
        snapshot = capture()
        found = snapshot.namespaces[name]
        assert pins(found, "for_children") == [Pin("for_children", pid=held.pid)] and found.leader == first
        held.do(f"end({first})")
        found = capture().namespaces[name]
        assert pins(found, "for_children") == [Pin("for_children", pid=held.pid)]
        assert (found.leader, found.owner, found.parent) == (None, held.namespace("user"), os.readlink("/proc/self/ns/pid"))


def test_the_time_namespace_of_children(without: Without) -> None:
    with process("user", "time") as held:
        name = held.namespace("time_for_children")
        found = capture().namespaces[name]
        assert pins(found, "for_children") == [Pin("for_children", pid=held.pid)]
        assert (found.leader, found.owner, found.sources) == (None, held.namespace("user"), ("for_children",))


def test_the_children_of_a_thread(without: Without) -> None:
    """unshare(CLONE_NEWTIME) in a thread: only its own children are born there."""
    with process("user") as held:
        tid = held.thread("unshare('time')")
        name = os.readlink(f"/proc/{held.pid}/task/{tid}/ns/time_for_children")
        assert name != held.namespace("time_for_children")
        assert pins(capture().namespaces[name], "for_children") == [Pin("for_children", pid=held.pid, tid=tid)]


def test_ancestors_without_a_process(without: Without) -> None:
    with process("user") as held:
        middle = held.namespace("user")
        held.do("unshare('user')")
        snapshot = capture()
        innermost, found = snapshot.namespaces[held.namespace("user")], snapshot.namespaces[middle]
        assert innermost.parent == innermost.owner == middle
        assert (found.leader, found.parent, found.children) == (None, os.readlink("/proc/self/ns/user"), (innermost.id,))
        assert pins(found, "child") == [Pin("child", namespace=innermost.id)]
        assert set(found.sources) == {"owner", "parent"}
        assert middle in snapshot.namespaces[os.readlink("/proc/self/ns/user")].children


def test_an_owner_without_a_process(without: Without) -> None:
    """A user namespace whose only trace is that it owns a network namespace: what buildah and others leave while they run."""
    with process("user", "net") as held:
        owner = held.namespace("user")
        fd = held.do("keep_open('/proc/self/ns/net')")
        name = held.namespace("net")
        held.do("unshare('user'); unshare('net')")
        snapshot = capture()
        assert pins(snapshot.namespaces[name], "fd") == [Pin("fd", pid=held.pid, fd=fd)]
        assert snapshot.namespaces[name].owner == owner
        assert Pin("child", namespace=name) in pins(snapshot.namespaces[owner], "child")
        assert snapshot.namespaces[owner].members == ()


@needs_root
@needs_statmount
def test_a_mount_namespace_that_nothing_leads_to(without: Without, tmp_path: Path) -> None:
    """Kept alive by a detached tree alone, as after `open_tree(OPEN_TREE_CLONE)` of a bind of its file: only NS_MNT_GET_NEXT shows it."""
    inner = str(tmp_path / "inner")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        member = held.fork(f"own_mounts(); tmpfs({inner!r}, source='canary')")
        name = os.readlink(f"/proc/{member}/ns/mnt")
        held.do(f"bind('/proc/{member}/ns/mnt', {str(tmp_path / 'bound')!r})")
        held.do(f"end({member})")
        held.do(f"kept.append(call('syscall', ctypes.c_long(428), -100, {os.fsencode(tmp_path / 'bound')!r}, 1))")
        held.do(f"umount({str(tmp_path / 'bound')!r})")
        snapshot = capture()
        if "mnt_get_next" in without:
            assert name not in snapshot.namespaces
            assert any("mount namespaces that no" in sentence for sentence in snapshot.complete.missing)
            return
        assert snapshot.namespaces[name].sources == ("mnt_get_next",)
        assert snapshot.namespaces[name].owner == os.readlink("/proc/self/ns/user")
        if without & {"statmount", "listmount", "nsid"}:
            assert "table" in snapshot.namespaces[name].unreadable
        else:
            assert inner in targets(snapshot, name)


def test_features_say_what_was_used(without: Without) -> None:
    features = capture().features
    assert {name for name, state in features.items() if state == "switched off"} == without
