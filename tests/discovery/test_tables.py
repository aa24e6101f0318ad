"""Mount tables as one sees them from one root directory: each is read once, each process is with the table that it sees."""

import os
from pathlib import Path

import pytest

from nsexplorer.api import capture, observer
from nsexplorer.linux import mountinfo, nsfs
from nsexplorer.linux.statmount import Statmount
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root, needs_statmount
from tests.topology import Process, process

Without = frozenset[str]


def table_of(snapshot: Snapshot, pid: int) -> MountTable:
    table = snapshot.table_of_process(pid)
    assert table is not None
    return table


def told(pid: int) -> list[int]:
    """The mount ids that the kernel shows that process itself."""
    return [mount.id for mount in mountinfo.parse(mountinfo.read(pid).data, Mount)]


def shown(snapshot: Snapshot, pid: int) -> list[int]:
    return [mount.id for mount in table_of(snapshot, pid).mounts]


def asker(held: Process) -> Statmount:
    """Who answers for the mounts of that process's namespace by their unique ids."""
    fd = os.open(f"/proc/{held.pid}/ns/mnt", os.O_RDONLY)
    try:
        namespace = nsfs.nsid(fd, "mnt")
    finally:
        os.close(fd)
    assert namespace is not None
    return Statmount(namespace)


def test_processes_of_one_namespace_and_root_share_a_table(without: Without) -> None:
    with process("mnt") as held:
        others = [held.fork() for _ in range(3)]
        snapshot = capture()
        table = table_of(snapshot, held.pid)
        assert table.members == (held.pid, *others)
        assert (table.namespace, table.root) == (held.namespace("mnt"), "/")
        assert table.reader in table.members and table.source == "mountinfo"
        assert shown(snapshot, held.pid) == told(held.pid)
        assert snapshot.tables_of(held.namespace("mnt")) == (table,)


def test_every_process_is_with_the_table_that_it_sees(without: Without) -> None:
    """Over the whole machine, whatever runs on it."""
    snapshot = capture()
    for table in snapshot.tables:
        for pid in table.members:
            try:
                ids = told(pid)
            except OSError:
                continue  # it ended since
            assert {mount.id for mount in table.mounts} == set(ids), (table.namespace, table.root, pid)


def test_a_chroot_into_a_plain_directory(without: Without, tmp_path: Path) -> None:
    """It has no row for `/`, and may be empty."""
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({str(tmp_path / 'jail' / 'm')!r}); os.mkdir({str(tmp_path / 'empty')!r})")
        inside = held.fork(f"os.chroot({str(tmp_path / 'jail')!r})")
        nothing = held.fork(f"os.chroot({str(tmp_path / 'empty')!r})")
        snapshot = capture()
        assert table_of(snapshot, inside).root == str(tmp_path / "jail")
        assert [mount.target for mount in table_of(snapshot, inside).mounts] == ["/m"]
        assert table_of(snapshot, nothing).mounts == ()
        assert str(tmp_path / "jail" / "m") in {mount.target for mount in table_of(snapshot, held.pid).mounts}
        for pid in (held.pid, inside, nothing):
            assert table_of(snapshot, pid).namespace == held.namespace("mnt")
            assert shown(snapshot, pid) == told(pid)
        assert snapshot.tables_of(held.namespace("mnt"))[0] == table_of(snapshot, held.pid)


def test_a_chroot_into_a_mount(without: Without, tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({str(tmp_path / 'jail')!r}, source='jail')")
        inside = held.fork(f"os.chroot({str(tmp_path / 'jail')!r})")
        (mount,) = table_of(capture(), inside).mounts
        assert (mount.target, mount.source) == ("/", "jail")


def test_a_directory_deleted_under_a_chroot(without: Without, tmp_path: Path) -> None:
    jail = tmp_path / "jail"
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); os.mkdir({str(jail)!r})")
        old = held.fork(f"os.chroot({str(jail)!r})")
        held.do(f"os.rmdir({str(jail)!r}); tmpfs({str(jail / 'm')!r})")
        new = held.fork(f"os.chroot({str(jail)!r})")
        snapshot = capture()
        assert table_of(snapshot, old).root == f"{jail} (deleted)" and table_of(snapshot, new).root == str(jail)
        assert shown(snapshot, old) == told(old) == [] and len(shown(snapshot, new)) == 1


def test_one_path_and_several_roots(without: Without, tmp_path: Path) -> None:
    """A mount lies over the root directory of one process; another's root is on it. Both links read alike."""
    jail = str(tmp_path / "jail")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({jail + '/below'!r})")
        first = held.fork(f"os.chroot({jail!r})")
        held.do(f"tmpfs({jail!r}); tmpfs({jail + '/above'!r})")
        second = held.fork(f"os.chroot({jail!r})")
        snapshot = capture()
        assert snapshot.processes[first].root == snapshot.processes[second].root == jail
        for pid in (first, second):
            assert shown(snapshot, pid) == told(pid)
            assert table_of(snapshot, pid).members == (pid,)


def test_a_mount_over_the_root_of_a_namespace(without: Without) -> None:
    """Who was there keeps the root below it; who enters is put on top. Both roots read `/`."""
    with process("mnt") as held:
        held.do("mount('newroot', '/', 'tmpfs')")
        entrant = held.fork(f"setns('/proc/{held.pid}/ns/mnt')")
        later = held.fork()
        snapshot = capture()
        for pid in (held.pid, entrant, later):
            assert shown(snapshot, pid) == told(pid)
        assert table_of(snapshot, entrant).members == (entrant,)
        assert table_of(snapshot, held.pid).members == (held.pid, later)
        assert [mount.source for mount in table_of(snapshot, entrant).mounts] == ["newroot"]


@needs_root
@needs_statmount
def test_what_no_process_sees_of_a_namespace(tmp_path: Path) -> None:
    """All its processes are chrooted: the whole table is read by the namespace's id."""
    with process() as held:
        held.do(f"os.makedirs({str(tmp_path / 'jail')!r})")
        jailed = held.fork(f"own_mounts(); tmpfs({str(tmp_path / 'other')!r}); os.chroot({str(tmp_path / 'jail')!r})")
        snapshot = capture()
        whole, partial = snapshot.tables_of(os.readlink(f"/proc/{jailed}/ns/mnt"))
        assert partial == table_of(snapshot, jailed) and partial.mounts == ()
        assert (whole.root, whole.reader, whole.members, whole.source) == ("/", None, (), "statmount")
        assert str(tmp_path / "other") in {mount.target for mount in whole.mounts}


@needs_statmount
def test_unique_ids_are_those_of_the_mounts() -> None:
    with process("mnt") as held:
        jailed = held.fork("tmpfs('/mnt'); os.chroot('/mnt')")
        snapshot = capture()
        asking = asker(held)
        for pid in (held.pid, jailed):
            for mount in table_of(snapshot, pid).mounts:
                assert mount.unique_id is not None
                assert asking.old_id(mount.unique_id) == mount.id


def test_without_unique_ids_there_are_none(with_all_or_none: Without) -> None:
    with process("mnt") as held:
        ids = [mount.unique_id for mount in table_of(capture(), held.pid).mounts]
        assert all(identifier is None for identifier in ids) == bool(with_all_or_none)


@needs_root
@needs_statmount
def test_the_id_map_of_a_mount(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({str(tmp_path / 'm')!r}); idmapped({str(tmp_path / 'm')!r}, '0 100000 1000')")
        mounts = table_of(capture(), held.pid).mounts
        mapped = next(mount for mount in mounts if mount.idmapped and mount.target == str(tmp_path / "m"))
        assert mapped.id_map is not None and mapped.id_map.uids == ((0, 100000, 1000),)
        assert all(mount.id_map is None for mount in mounts if not mount.idmapped)


@needs_root
@needs_statmount
@pytest.mark.parametrize("shared_in_between", [True, False])
def test_the_dominating_group_of_a_table_read_by_its_id(shared_in_between: bool, tmp_path: Path) -> None:
    """`propagate_from` of mountinfo is worked out for tables that no process shows: chain A -> B -> C, C knows A alone."""
    a, b, c, bound = (str(tmp_path / name) for name in ("a", "b", "c", "bound"))
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({a!r}); mount('none', {a!r}, flags=SHARED)")
        held.do(f"bind({a!r}, {b!r}); mount('none', {b!r}, flags=SLAVE); mount('none', {b!r}, flags=SHARED)")
        held.do(f"bind({b!r}, {c!r}); mount('none', {c!r}, flags=SLAVE); open({bound!r}, 'w').close()")
        # In the copy, b is taken away: the nearest group of c's that has a member there is a's
        child = held.fork("unshare('mnt')" + ("" if shared_in_between else f"; umount({b!r})"))
        mine = {mount.target: mount for mount in mountinfo.parse(mountinfo.read(child).data, Mount)}
        name = os.readlink(f"/proc/{child}/ns/mnt")
        held.do(f"mount('/proc/{child}/ns/mnt', {bound!r}, flags=BIND)")
        held.do(f"end({child})")
        (table,) = capture().tables_of(name)
        mount = next(mount for mount in table.mounts if mount.target == c)
        assert table.source == "statmount"
        assert (mount.propagate_from is None) == shared_in_between
        assert (mount.master, mount.propagate_from) == (mine[c].master, mine[c].propagate_from)


@needs_statmount
def test_a_table_that_never_holds_still(tmp_path: Path) -> None:
    """It is there all the same, whole, and the snapshot says that it kept changing, where it did."""
    churn = f"""
os.mkdir({str(tmp_path / "churn")!r})
if os.fork() == 0:
    die_with_parent()
    while True:
        mount('churn', {str(tmp_path / "churn")!r}, 'tmpfs', 0, 'size=4k')
        umount({str(tmp_path / "churn")!r})
"""
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, data='nr_inodes=0')")
        held.do(f"[tmpfs({str(tmp_path)!r} + '/%d' % number, data='size=4k') for number in range(500)] and None")
        lasting = set(told(held.pid))
        held.do(churn)
        watching, asking = observer(), asker(held)
        for _ in range(5):
            snapshot = watching.capture()
            mounts = table_of(snapshot, held.pid).mounts
            assert lasting <= {mount.id for mount in mounts}
            for mount in mounts:
                if mount.id in lasting and mount.unique_id is not None:
                    assert asking.old_id(mount.unique_id) == mount.id
