"""Looking changes nothing and holds nothing: no descriptor, no process, no mount point is touched, nobody is kept alive."""

import os
import time
from pathlib import Path

import pytest

from nsexplorer.api import capture, observer
from tests.kernel import needs_root
from tests.topology import CHECKOUT, children, process


def open_descriptors() -> list[str]:
    return sorted(os.listdir("/proc/self/fd"))


def test_fifty_captures_leave_nothing_open(with_all_or_none: frozenset[str]) -> None:
    with process("user", "mnt", "net") as held:
        held.do("keep_socket(); unshare('net')")
        watching = observer()
        watching.capture()
        before, threads, below = open_descriptors(), os.listdir("/proc/self/task"), set(children())
        for _ in range(25):
            watching.capture()
            capture()
        assert (open_descriptors(), os.listdir("/proc/self/task")) == (before, threads)
        assert set(children()) <= below


def test_what_was_looked_at_may_go(with_all_or_none: frozenset[str], tmp_path: Path) -> None:
    """Nothing that an observer remembers keeps a namespace, a socket, a mount or a directory."""
    with process() as other, process("user", "mnt", "net") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({str(tmp_path / 'm')!r}); keep_socket()")
        watching = observer()
        watching.capture()
        watching.capture()
        held.do(f"umount({str(tmp_path / 'm')!r})")
        held.do(f"os.rmdir({str(tmp_path / 'm')!r})")
        watching.capture()
        inodes = {held.namespace(kind).partition("[")[2] for kind in ("user", "mnt", "net")}
        held.end()
        deadline = time.monotonic() + 20
        while inodes:  # the kernel gives out the lowest free inode, whatever the type
            assert time.monotonic() < deadline, f"{inodes} are kept alive"
            _, path = other.do("elsewhere('uts')")
            inodes.discard(os.readlink(path).partition("[")[2])


@needs_root
@pytest.mark.skipif(not os.path.exists("/dev/fuse"), reason="no /dev/fuse here")
def test_no_mount_point_is_touched(with_all_or_none: frozenset[str]) -> None:
    """A server that does not answer is not asked: not for a mount, a root, a directory stood in, a program run or a file open on it."""
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', 0)")
        standing = held.fork("os.chdir('/tmp/f')")
        rooted = held.fork("os.mkdir('/tmp/jail'); mount('/tmp/f', '/tmp/jail', flags=BIND); os.chroot('/tmp/jail')")
        held.do("fd = os.open('/tmp/f', os.O_RDONLY)")
        held.do("silent_fuse.fall_silent()")
        watching = observer()
        for _ in range(3):
            snapshot = watching.capture()
        assert held.do("silent_fuse.was_asked()") is False
        details = snapshot.processes[standing].details
        assert details is not None and details.cwd == "/tmp/f"
        assert snapshot.processes[rooted].root == "/tmp/jail"
        table = snapshot.table_of_process(held.pid)
        assert table is not None and "/tmp/f" in {mount.target for mount in table.mounts}


def test_the_working_directory_stays() -> None:
    before = os.getcwd()
    capture()
    assert os.getcwd() == before
