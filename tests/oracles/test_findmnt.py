"""Every mount of every mount namespace on this machine, against findmnt(8)."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from pwd import struct_passwd
from typing import Any

import pytest

from nsexplorer.model.mount import Mount, MountTable
from tests.topology import capture_elsewhere, credentials, process

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
    return {**row, "propagation": PROPAGATION[row["propagation"]], "children": None} | {"source": row["source"] or None}


def compare(table: MountTable, user: struct_passwd | None) -> int:
    """How many mounts agree. One that came or went meanwhile is in only one of the two."""
    assert table.reader is not None
    found = findmnt(table.reader, user)
    agreed = 0
    for mount in table.mounts:
        row = found.get(mount.id)
        if row is None or mount.source == "/dev/root":
            continue
        expected = theirs(row)
        expected.pop("children")
        assert ours(mount) == expected
        agreed += 1
    return agreed


def agrees(user: struct_passwd | None) -> None:
    tables = [table for table in capture_elsewhere(user=user).tables if table.reader is not None and Path(f"/proc/{table.reader}").exists()]
    assert tables
    total = sum(len(table.mounts) for table in tables)
    assert sum(compare(table, user) for table in tables) >= total * 0.8, "too much changed meanwhile for a comparison"


ODD = (
    "tmpfs('/tmp', 'a b')",
    "os.mkdir('/tmp/with space')",
    "tmpfs('/tmp/with space', '')",
    "os.mkdir('/tmp/a\\\\b')",
    "tmpfs('/tmp/a\\\\b', 'x')",
    "mount('none', '/tmp', flags=1 << 20)",
    "os.mkdir('/tmp/peer')",
    "mount('/tmp/with space', '/tmp/peer', flags=BIND)",
    "mount('none', '/tmp/peer', flags=1 << 17)",
)
"""Names with spaces and backslashes, an empty source, a shared and an unbindable mount."""


def test_as_whoever_runs_the_tests() -> None:
    with process("mnt") as held:
        for statement in ODD:
            held.do(statement)
        agrees(None)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be another user")
def test_as_an_ordinary_user(ordinary_user: struct_passwd) -> None:
    with process("mnt") as held:
        for statement in ODD:
            held.do(statement)
        agrees(ordinary_user)
