"""Directories as processes and entrants find them."""

import os
import stat
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.helper.ask import Inside, ask_listing
from nsexplorer.helper.refusal import Refusal
from nsexplorer.model.listing import Listing
from tests.helper.asking import DEADLINE
from tests.kernel import needs_root
from tests.topology import CHECKOUT, process, run


def listing(path: str | Path, place: Inside) -> Listing:
    found = ask_listing(str(path), place, DEADLINE)
    assert isinstance(found, Listing), found
    return found


def names(found: Listing) -> set[str]:
    return {entry.name for entry in found.entries}


def test_every_kind_with_its_owner(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "directory").mkdir()
    (tmp_path / "link").symlink_to("/nowhere/at/all")
    os.mkfifo(tmp_path / "fifo", 0o600)
    (tmp_path / os.fsdecode(b"\xff\n")).touch()
    (tmp_path / "file").chmod(0o4711)
    found = {entry.name: entry for entry in listing(tmp_path, Inside()).entries}
    assert {name: entry.kind for name, entry in found.items()} == {
        "file": "file", "directory": "directory", "link": "link", "fifo": "fifo", "\udcff\n": "file"
    }  # fmt: skip
    facts = os.lstat(tmp_path / "file")
    file = found["file"]
    assert (file.size, file.uid, file.gid, file.mode) == (5, facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode))
    assert found["link"].link == "/nowhere/at/all"
    assert not [entry for entry in found.values() if entry.unread]


def test_a_large_directory_is_whole(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / str(number)).touch()
    assert names(listing(tmp_path, Inside())) == set(map(str, range(1000)))


def test_paths_start_at_the_root_directory_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "found").touch()
    (tmp_path / "out").symlink_to("/inside")
    (tmp_path / "escape").symlink_to("../../../../../../inside")
    with process("mnt") as held:
        held.do(f"os.chroot({str(tmp_path)!r})")
        for path in ("/inside", "/out", "/escape", "/../inside"):
            assert names(listing(path, Inside(held.pid))) == {"found"}


@needs_root
def test_an_entrant_sees_what_lies_on_top() -> None:
    with process("mnt") as held:
        held.do("mount('top', '/mnt', 'tmpfs')")
        held.do("open('/mnt/within', 'w').close()")
        inode = int(held.namespace("mnt")[5:-1])
        place = Inside(None, ("/proc/4194304/ns/mnt", f"/proc/{os.getpid()}/ns/mnt", f"/proc/{held.pid}/ns/mnt"), inode)
        assert names(listing("/mnt", place)) == {"within"}
        gone = ask_listing("/mnt", Inside(None, (f"/proc/{os.getpid()}/ns/mnt",), inode), DEADLINE)
        assert isinstance(gone, Refusal)
        assert gone.kind == "vanished"


def test_as_an_ordinary_user_one_joins_ones_own(ordinary_user: struct_passwd) -> None:
    """What only root of the container may read is read as that root, in the ids of its user namespace."""
    with process("user", "mnt", user=ordinary_user) as held:
        held.do("mount('mine', '/mnt', 'tmpfs')")
        held.do("os.mkdir('/mnt/closed', 0o000)")
        held.do("open('/mnt/closed/file', 'w').close()")
        question = f"ask_listing('/mnt/closed', Inside({held.pid}), {DEADLINE})"
        printed = run(f"from nsexplorer.helper.ask import Inside, ask_listing; print(ascii({question}))", user=ordinary_user)
        assert "name='file'" in printed
        assert held.namespace("user") in printed
        assert "uid=0" in printed


@pytest.mark.parametrize(("path", "kind"), [("/no/such/path", "vanished"), ("/proc/self/status", "failed")])
def test_what_is_no_directory(path: str, kind: str) -> None:
    refused = ask_listing(path, Inside(), DEADLINE)
    assert isinstance(refused, Refusal)
    assert refused.kind == kind
    assert path in refused.reason


@pytest.mark.usefixtures("_fuse")
def test_a_dead_file_system_in_it_costs_no_other_name() -> None:
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); os.mkdir('/tmp/f'); os.mkdir('/tmp/z'); silent_fuse.mount('/tmp/f', 0)")
        held.do("silent_fuse.fall_silent()")
        found = ask_listing("/tmp", Inside(held.pid), 2.0)
        assert isinstance(found, Listing), found
        kinds = {entry.name: (entry.kind, bool(entry.unread)) for entry in found.entries}
        assert kinds == {"f": (None, True), "z": ("directory", False)}
        dead = ask_listing("/tmp/f", Inside(held.pid), 1.0)
        assert isinstance(dead, Refusal)
        assert dead.kind == "late"
