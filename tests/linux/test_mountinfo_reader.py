"""Mount tables read from processes that change them meanwhile."""

import time
from pathlib import Path

import pytest

from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount
from tests.topology import process

CHURN = """
target = {target!r} + '/churn'
os.mkdir(target)
if os.fork() == 0:
    die_with_parent()
    while True:
        mount('churn', target, 'tmpfs', 0, 'size=4k')
        umount(target)
"""


def test_a_table_that_holds_still_is_steady(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        reading = mountinfo.read(held.pid)
        assert reading.steady
        assert reading.data == Path(f"/proc/{held.pid}/mountinfo").read_bytes()


def test_no_mount_is_lost_from_a_table_that_never_holds_still(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, data='nr_inodes=0')")
        held.do(f"[tmpfs({str(tmp_path)!r} + '/%d' % number, data='size=4k') for number in range(1000)] and None")
        lasting = {mount.id for mount in mountinfo.parse(mountinfo.read(held.pid).data, Mount)}
        held.do(CHURN.format(target=str(tmp_path)))
        for _ in range(20):
            reading = mountinfo.read(held.pid)
            mounts = mountinfo.parse(reading.data, Mount)
            assert len(mounts) == reading.data.count(b"\n")
            assert lasting <= {mount.id for mount in mounts}
            assert len({mount.id for mount in mounts}) == len(mounts)


def test_a_table_read_until_it_holds_still_is_the_later_one(tmp_path: Path) -> None:
    """A change between two reads of one descriptor is seen by POLLPRI, and the whole table is read anew."""
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        before = mountinfo.read(held.pid)
        held.do(f"tmpfs({str(tmp_path / 'm')!r})")
        after = mountinfo.read(held.pid)
        assert after.steady and len(after.data.splitlines()) == len(before.data.splitlines()) + 1


def test_the_first_mount_names_the_namespace() -> None:
    with process("mnt") as one, process("mnt") as other:
        assert mountinfo.first_mount(one.pid) == mountinfo.parse(mountinfo.read(one.pid).data, Mount)[0].id
        assert mountinfo.first_mount(one.pid) == mountinfo.first_mount(one.fork())
        assert mountinfo.first_mount(one.pid) != mountinfo.first_mount(other.pid)


def test_a_table_may_be_empty(tmp_path: Path) -> None:
    """A process chrooted into a plain directory sees no mount that is not below it."""
    with process("mnt") as held:
        child = held.fork(f"os.chroot({str(tmp_path)!r})")
        assert mountinfo.read(child) == mountinfo.Reading(b"", True)
        assert mountinfo.first_mount(child) is None


def test_a_zombie_has_no_table() -> None:
    with process() as held, pytest.raises(OSError, match="Invalid argument"):
        mountinfo.read(held.do("zombie()"))


def test_a_thread_has_a_table_of_its_own(tmp_path: Path) -> None:
    with process("mnt") as held:
        tid = held.thread(f"own_mounts(); tmpfs({str(tmp_path)!r})")
        targets = {mount.target for mount in mountinfo.parse(mountinfo.read(f"{held.pid}/task/{tid}").data, Mount)}
        assert str(tmp_path) in targets
        assert str(tmp_path) not in {mount.target for mount in mountinfo.parse(mountinfo.read(held.pid).data, Mount)}


def test_nothing_stays_open_after_a_process_has_ended() -> None:
    """An open mountinfo keeps the mounts of a dead process: the namespace must go as soon as the process does."""
    with process() as other, process("mnt") as held:
        held.do("tmpfs('/mnt'); tmpfs('/mnt/busy')")
        namespace = held.namespace("mnt")
        mountinfo.read(held.pid)
        held.end()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            other.do("own_mounts()")  # takes the inode that was given back: inodes are reused at once
            if other.namespace("mnt") == namespace:
                return
        pytest.fail(f"{namespace} was never given back")
