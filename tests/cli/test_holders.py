"""`nsexplorer holders` on the live machine: every reason that a test can make, against umount itself and fuser."""

import ctypes
import errno
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import struct_passwd
from typing import Any

import pytest

from tests.cli.running import nsexplorer
from tests.kernel import needs_root
from tests.loop_device import loop_device
from tests.topology import CHECKOUT, Process, Refused, credentials, process

pytestmark = pytest.mark.usefixtures("leftovers")

libc = ctypes.CDLL(None, use_errno=True)
PRIVATE = 0x40000
PF_KTHREAD = 0x00200000
COPIES = ("mount", "submount", "overlay-lower")


def holders(target: object, *words: str, **options: Any) -> dict[str, Any]:
    done = nsexplorer("holders", str(target), *words, "--json", **options)
    document: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
    assert done.returncode == (1 if document.get("holders") else 0), done.stderr
    return document


def rows(target: object, *elsewhere: Process, **options: Any) -> list[dict[str, Any]]:
    """The holders, but for copies in mount namespaces that are none of this test's: other tests may run beside it."""
    known = {os.readlink("/proc/self/ns/mnt"), *(held.namespace("mnt") for held in elsewhere)}
    return [row for row in holders(target, **options)["holders"] if row["reason"] not in COPIES or row["in"] in known]


def found(target: object, reason: str, **options: Any) -> list[dict[str, Any]]:
    return [row for row in holders(target, **options)["holders"] if row["reason"] == reason]


def umount(path: Path) -> str | None:
    """Unmount; the name of the errno where that is refused."""
    return None if libc.umount2(os.fsencode(path), 0) == 0 else errno.errorcode[ctypes.get_errno()]


@contextmanager
def mounted(path: Path, source: str = "none", fstype: str = "tmpfs", flags: int = 0) -> Iterator[Path]:
    """A private mount on the host's table, for root; taken off at the end, if the test has not."""
    path.mkdir(exist_ok=True)
    assert libc.mount(source.encode(), os.fsencode(path), fstype.encode(), flags, None) == 0, os.strerror(ctypes.get_errno())
    libc.mount(None, os.fsencode(path), None, PRIVATE, None)
    try:
        yield path
    finally:
        libc.umount2(os.fsencode(path), 2)


@needs_root
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("os.chdir({path!r})", "cwd"),
        ("os.chroot({path!r})", "root"),
        ("keep_open({file!r})", "fd"),
        ("import mmap; kept.append(mmap.mmap(os.open({file!r}, os.O_RDONLY), 4096, prot=mmap.PROT_READ))", "map"),
    ],
)
def test_what_a_process_holds_makes_umount_refuse(tmp_path: Path, statement: str, reason: str) -> None:
    with mounted(tmp_path / "m") as path, process() as held:
        file = path / "file"
        file.write_bytes(bytes(4096))
        held.do(statement.format(path=str(path), file=str(file)))
        busy = [row for row in rows(path) if row["keeps"] == "mount"]
        assert {row["pid"] for row in busy} == {held.pid}
        assert reason in {row["reason"] for row in busy}
        assert umount(path) == "EBUSY"


@needs_root
def test_a_program_that_runs_from_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path:
        program = path / "sleep"
        shutil.copy("/bin/sleep", program)
        running = subprocess.Popen([str(program), "60"], cwd="/")
        try:
            (row,) = found(path, "exe")
            assert (row["pid"], row["path"], row["keeps"]) == (running.pid, str(program), "mount")
            assert not found(path, "map"), "the program's own file counts once"
        finally:
            running.kill()
            running.wait()


@needs_root
def test_nothing_holds_it_and_umount_works(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path:
        assert rows(path) == []
        assert umount(path) is None


@needs_root
def test_a_mount_on_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, mounted(path / "below") as below:
        (row,) = rows(path)
        assert (row["reason"], row["path"], row["keeps"]) == ("submount", str(below), "mount")
        assert row["fix"][0]["command"] == f"umount {below}"
        assert umount(path) == "EBUSY"


@needs_root
def test_umount_works_and_the_device_stays_busy(tmp_path: Path) -> None:
    """The copy of a mount in another mount namespace: fuser and lsof show nothing of it."""
    with loop_device(tmp_path) as loop, mounted(tmp_path / "m", loop.node, "ext4") as path, process("mnt") as held:
        (row,) = rows(path, held)
        assert (row["reason"], row["keeps"], row["in"], row["pid"]) == ("mount", "device", held.namespace("mnt"), held.pid)
        assert umount(path) is None
        with pytest.raises(OSError, match="busy"):
            os.open(loop.node, os.O_RDONLY | os.O_EXCL)
        if shutil.which("fuser"):
            assert subprocess.run(["fuser", "-m", loop.node], capture_output=True, text=True).stdout.strip() == ""
        (row,) = rows(loop.node, held)
        assert (row["reason"], row["in"], row["path"], row["pid"]) == ("mount", held.namespace("mnt"), str(path), held.pid)
        assert "fuser and lsof do not show that" in holders(loop.node)["answer"]
        assert {row["reason"] for row in rows(loop.file, held)} == {"mount", "loop"}
        assert [row["path"] for row in rows(path, held)] == [str(path)], "the directory is a mount point there still"
        command = row["fix"][0]["command"]
        subprocess.run(command, shell=True, check=True)
        assert rows(loop.node, held) == []
        if not holders(loop.node)["holders"]:
            os.close(os.open(loop.node, os.O_RDONLY | os.O_EXCL))


@needs_root
def test_a_detached_mount_is_found_by_its_device(tmp_path: Path) -> None:
    with loop_device(tmp_path) as loop, mounted(tmp_path / "m", loop.node, "ext4") as path, process() as held:
        held.do(f"kept.append(os.open({str(path / 'f')!r}, os.O_CREAT | os.O_RDWR, 0o600))")
        libc.umount2(os.fsencode(path), 2)
        (row,) = rows(loop.node)
        assert (row["reason"], row["pid"], row["path"], row["in"]) == ("fd", held.pid, "/f", None)
        held.do("os.close(kept.pop())")


@needs_root
def test_a_directory_on_a_detached_mount(tmp_path: Path) -> None:
    with loop_device(tmp_path) as loop, mounted(tmp_path / "m", loop.node, "ext4") as path, process() as held:
        held.do(f"os.chdir({str(path)!r})")
        libc.umount2(os.fsencode(path), 2)
        (row,) = rows(loop.node)
        assert (row["reason"], row["pid"], row["keeps"]) == ("cwd", held.pid, "device")
        held.do("os.chdir('/')")


@needs_root
def test_a_loop_device_on_a_file_of_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, loop_device(path) as loop:
        (row,) = rows(path)
        assert (row["reason"], row["path"], row["keeps"]) == ("loop", loop.node, "mount")
        assert umount(path) == "EBUSY"


@needs_root
def test_an_overlay_with_a_layer_in_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, process("mnt") as held:
        (path / "lower").mkdir()
        held.do(f"mount('o', '/mnt', 'overlay', data='lowerdir={path}/lower:/usr')")
        held.do(f"umount({str(path)!r})")
        (row,) = rows(path, held)
        assert (row["reason"], row["in"], row["path"], row["keeps"]) == ("overlay-lower", held.namespace("mnt"), "/mnt", "device")
        assert umount(path) is None


@needs_root
def test_a_bind_of_a_part(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, process("mnt") as held:
        (path / "part").mkdir()
        held.do(f"bind({str(path / 'part')!r}, '/mnt')")
        held.do(f"umount({str(path)!r})")
        (row,) = rows(path, held)
        assert (row["reason"], row["in"], row["path"]) == ("mount", held.namespace("mnt"), "/mnt")


@needs_root
def test_a_process_in_a_namespace_that_receives_makes_umount_refuse(tmp_path: Path) -> None:
    """Unmounting takes the mounts of receiving namespaces along, so what is open there counts as well."""
    with process("mnt") as one:
        one.do(f"tmpfs({str(tmp_path)!r}); mount('none', {str(tmp_path)!r}, flags=SHARED)")
        other = one.fork("call('unshare', KINDS['mnt'])")
        one.do(f"tmpfs({str(tmp_path / 'm')!r})")
        path = str(tmp_path / "m")
        third = one.fork(f"setns('/proc/{other}/ns/mnt'); os.chdir({path!r})")
        document = json.loads(nsexplorer("holders", path, "--json", "--host", str(one.pid)).stdout)
        namespace = os.readlink(f"/proc/{other}/ns/mnt")
        assert document["unmounted_with_it"] == [{"in": namespace, "path": path}]
        busy = [(row["reason"], row["pid"], row["keeps"], row["in"]) for row in document["holders"]]
        assert busy == [("cwd", third, "mount", namespace)]
        assert refusal(one, f"umount({path!r})") == "EBUSY"


def refusal(held: Process, statement: str) -> str:
    """The name of the errno that a statement there ends with."""
    with pytest.raises(Refused) as caught:
        held.do(statement)
    number = re.search(r"\[Errno (\d+)\]", str(caught.value))
    assert number is not None, caught.value
    return errno.errorcode[int(number[1])]


@needs_root
def test_a_likely_directory_on_a_covered_mount(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, process() as held:
        held.do(f"os.chdir({str(path)!r})")
        with mounted(path):
            assert [row["confidence"] for row in found(path, "cwd")] in ([], ["likely"])


@pytest.mark.parametrize("kind", ["net", "uts", "mnt"])
def test_what_keeps_a_namespace_alive(kind: str) -> None:
    with process(kind) as held:
        child = held.fork(f"keep_open('/proc/{held.pid}/ns/{kind}')")
        identifier = held.namespace(kind)
        pins = holders(identifier)["holders"]
        assert {row["reason"] for row in pins} == {"pin"}
        assert {held.pid, child} <= {row["pid"] for row in pins}
        assert f"kill {held.pid}" in {fix["command"] for row in pins for fix in row["fix"]}


@needs_root
def test_a_bound_namespace_file_names_the_mount_namespaces_it_is_in(tmp_path: Path) -> None:
    file = tmp_path / "net"
    file.touch()
    with mounted(tmp_path / "unused"), process("mnt") as other, process("net") as held:
        other.do(f"mount('/proc/{held.pid}/ns/net', {str(file)!r}, flags=BIND)")
        identifier = held.namespace("net")
        held.end()
        (row,) = holders(identifier)["holders"]
        assert (row["reason"], row["in"], row["path"]) == ("pin", other.namespace("mnt"), str(file))


def test_an_ordinary_user_sees_the_copies_and_is_told_what_was_not_read(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, process("mnt") as held:
        document = holders(path, **credentials(ordinary_user))
        (row,) = [row for row in document["holders"] if row["pid"] == held.pid]
        assert (row["reason"], row["path"]) == ("mount", str(path))
        assert document["unreadable_processes"] > 0
        assert "could not be looked into" in document["answer"]


@needs_root
@pytest.mark.skipif(shutil.which("fuser") is None, reason="fuser (psmisc) is the oracle")
def test_the_same_processes_as_fuser(tmp_path: Path) -> None:
    with mounted(tmp_path / "m") as path, process() as held:
        (path / "f").write_bytes(bytes(10))
        held.do(f"keep_open({str(path / 'f')!r})")
        held.fork(f"os.chdir({str(path)!r})")
        held.fork(f"os.chroot({str(path)!r})")
        for target in (path, Path("/dev/shm"), Path("/")):
            before, theirs, after = with_something_open(target), by_fuser(target), with_something_open(target)
            assert before & after <= theirs, target
            assert {pid for pid in theirs - before - after if alive(pid)} == set(), target


def with_something_open(target: Path) -> set[int]:
    return {row["pid"] for row in holders(target)["holders"] if row["reason"] in ("cwd", "root", "exe", "map", "fd")}


def by_fuser(target: Path) -> set[int]:
    return set(map(int, subprocess.run(["fuser", "-m", str(target)], capture_output=True, text=True, check=False).stdout.split()))


def alive(pid: int) -> bool:
    """Whether it is a process that has not ended; kernel threads, all in the root directory, hold nothing that umount minds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return False
    return fields[0] != "Z" and not int(fields[6]) & PF_KTHREAD


def test_what_is_not_there() -> None:
    done = nsexplorer("holders", "/nowhere/at/all")
    assert (done.returncode, done.stdout) == (2, "")
    assert "ENOENT" in done.stderr
    assert nsexplorer("holders", "999:999").returncode == 2


@needs_root
@pytest.mark.skipif(not os.path.exists("/dev/fuse"), reason="no /dev/fuse here")
def test_a_server_that_does_not_answer_is_told() -> None:
    """Nobody can look at the path then: it is taken as it was typed, and the answer says so."""
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', 0)")
        held.do("silent_fuse.fall_silent()")
        answer = holders("/tmp/f/x", "--host", str(held.pid))
        assert "no answer within the deadline" in answer["answer"]
        assert "taken to have no symbolic link" in answer["unreadable"]["path"]
        assert answer["subject"]["kind"] == "path"
