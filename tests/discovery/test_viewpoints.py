"""Where nsexplorer runs: inside other pid namespaces, with another's /proc, behind hidepid, in a chroot. What it cannot see it says."""

import os
import sys
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.api import capture
from nsexplorer.model.saved import load
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root
from tests.topology import CAPTURE, CHECKOUT, capture_elsewhere, process, run

INSIDE = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork"]
"""As a container without a runtime: user, mount and pid namespaces of its own."""


def says(snapshot: Snapshot, words: str) -> bool:
    return any(words in sentence for sentence in snapshot.complete.missing)


def test_inside_a_pid_namespace(with_all_or_none: frozenset[str]) -> None:
    snapshot = capture_elsewhere(before=[*INSIDE, "--mount-proc"], without=",".join(with_all_or_none))
    assert snapshot.processes.keys() == {1} == {snapshot.viewer.pid}
    assert snapshot.viewer.uid == 0 and "CAP_SYS_ADMIN" in snapshot.viewer.capabilities
    for kind in ("user", "mnt", "pid"):
        own = snapshot.namespaces[snapshot.own[kind]]
        assert own.members == (1,) and own.id != os.readlink(f"/proc/self/ns/{kind}")
    own_pid, own_net = snapshot.namespaces[snapshot.own["pid"]], snapshot.namespaces[snapshot.own["net"]]
    assert own_pid.parent is None and "outside" in own_pid.unreadable["parent"]
    assert own_net.owner is None and "outside" in own_net.unreadable["owner"]
    assert says(snapshot, "mount namespaces that no process")
    assert snapshot.table_of_process(1) is not None


def test_inside_a_pid_namespace_with_the_proc_of_the_host() -> None:
    """/proc shows all processes of the host, and /proc/self is there: it is us, by the host's number."""
    snapshot = capture_elsewhere(before=INSIDE)
    assert os.getpid() in snapshot.processes
    assert snapshot.viewer.pid != 1 and snapshot.viewer.pid in snapshot.processes
    assert snapshot.processes[snapshot.viewer.pid].namespaces["mnt"] == snapshot.own["mnt"]
    assert snapshot.processes[os.getpid()].unreadable is not None
    assert snapshot.complete.unreadable_processes > 0


def test_with_the_proc_of_a_pid_namespace_that_one_is_not_in() -> None:
    """There is no /proc/self then, as when a container's root directory is looked at with its own /proc in it."""
    with process("user", "mnt", "pid") as held:
        held.fork("mount('proc', '/proc', 'proc')")
        inside = ["nsenter", "-t", str(held.pid), "-U", "-m", "--preserve-credentials"]
        assert run("import os; print(os.path.exists('/proc/self'))", before=inside).strip() == "False"
        snapshot = load(run(CAPTURE, before=inside))
        assert snapshot.processes.keys() == {1}
        assert snapshot.own == {} and says(snapshot, "/proc/self")
        assert snapshot.processes[1].namespaces["mnt"] == held.namespace("mnt")
        assert snapshot.namespaces[held.namespace("mnt")].leader == 1
        assert snapshot.table_of_process(1) is not None


@pytest.mark.parametrize("proc", ["an empty directory", "no directory"])
def test_without_proc(proc: str, tmp_path: Path) -> None:
    with process("user", "mnt") as held:
        if proc == "an empty directory":
            held.do("mount('none', '/proc', 'tmpfs')")
            inside = ["nsenter", "-t", str(held.pid), "-U", "-m", "--preserve-credentials"]
            snapshot = load(run(CAPTURE, before=inside))
        else:
            held.do(f"tmpfs({str(tmp_path)!r})")
            for name in ("usr", "bin", "lib", "lib64", "tmp", str(CHECKOUT)[1:], sys.prefix[1:]):
                if os.path.isdir(f"/{name}") and not (tmp_path / name).exists():
                    held.do(f"bind('/{name}', {str(tmp_path / name)!r}, BIND | REC)")
            snapshot = load(
                run(CAPTURE, before=["nsenter", "-t", str(held.pid), "-U", "-m", "--preserve-credentials", "chroot", str(tmp_path)])
            )
        assert not snapshot.processes and not snapshot.tables
        assert says(snapshot, "/proc")


@pytest.mark.parametrize(("option", "told"), [("hidepid=2", "hidepid="), ("hidepid=4", "hidepid=ptraceable"), ("hidepid=1", "hidepid=")])
@needs_root
def test_hidepid_hides_from_an_ordinary_user(option: str, told: str, ordinary_user: struct_passwd) -> None:
    become = f"setpriv --reuid {ordinary_user.pw_uid} --regid {ordinary_user.pw_gid} --clear-groups"
    script = f'mount -t proc -o {option} proc /proc && exec {become} "$@"'
    inside = ["unshare", "--mount", "sh", "-c", script, "sh"]
    snapshot = load(run(CAPTURE, before=inside))
    assert os.getpid() not in snapshot.processes
    assert says(snapshot, f"processes of other users: /proc is mounted with {told}")
    assert (snapshot.complete.unreadable_processes > 0) == (option == "hidepid=1")
    assert snapshot.processes[snapshot.viewer.pid].namespaces["mnt"] == snapshot.own["mnt"]
    assert snapshot.table_of_process(snapshot.viewer.pid) is not None


@needs_root
def test_hidepid_hides_nothing_from_root() -> None:
    inside = ["unshare", "--mount", "sh", "-c", 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', "sh"]
    snapshot = load(run(CAPTURE, before=inside))
    assert os.getpid() in snapshot.processes
    assert not says(snapshot, "hidepid")


def test_nothing_is_missing_that_is_there() -> None:
    """What is run as root of the machine, and sees everything, says so."""
    snapshot = capture()
    if os.geteuid() == 0 and snapshot.features["mnt_get_next"] == "used":
        assert not snapshot.complete.missing


@needs_root
def test_inside_a_chroot(tmp_path: Path) -> None:
    """Our own root is not that of the others, though its link reads `/` to us: each has its own table."""
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, source='jail')")
        for name in ("usr", "bin", "lib", "lib64", str(CHECKOUT)[1:], sys.prefix[1:], "proc"):
            if os.path.isdir(f"/{name}") and not (tmp_path / name).is_dir():
                held.do(f"bind('/{name}', {str(tmp_path / name)!r}, BIND | REC)")
        inside = ["nsenter", "-t", str(held.pid), "-m", "chroot", str(tmp_path)]
        snapshot = load(run(CAPTURE, before=inside))
        own, other = snapshot.table_of_process(snapshot.viewer.pid), snapshot.table_of_process(held.pid)
        assert own is not None and other is not None
        assert own.namespace == other.namespace == held.namespace("mnt")
        assert next(mount for mount in own.mounts if mount.target == "/").source == "jail"
        assert str(tmp_path) in {mount.target for mount in other.mounts}
        assert snapshot.tables_of(held.namespace("mnt"))[0] == other
