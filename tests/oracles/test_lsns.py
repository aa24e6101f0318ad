"""Every namespace that lsns(8) lists on this machine, with what it says of each."""

import json
import os
import shutil
import subprocess
from pwd import struct_passwd
from typing import Any

import pytest

from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot
from tests.topology import capture_elsewhere, credentials, process

pytestmark = pytest.mark.skipif(shutil.which("lsns") is None, reason="lsns is not installed")

COLUMNS = "NS,TYPE,NPROCS,PID,UID,COMMAND,PNS,ONS"


def lsns(user: struct_passwd | None) -> dict[str, dict[str, Any]]:
    """The rows of lsns by the kernel's text for the namespace."""
    done = subprocess.run(["lsns", "-J", "-l", "-o", COLUMNS], capture_output=True, text=True, check=True, cwd="/", **credentials(user))
    return {f"{row['type']}:[{row['ns']}]": row for row in json.loads(done.stdout)["namespaces"]}


def steady(before: Snapshot, after: Snapshot) -> dict[str, Namespace]:
    """The namespaces that had the same members all the time: other programs start and end while we look."""
    return {
        name: namespace
        for name, namespace in before.namespaces.items()
        if name in after.namespaces and after.namespaces[name].members == namespace.members
    }


def agrees(user: struct_passwd | None, certain: set[str]) -> None:
    """Whether all that both list agrees; the `certain` ones, in which nothing moves, must be among that."""
    before, theirs, after = capture_elsewhere(user=user), lsns(user), capture_elsewhere(user=user)
    known = steady(before, after)
    compared = set()
    for name, row in theirs.items():
        assert name in before.namespaces or name in after.namespaces or row["nprocs"] <= 2, f"{name} is missing"
        ours = known.get(name)
        if ours is None:
            continue
        readable = [pid for pid in ours.members if not before.processes[pid].unreadable]
        if len(readable) != row["nprocs"]:
            continue  # the program that looked was in it too
        compared.add(name)
        lowest = before.processes[min(readable)]
        assert (lowest.pid, lowest.uid) == (row["pid"], row["uid"])
        if lowest.details is not None and lowest.details.command_line and "".join(lowest.details.command_line).isprintable():
            assert " ".join(lowest.details.command_line).strip() == row["command"].strip()
        assert _inode(ours.parent) == row["pns"]
        assert _inode(ours.owner) == row["ons"]
    assert certain <= compared


def _inode(name: str | None) -> int:
    return 0 if name is None else int(name.partition("[")[2][:-1])


def test_as_whoever_runs_the_tests() -> None:
    with process("user", "mnt", "net", "uts", "ipc", "cgroup") as first, process("net") as second:
        held = {first.namespace(kind) for kind in ("user", "mnt", "net", "uts", "ipc", "cgroup")}
        agrees(None, held | {second.namespace("net")})


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be another user")
def test_as_an_ordinary_user(ordinary_user: struct_passwd) -> None:
    with process("mnt", "net", user=ordinary_user) as held:
        agrees(ordinary_user, {held.namespace(kind) for kind in ("user", "mnt", "net")})
