"""`predict` on the live machine: the statuses that scripts go by, and what it refuses."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import nsexplorer
from tests.topology import Process, Refused, process


def test_there_or_not(tmp_path: Path) -> None:
    assert nsexplorer("predict", str(tmp_path)).returncode == 0
    absent = nsexplorer("predict", str(tmp_path / "absent"))
    assert absent.returncode == 1
    assert "ENOENT" in absent.stdout


def test_writable_or_not(tmp_path: Path) -> None:
    with process("mnt") as member:
        member.do(f"tmpfs({str(tmp_path)!r}); mount('none', {str(tmp_path)!r}, flags=REMOUNT | BIND | RDONLY)")
        question = ("predict", str(tmp_path), "--in", str(member.pid))
        assert nsexplorer(*question).returncode == 0
        refused = nsexplorer(*question, "--write", "--json")
        assert refused.returncode == 1
        document = json.loads(refused.stdout)
        assert (document["read_only"], document["may_write"]) == ("mount", False)
        assert document["host_path"] is None


@pytest.mark.skipif(os.geteuid() != 0, reason="unmounting on a table of one's own, without a user namespace, needs root")
def test_mount_and_umount_change_nothing(tmp_path: Path) -> None:
    with process("mnt") as member:
        member.do(f"tmpfs({str(tmp_path)!r})")
        before = Path(f"/proc/{member.pid}/mountinfo").read_text()
        for change in ("mount", "umount"):
            done = nsexplorer("predict", change, str(tmp_path), "--from", str(member.pid), "--json")
            assert done.returncode == 0
            assert json.loads(done.stdout)["fails"] is None
        assert Path(f"/proc/{member.pid}/mountinfo").read_text() == before


def users_of_umount(member: Process) -> list[dict[str, Any]]:
    done = nsexplorer("predict", "umount", "/mnt", "--from", str(member.pid), "--json")
    assert done.returncode == 0, done.stderr
    users: list[dict[str, Any]] = json.loads(done.stdout)["users"]
    return users


@pytest.mark.skipif(os.geteuid() != 0, reason="unmounting on a table of one's own, without a user namespace, needs root")
def test_what_is_open_or_mapped_keeps_it_from_being_unmounted() -> None:
    statements = {
        "fd": ("kept.append(os.open('/mnt/file', os.O_RDONLY))", "os.close(kept.pop())"),
        "map": ("import mmap; f = open('/mnt/file', 'r+b'); kept.append(mmap.mmap(f.fileno(), 0)); f.close()", "kept.pop().close()"),
        "cwd": ("os.chdir('/mnt')", "os.chdir('/')"),
    }
    with process("mnt") as held:
        held.do("tmpfs('/mnt', 'scratch'); open('/mnt/file', 'w').write('some')")
        for by, (use, leave) in statements.items():
            held.do(use)
            users = users_of_umount(held)
            assert {user["pid"] for user in users} == {held.pid}
            assert by in [user["by"] for user in users]
            with pytest.raises(Refused, match="busy"):
                held.do("umount('/mnt')")
            held.do(leave)
        assert users_of_umount(held) == []
        held.do("umount('/mnt')")


@pytest.mark.parametrize(
    "words",
    [
        ("data", "--in", str(os.getpid())),
        ("mount", "/", "--in", "host"),
        ("umount", "/", "--write"),
        ("/", "--from", "host"),
        ("move", "/"),
    ],
)
def test_wrong_use(words: tuple[str, ...]) -> None:
    done = nsexplorer("predict", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
