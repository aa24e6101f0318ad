"""Every mount of every mount namespace on this machine, against findmnt(8)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pwd import struct_passwd
from typing import Any

import pytest

from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount, MountTable
from tests.kernel import needs_root
from tests.topology import Process, capture_elsewhere, credentials, process

pytestmark = pytest.mark.skipif(shutil.which("findmnt") is None, reason="findmnt is not installed")

COLUMNS = "ID,PARENT,MAJ:MIN,FSROOT,TARGET,FSTYPE,SOURCE,VFS-OPTIONS,FS-OPTIONS,PROPAGATION"
PROPAGATION = {
    "shared": "shared",
    "private": "private",
    "shared,slave": "shared+slave",
    "private,slave": "slave",
    "private,unbindable": "unbindable",
}
"""findmnt names the group that a mount sends to `private` where there is none."""


def flat(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row
        yield from flat(row.get("children", []))


def findmnt(pid: int, user: struct_passwd | None) -> dict[int, dict[str, Any]]:
    """The rows of findmnt for a process, by mount id, without the directory that it puts behind a source."""
    command = ["findmnt", "-N", str(pid), "-J", "--nofsroot", "--nocanonicalize", "-o", COLUMNS]
    done = subprocess.run(command, capture_output=True, cwd="/", **credentials(user))
    text = done.stdout.decode("utf-8", "surrogateescape")
    return {row["id"]: row for row in flat(json.loads(text)["filesystems"])} if text.strip() else {}


def ours(mount: Mount) -> dict[str, Any]:
    return {
        "id": mount.id,
        "parent": mount.parent,
        "maj:min": mount.device,
        "fsroot": mount.root,
        "target": mount.target,
        "fstype": mount.fstype,
        "source": mount.source or None,
        "vfs-options": ",".join(mount.options),
        "fs-options": ",".join(mount.super_options),
        "propagation": mount.propagation,
    }


def theirs(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value or None for name, value in row.items() if name != "children"} | {"propagation": PROPAGATION[row["propagation"]]}


def compare(table: MountTable, user: struct_passwd | None) -> bool:
    """Whether the table could be compared, which it cannot where it changed since: ids of mounts are given out again at once."""
    assert table.reader is not None
    then = [replace(mount, unique_id=None, id_map=None) for mount in table.mounts]
    try:
        before, found, after = (mountinfo.read(table.reader).data, findmnt(table.reader, user), mountinfo.read(table.reader).data)
    except OSError:
        return False
    if before != after or mountinfo.parse(before, Mount) != then:
        return False
    assert found.keys() == {mount.id for mount in then}
    for mount in then:
        row = theirs(found[mount.id])
        if mount.source == "/dev/root":  # findmnt writes the device that it takes for it
            row["source"] = mount.source
        assert ours(mount) == row
    return True


def agrees(user: struct_passwd | None, certain: set[int]) -> None:
    """Whether all tables agree; those that `certain` processes read, in which nothing moves, must be among that."""
    tables = [table for table in capture_elsewhere(user=user).tables if table.reader is not None]
    compared = [table for table in tables if compare(table, user)]
    assert certain <= {pid for table in compared for pid in table.members}


ODD = r"""
tmpfs('/tmp', 'a b')
NAMES = b'with space', b'-', b'a\\b', b'\\040', b'new\nline', b'tab\t', b'hash#', b'comma,colon:'
NAMES += b'\xff\xfe', b'\x1b[31m\r', 'größe'.encode()
for name in NAMES:
    tmpfs(b'/tmp/' + name, name)
    os.makedirs(b'/tmp/' + name + b'/source-' + name)
    bind(b'/tmp/' + name + b'/source-' + name, b'/tmp/bound-' + name)
tmpfs('/tmp/empty', '')
tmpfs('/tmp/none', None)
FLAGS = RDONLY, NOSUID | NODEV | NOEXEC, NOATIME | NODIRATIME, STRICTATIME, NOSYMFOLLOW, SYNCHRONOUS | DIRSYNC | LAZYTIME
for number, flags in enumerate(FLAGS):
    tmpfs('/tmp/flags%d' % number, flags=flags)
bind('/tmp/empty', '/tmp/ro')
mount('none', '/tmp/ro', flags=REMOUNT | BIND | RDONLY)
os.makedirs('/tmp/empty/gone')
bind('/tmp/empty/gone', '/tmp/deleted')
os.rmdir('/tmp/empty/gone')
for kind, flags in (('shared', SHARED), ('unbindable', UNBINDABLE)):
    tmpfs('/tmp/' + kind)
    mount('none', '/tmp/' + kind, flags=flags)
for kind, then in (('slave', ()), ('both', (SHARED,))):
    bind('/tmp/shared', '/tmp/' + kind)
    for flags in (SLAVE, *then):
        mount('none', '/tmp/' + kind, flags=flags)
tmpfs('/tmp/shared')
for part in ('l1', 'l,2', 'l:3', 'u', 'w', 'm'):
    os.makedirs('/tmp/o/' + part)
mount('overlay', '/tmp/o/m', 'overlay', 0, 'lowerdir=/tmp/o/l1:/tmp/o/l\,2:/tmp/o/l\:3,upperdir=/tmp/o/u,workdir=/tmp/o/w')
"""
"""Names of all kinds, every flag, every propagation, sources that are empty, missing or deleted, stacked mounts, overlay layers."""


def with_oddities(held: Process) -> set[int]:
    """The processes whose tables hold all that: one as it is, one in a chroot."""
    held.do(ODD)
    return {held.pid, held.fork("os.chroot('/tmp/shared')"), held.fork("os.chroot('/tmp/o')")}


def test_as_whoever_runs_the_tests() -> None:
    with process("mnt") as held:
        agrees(None, with_oddities(held))


@needs_root
def test_as_an_ordinary_user(ordinary_user: struct_passwd) -> None:
    with process("mnt") as held:
        agrees(ordinary_user, with_oddities(held))
