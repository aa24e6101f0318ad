"""What an errno means, for errnos that the real kernel gives: each is provoked first."""

import errno
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nsexplorer.api import error_meaning
from nsexplorer.explain.errno_meaning.meaning import KNOWN
from nsexplorer.explain.errno_meaning.meant import Meaning
from tests.kernel import needs_root
from tests.topology import CHECKOUT, Process, Refused, process

pytestmark = pytest.mark.usefixtures("leftovers")


def refusal(held: Process, statement: str) -> str:
    """The name of the errno that a statement there ends with."""
    with pytest.raises(Refused) as caught:
        held.do(statement)
    number = re.search(r"\[Errno (\d+)\]", str(caught.value))
    assert number is not None, caught.value
    return errno.errorcode[int(number[1])]


def meant(call: str, error: str, expected: str, **facts: object) -> Meaning:
    """The meaning, where the kernel gave the errno expected."""
    assert error == expected
    found = error_meaning(call, error, **facts)  # type: ignore[arg-type]
    assert found is not None
    assert found.answer.sentence.endswith(".")
    return found


def test_umount_of_a_locked_mount() -> None:
    with process("user", "mnt") as held:
        error = refusal(held, "umount('/proc')")
        found = meant("umount", error, "EINVAL", pid=held.pid, path="/proc")
        assert (found.confidence, "is locked" in found.answer.sentence) == ("certain", True)
        assert any("/proc" in each.text for each in found.answer.evidence)


def test_umount_where_nothing_is_mounted(tmp_path: Path) -> None:
    with process("user", "mnt") as held:
        error = refusal(held, f"umount({str(tmp_path)!r})")
        found = meant("umount", error, "EINVAL", pid=held.pid, path=str(tmp_path))
        assert found.confidence == "certain"
        assert found.answer.sentence.startswith(f"Nothing is mounted at {tmp_path}")


def test_umount_of_what_is_in_use() -> None:
    with process("mnt") as held:
        held.do("tmpfs('/mnt'); os.chdir('/mnt')")
        found = meant("umount", refusal(held, "umount('/mnt')"), "EBUSY", pid=held.pid, path="/mnt")
        assert found.answer.fix[0].command == "nsexplorer holders /mnt"


def test_umount_without_the_capability() -> None:
    with process("user") as held:  # the mount namespace is still that of another
        found = meant("umount", refusal(held, "umount('/proc')"), "EPERM", pid=held.pid, path="/proc")
        assert "CAP_SYS_ADMIN" in found.answer.sentence


def test_remount_without_a_locked_flag() -> None:
    with process("mnt") as outer:
        outer.do("tmpfs('/mnt', flags=RDONLY | NOSUID)")
        inner = outer.fork("unshare('user', 'mnt')")
        error = refusal_in(outer, inner, "mount(None, '/mnt', flags=REMOUNT | BIND | NOSUID)")
        found = meant("remount", error, "EPERM", pid=inner, path="/mnt")
        assert "locked" in found.answer.sentence
        assert found.confidence == "certain"
        assert "ro" in found.answer.sentence


def refusal_in(outer: Process, inner: int, statement: str) -> str:
    """The name of the errno in a child of it that joined the user and mount namespace of another."""
    join = f"setns('/proc/{inner}/ns/user'); setns('/proc/{inner}/ns/mnt'); {statement}"
    with pytest.raises(Refused) as caught:
        outer.fork(join)
    number = re.search(r"Error\((\d+)", str(caught.value))
    assert number is not None, caught.value
    return errno.errorcode[int(number[1])]


def test_unshare_at_a_limit() -> None:
    with process("user") as held:
        held.do("open('/proc/sys/user/max_net_namespaces', 'w').write('0\\n')")
        assert refusal(held, "call('unshare', KINDS['net'])") == "ENOSPC"
        setting = held.do("open('/proc/sys/user/max_net_namespaces').read().strip()")
        assert setting == "0"
        found = meant("unshare", "ENOSPC", "ENOSPC", pid=held.pid, types=("net",))
        assert "limit" in found.answer.sentence
        assert any("max_net_namespaces" in each.source for each in found.answer.evidence)


def test_unshare_with_threads() -> None:
    with process("mnt") as held:
        held.thread("pass")
        found = meant("unshare", refusal(held, "call('unshare', KINDS['user'])"), "EINVAL", pid=held.pid, types=("user",))
        assert (found.confidence, found.answer.evidence[0].text) == ("certain", "Threads: 2")


def test_setns_with_threads() -> None:
    with process("mnt") as held:
        held.thread("pass")
        found = meant("setns", refusal(held, "setns('/proc/self/ns/mnt')"), "EINVAL", pid=held.pid, types=("mnt",))
        assert found.confidence == "certain"


def test_setns_into_the_own_user_namespace() -> None:
    with process("user") as held:
        found = meant("setns", refusal(held, "setns('/proc/self/ns/user')"), "EINVAL", pid=held.pid, types=("user",))
        assert "already" in found.answer.sentence


def test_setns_without_the_capability() -> None:
    with process("user") as held:
        found = meant("setns", refusal(held, "setns('/proc/self/ns/mnt')"), "EPERM", pid=held.pid, types=("mnt",))
        assert "CAP_SYS_ADMIN" in found.answer.sentence


@needs_root
def test_a_user_namespace_in_a_chroot(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"os.chroot({str(tmp_path)!r})")
        found = meant("unshare", refusal(held, "call('unshare', KINDS['user'])"), "EPERM", pid=held.pid, types=("user",))
        assert (found.confidence, "chroot" in found.answer.sentence) == ("certain", True)


def test_chown_to_an_unmapped_id(tmp_path: Path) -> None:
    with process("user") as held:
        file = tmp_path / "f"
        file.touch()
        found = meant("chown", refusal(held, f"os.chown({str(file)!r}, 33, 33)"), "EINVAL", pid=held.pid, ids=(33, 33))
        assert (found.confidence, found.answer.sentence.startswith("uid 33 has no mapping")) == ("certain", True)
        assert found.answer.evidence[0].source == f"/proc/{held.pid}/uid_map"


@needs_root
def test_chown_of_a_file_of_an_unmapped_owner(tmp_path: Path) -> None:
    with process("user") as held:
        file = tmp_path / "f"
        file.touch()
        os.chown(file, 33, 33)
        found = meant("chown", refusal(held, f"os.chown({str(file)!r}, 0, 0)"), "EPERM", pid=held.pid, ids=(0, 0))
        assert "65534" in found.answer.sentence


@needs_root
def test_making_a_file_as_an_id_that_the_file_system_has_no_number_for(ordinary_user: object) -> None:
    with process("user", "mnt", user=ordinary_user) as held:  # type: ignore[arg-type]
        held.do("tmpfs('/mnt', data='mode=777')")
        path = f"/proc/{held.pid}/root/mnt/f"
        with pytest.raises(OSError) as caught:
            os.mkdir(path)
        meant("mkdir", errno.errorcode[caught.value.errno or 0], "EOVERFLOW")


def test_becoming_an_unmapped_user() -> None:
    with process("user") as held:
        found = meant("setuid", refusal(held, "os.setuid(33)"), "EINVAL", pid=held.pid, ids=(33, 0))
        assert found.confidence == "certain"


def test_setgroups_that_is_denied() -> None:
    with process("user") as held:
        found = meant("setgroups", refusal(held, "os.setgroups([0])"), "EPERM", pid=held.pid)
        assert (found.confidence, found.answer.evidence[0].text) == ("certain", "deny")


def test_an_id_map_written_twice() -> None:
    with process("user") as held:
        statement = "fd = os.open('/proc/self/uid_map', os.O_WRONLY); os.write(fd, b'0 0 1')"
        meant("uid_map", refusal(held, statement), "EPERM", pid=held.pid)


def test_mknod_in_a_user_namespace(tmp_path: Path) -> None:
    with process("user", "mnt") as held:
        error = refusal(held, f"os.mknod({str(tmp_path / 'null')!r}, {stat.S_IFCHR | 0o666}, os.makedev(1, 3))")
        found = meant("mknod", error, "EPERM", pid=held.pid)
        assert found.confidence == "certain"


def test_mounting_what_is_not_for_user_namespaces() -> None:
    with process("user", "mnt") as held:
        found = meant("mount", refusal(held, "mount('none', '/mnt', 'debugfs')"), "EPERM", pid=held.pid, path="/mnt")
        assert found.answer.fix[0].command == "nsexplorer can-mount"


def test_mounting_what_the_kernel_lacks() -> None:
    with process("mnt") as held:
        meant("mount", refusal(held, "mount('none', '/mnt', 'no-such-fs')"), "ENODEV", pid=held.pid)


@pytest.mark.parametrize(("flags", "call"), [("BIND", "bind"), ("MOVE", "move")])
def test_binding_or_moving_what_may_not(flags: str, call: str) -> None:
    with process("mnt") as held:
        make = "UNBINDABLE" if call == "bind" else "SHARED"
        held.do(f"tmpfs('/mnt'); mount('none', '/mnt', flags={make}); os.mkdir('/mnt/a'); os.mkdir('/mnt/b'); tmpfs('/mnt/a/x')")
        source = "/mnt" if call == "bind" else "/mnt/a/x"
        found = meant(call, refusal(held, f"mount({source!r}, '/mnt/b', flags={flags})"), "EINVAL", pid=held.pid, path=source)
        if call == "bind":
            assert (found.confidence, "unbindable" in found.answer.sentence) == ("certain", True)


@pytest.mark.parametrize(
    ("make", "of_mount"),
    [("tmpfs('/mnt'); mount(None, '/mnt', flags=REMOUNT | BIND | RDONLY)", True), ("tmpfs('/mnt', flags=RDONLY)", False)],
)
def test_writing_to_what_is_read_only(make: str, of_mount: bool) -> None:
    with process("mnt") as held:
        held.do(make)
        found = meant("open", refusal(held, "os.open('/mnt/f', os.O_CREAT)"), "EROFS", pid=held.pid, path="/mnt")
        assert found.confidence == "certain"
        if of_mount:
            assert "another mount" in found.answer.sentence


def test_renaming_over_two_binds(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").touch()
    with process("mnt") as held:
        held.do(f"bind({str(tmp_path / 'a')!r}, {str(tmp_path / 'b')!r})")
        error = refusal(held, f"os.rename({str(tmp_path / 'a' / 'f')!r}, {str(tmp_path / 'b' / 'g')!r})")
        meant("rename", error, "EXDEV", pid=held.pid, path=str(tmp_path))


def test_removing_a_mount_point(tmp_path: Path) -> None:
    path = str(tmp_path / "m")
    with process("mnt") as held:
        held.do(f"tmpfs({path!r})")
        found = meant("rmdir", refusal(held, f"os.rmdir({path!r})"), "EBUSY", pid=held.pid, path=path)
        assert found.answer.fix[0].command == f"nsexplorer holders {path}"


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(OSError) as caught:
        os.open(tmp_path / "a", os.O_RDONLY)
    found = meant("open", errno.errorcode[caught.value.errno or 0], "ELOOP", path=str(tmp_path / "a"))
    assert "links" in found.answer.sentence


@needs_root
def test_an_automount_point_of_another_mount_namespace() -> None:
    if "autofs" not in Path("/proc/filesystems").read_text():
        pytest.skip("this kernel has no autofs")
    command = [sys.executable, "-I", "-S", str(CHECKOUT / "tests" / "lab" / "autofs_elsewhere.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/", start_new_session=True) as daemon:
        assert daemon.stdin is not None and daemon.stdout is not None
        pid, error = daemon.stdout.readline().split()
        found = meant("open", error, "ELOOP", pid=int(pid), path="/mnt")
        assert (found.confidence, "autofs" in found.answer.sentence) == ("certain", True)
        daemon.stdin.close()


def test_no_more_children_in_a_pid_namespace() -> None:
    with process("pid") as held:
        child = held.do("fork()")
        held.do(f"end({child})")
        meant("fork", refusal(held, "os.fork()"), "ENOMEM", pid=held.pid)


@needs_root
def test_a_fuse_mount_whose_program_has_ended() -> None:
    if not os.path.exists("/dev/fuse"):
        pytest.skip("this machine has no /dev/fuse")
    with process("mnt") as held:
        held.do("fuse = os.open('/dev/fuse', os.O_RDWR)")
        held.do("mount('dead', '/mnt', 'fuse.dead', data=f'fd={fuse},rootmode=40000,user_id=0,group_id=0')")
        held.do("os.close(fuse)")
        found = meant("open", refusal(held, "os.listdir('/mnt')"), "ENOTCONN", pid=held.pid, path="/mnt")
        assert (found.confidence, found.answer.fix[0].command) == ("certain", "umount -l /mnt")


@needs_root
def test_a_fuse_mount_of_another_user(ordinary_user: object) -> None:
    if not os.path.exists("/dev/fuse"):
        pytest.skip("this machine has no /dev/fuse")
    with process("mnt") as held:
        held.do("fuse = os.open('/dev/fuse', os.O_RDWR)")
        uid = ordinary_user.pw_uid  # type: ignore[attr-defined]
        held.do(f"mount('theirs', '/mnt', 'fuse.x', data=f'fd={{fuse}},rootmode=40000,user_id={uid},group_id={uid}')")
        found = meant("open", refusal(held, "os.listdir('/mnt')"), "EACCES", pid=held.pid, path="/mnt", ids=(0, 0))
        assert (found.confidence, "allow_other" in found.answer.sentence) == ("certain", True)
        held.do("os.close(fuse)")


@needs_root
def test_making_read_only_what_is_written_to() -> None:
    with process("mnt") as held:
        held.do("tmpfs('/mnt'); kept.append(open('/mnt/file', 'w'))")
        found = meant("remount", refusal(held, "mount('none', '/mnt', flags=REMOUNT | RDONLY)"), "EBUSY", pid=held.pid, path="/mnt")
        assert found.answer.fix[0].command == "nsexplorer holders /mnt"


@needs_root
@pytest.mark.parametrize(("mount", "expected"), [("tmpfs('/mnt')", "EINVAL"), ("None", "EBUSY")], ids=["of another mount", "of the root"])
def test_a_new_root_that_is_a_plain_directory(tmp_path: Path, mount: str, expected: str) -> None:
    with process("mnt") as held:
        base = "/mnt" if expected == "EINVAL" else str(tmp_path)
        held.do(f"{mount}; os.makedirs({base!r} + '/new/old')")
        error = refusal(held, f"call('pivot_root', b'{base}/new', b'{base}/new/old')")
        found = meant("pivot_root", error, expected, pid=held.pid, path=f"{base}/new")
        assert (found.confidence, "has to be a mount point" in found.answer.sentence) == ("certain", True)


def test_running_a_program_from_a_noexec_mount() -> None:
    with process("user", "mnt") as held:
        held.do("mount('none', '/mnt', 'tmpfs', NOEXEC)")
        held.do("open('/mnt/run', 'w').write('#!/bin/sh'); os.chmod('/mnt/run', 0o755)")
        error = refusal(held, "os.posix_spawn('/mnt/run', ['run'], {})")
        found = meant("execve", error, "EACCES", pid=held.pid, path="/mnt/run")
        assert (found.confidence, "is noexec" in found.answer.sentence) == ("certain", True)


def test_a_limit_on_mounts() -> None:
    found = error_meaning("mount", "ENOSPC")
    assert found is not None
    assert found.answer.evidence[0].text == Path("/proc/sys/fs/mount-max").read_text().strip()


def test_what_is_not_known_has_no_meaning() -> None:
    assert error_meaning("umount", "EIO") is None
    assert error_meaning("getpid", "EPERM") is None
    assert ("umount", "EINVAL") in KNOWN
