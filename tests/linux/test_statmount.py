"""statmount(2) says what mountinfo says, mount by mount, however odd the mount."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from nsexplorer.linux import mountinfo, nsfs
from nsexplorer.linux.statmount import ALL, Statmount, decode, listmount
from nsexplorer.model.mount import Mount
from tests.kernel import needs_root, needs_statmount
from tests.topology import Process, process

pytestmark = needs_statmount

ODD_NAMES = [
    b"with space",
    b"tab\there",
    b"new\nline",
    b"back\\slash",
    b"\\040",
    b"hash#",
    b"comma,colon:",
    b"\xff\xfe",
    b"\x1b[31m\r\x0b\x0c",
    "größe".encode(),
]

FLAGS = [
    "RDONLY",
    "NOSUID",
    "NODEV",
    "NOEXEC",
    "NOATIME",
    "NODIRATIME",
    "RELATIME",
    "STRICTATIME",
    "NOSYMFOLLOW",
    "STRICTATIME | NODIRATIME",
    "RDONLY | NOSUID | NODEV | NOEXEC | NODIRATIME | NOSYMFOLLOW",
    "SYNCHRONOUS",
    "DIRSYNC",
    "LAZYTIME",
    "SYNCHRONOUS | DIRSYNC | LAZYTIME | NOATIME",
]


def by_mountinfo(held: Process) -> dict[int, Mount]:
    return {mount.id: mount for mount in mountinfo.parse(mountinfo.read(held.pid).data, Mount)}


def namespace_of(held: Process) -> int:
    fd = os.open(f"/proc/{held.pid}/ns/mnt", os.O_RDONLY)
    try:
        namespace = nsfs.nsid(fd, "mnt")
    finally:
        os.close(fd)
    assert namespace is not None
    return namespace


def by_statmount(held: Process) -> dict[int, Mount]:
    namespace = namespace_of(held)
    asking = Statmount(namespace)
    mounts = [decode(asking.ask(identifier, ALL), Mount) for identifier in listmount(namespace)]
    assert [mount.unique_id for mount in mounts] == sorted(listmount(namespace))
    return {mount.id: replace(mount, unique_id=None) for mount in mounts}


def agree(held: Process) -> dict[int, Mount]:
    """The mounts of the process by target, asserted to be the same from both sides, in the same order."""
    told = {identifier: replace(mount, propagate_from=None) for identifier, mount in by_mountinfo(held).items()}
    assert by_statmount(held) == told
    assert list(by_statmount(held)) == list(told)
    return told


@pytest.mark.parametrize("flags", FLAGS)
def test_every_flag(flags: str, tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({str(tmp_path / 'm')!r}, flags={flags})")
        assert str(tmp_path / "m") in {mount.target for mount in agree(held).values()}


def test_a_read_only_bind_of_a_writable_file_system(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); bind({str(tmp_path)!r}, {str(tmp_path / 'ro')!r})")
        held.do(f"mount('none', {str(tmp_path / 'ro')!r}, flags=REMOUNT | BIND | RDONLY | NOEXEC)")
        mount = next(mount for mount in agree(held).values() if mount.target.endswith("/ro"))
        assert mount.options[0] == "ro" and mount.super_options[0] == "rw"


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names(name: bytes, tmp_path: Path) -> None:
    target, below = os.fsencode(tmp_path) + b"/" + name, os.fsencode(tmp_path) + b"/" + name + b"/source-" + name
    with process("mnt") as held:
        held.do(
            f"tmpfs({str(tmp_path)!r}); tmpfs({target!r}, source={name!r}); os.mkdir({below!r}); bind({below!r}, {target + b'/bound'!r})"
        )
        mounts = {mount.target: mount for mount in agree(held).values()}
        assert mounts[os.fsdecode(target)].source == os.fsdecode(name)
        assert mounts[os.fsdecode(target + b"/bound")].root == os.fsdecode(b"/source-" + name)


@pytest.mark.parametrize("source", ["''", "None", "'none'", "' '", "'#'", "'\\\\\\\\host'"])
def test_odd_sources(source: str, tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, source={source})")
        agree(held)


def test_a_source_that_was_deleted(tmp_path: Path) -> None:
    source, target = str(tmp_path / "gone"), str(tmp_path / "m")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); os.mkdir({source!r}); bind({source!r}, {target!r}); os.rmdir({source!r})")
        mount = next(mount for mount in agree(held).values() if mount.target == target)
        assert mount.root == "/gone//deleted" and mount.deleted_source


def test_a_bound_file_that_was_replaced(tmp_path: Path) -> None:
    source, target = str(tmp_path / "f"), str(tmp_path / "m")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); open({source!r}, 'w').close(); bind({source!r}, {target!r})")
        held.do(f"os.unlink({source!r}); open({source!r}, 'w').close()")
        assert next(mount for mount in agree(held).values() if mount.target == target).root == "/f//deleted"


@pytest.mark.parametrize("name", [b"plain", b"a,b", b"a:b", b"a b", b"a\\b", b"a\nb", b"\xff"])
def test_overlay_layers(name: bytes, tmp_path: Path) -> None:
    base = os.fsencode(tmp_path) + b"/"
    # In the options of overlay, commas, colons and backslashes of a path are escaped by a backslash
    written = name.replace(b"\\", b"\\\\").replace(b":", b"\\:").replace(b",", b"\\,")
    options = b"lowerdir=%b1-%b:%b2-%b,upperdir=%bu-%b,workdir=%bw-%b" % (base, written, base, written, base, written, base, written)
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        for part in (b"1-", b"2-", b"u-", b"w-"):
            held.do(f"os.mkdir({base + part + name!r})")
        held.do(f"os.mkdir({base + b'm'!r}); mount('overlay', {base + b'm'!r}, 'overlay', 0, {options!r})")
        mount = next(mount for mount in agree(held).values() if mount.fstype == "overlay" and mount.target == os.fsdecode(base + b"m"))
        upper = next(option for option in mount.super_options if option.startswith("upperdir="))
        assert os.fsencode(upper) in (b"upperdir=" + base + b"u-" + written, b"upperdir=" + base + b"u-" + name)


def test_propagation(tmp_path: Path) -> None:
    targets = {kind: str(tmp_path / kind) for kind in ("shared", "private", "unbindable", "slave", "both")}
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        for kind in ("shared", "private", "unbindable"):
            held.do(f"tmpfs({targets[kind]!r}); mount('none', {targets[kind]!r}, flags={kind.upper()})")
        for kind in ("slave", "both"):
            held.do(f"bind({targets['shared']!r}, {targets[kind]!r}); mount('none', {targets[kind]!r}, flags=SLAVE)")
        held.do(f"mount('none', {targets['both']!r}, flags=SHARED)")
        mounts = {mount.target: mount for mount in agree(held).values()}
        told = {kind: mounts[target].propagation for kind, target in targets.items()}
        assert told == {"shared": "shared", "private": "private", "unbindable": "unbindable", "slave": "slave", "both": "shared+slave"}
        assert mounts[targets["slave"]].master == mounts[targets["shared"]].shared == mounts[targets["both"]].master


@needs_root
def test_an_idmapped_mount(tmp_path: Path) -> None:
    target = str(tmp_path / "m")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); tmpfs({target!r}); idmapped({target!r}, '0 100000 1000\\n1000 5000 10\\n')")
        mount = next(mount for mount in agree(held).values() if mount.target == target and mount.idmapped)
        namespace = namespace_of(held)
        asking = Statmount(namespace)
        unique = next(identifier for identifier in listmount(namespace) if asking.old_id(identifier) == mount.id)
        maps = asking.id_maps(unique)
        assert maps is not None
        assert maps.uids == maps.gids == ((0, 100000, 1000), (1000, 5000, 10))


def test_a_mount_without_an_id_map_has_none(tmp_path: Path) -> None:
    with process("mnt") as held:
        namespace = namespace_of(held)
        assert Statmount(namespace).id_maps(listmount(namespace)[0]) is None


def test_more_mounts_than_one_call_gives(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, data='nr_inodes=0')")
        held.do(f"[tmpfs({str(tmp_path)!r} + '/%d' % number, data='size=4k') for number in range(4200)] and None")
        assert sum(1 for mount in agree(held).values() if mount.target.startswith(str(tmp_path) + "/")) == 4200


def test_options_longer_than_the_buffer(tmp_path: Path) -> None:
    # A source of 4095 bytes, as long as mount(2) takes them, and a path near PATH_MAX for the root and the target
    deep = str(tmp_path) + "/" + "/".join(["d" * 250] * 14)
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, source='s' * 4000); os.makedirs({deep!r}); bind({deep!r}, {deep!r})")
        mount = next(mount for mount in agree(held).values() if mount.target == deep)
        assert len(mount.root) > 3500 and mount.source == "s" * 4000


def test_a_mount_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        namespace = namespace_of(held)
        newest = listmount(namespace)[-1]
        held.do(f"umount({str(tmp_path)!r})")
        with pytest.raises(FileNotFoundError):
            Statmount(namespace).ask(newest, ALL)


def test_a_namespace_that_is_gone_is_said_to_be() -> None:
    with process("mnt") as held:
        namespace = namespace_of(held)
    with pytest.raises(FileNotFoundError):
        listmount(namespace)


def test_a_file_system_with_a_subtype(tmp_path: Path) -> None:
    """Of FUSE: `fuse.sshfs` in mountinfo, `fuse` and `sshfs` in statmount."""
    if not os.path.exists("/dev/fuse"):
        pytest.skip("no /dev/fuse here")
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}); fd = os.open('/dev/fuse', os.O_RDWR)")
        options = "f'fd={fd},rootmode=40000,user_id=0,group_id=0'"
        held.do(f"os.mkdir({str(tmp_path / 'm')!r}); mount('src', {str(tmp_path / 'm')!r}, 'fuse.my.fs', 0, {options})")
        assert "fuse.my.fs" in {mount.fstype for mount in agree(held).values()}
        held.do("os.close(fd)")


def test_the_table_that_the_tests_run_in() -> None:
    namespace = 0
    asking = Statmount(namespace)
    told = mountinfo.parse(mountinfo.read("self").data, Mount)
    asked = [decode(asking.ask(identifier, ALL), Mount) for identifier in listmount(namespace)]
    assert [replace(mount, unique_id=None) for mount in asked] == [replace(mount, propagate_from=None) for mount in told]
