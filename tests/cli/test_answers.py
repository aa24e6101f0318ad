"""The commands on the live machine, about namespaces that the test makes."""

import json
import os
import re
import subprocess
from typing import Any

import pytest

from tests.cli.running import nsexplorer
from tests.topology import credentials, process

pytestmark = pytest.mark.usefixtures("leftovers")


def answer(*words: str, **options: Any) -> dict[str, Any]:
    done = nsexplorer(*words, "--json", **options)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_ls_finds_a_namespace_with_its_leader() -> None:
    with process("uts", "mnt") as held:
        rows = {row["id"]: row for row in answer("ls", "-t", "uts,mnt")["namespaces"]}
        for kind in ("uts", "mnt"):
            row = rows[held.namespace(kind)]
            assert (row["leader"], row["processes"], row["type"]) == (held.pid, 1, kind)
        assert set(rows) >= {os.readlink("/proc/self/ns/uts"), os.readlink("/proc/self/ns/mnt")}
        assert not [row for row in rows.values() if row["type"] not in ("uts", "mnt")]


def test_ls_as_a_tree_shows_who_owns() -> None:
    with process("user", "uts") as held:
        lines = nsexplorer("ls", "--tree", "user", held.namespace("uts")).stdout.splitlines()
        names = [line.split("  ")[0].strip("│├└─ ") for line in lines]
        place = next(number for number, line in enumerate(lines) if held.namespace("user") in line)
        assert held.namespace("uts") in lines[place + 1]
        assert names[0] == "NAMESPACE"
        assert lines[-1].count(held.namespace("uts")) == 1


def test_mounts_as_the_process_and_as_an_entrant() -> None:
    with process("mnt") as held:
        held.do("mount('new-root', '/', 'tmpfs')")
        inside = {row["source"]: row for row in answer("mounts", str(held.pid))["mounts"]}
        assert inside["new-root"]["visible"] is False
        assert inside["new-root"]["hidden_by"]["rule"] == "outside-root"
        entrant = answer("mounts", str(held.pid), "--as", "entrant")
        assert entrant["viewpoint"] == {"as": "entrant", "pid": None}
        assert {row["source"] for row in entrant["mounts"] if row["visible"]} == {"new-root"}
        same = answer("mounts", held.namespace("mnt"), "--as", str(held.pid))
        assert same["viewpoint"] == {"as": "process", "pid": held.pid}
        assert same["mounts"] == answer("mounts", str(held.pid))["mounts"]


def test_hidden_mounts_alone() -> None:
    with process("mnt") as held:
        held.do("mount('one', '/mnt', 'tmpfs')")
        held.do("mount('two', '/mnt', 'tmpfs')")
        hidden = answer("mounts", str(held.pid), "--hidden")["mounts"]
        one = next(row for row in hidden if row["source"] == "one")
        assert all(not row["visible"] for row in hidden)
        assert one["hidden_by"]["rule"] == "overmounted"
        plain = nsexplorer("mounts", str(held.pid), "--hidden").stdout
        assert f"overmounted by {one['hidden_by']['mount']}" in plain


def test_locks_are_found_out_live() -> None:
    with process("user", "mnt") as held:
        held.do("mount('mine', '/mnt', 'tmpfs')")
        rows = {row["source"]: row for row in answer("mounts", str(held.pid))["mounts"]}
        assert rows["mine"]["locked"] is False
        assert [row["locked"] for row in rows.values() if row["target"] == "/proc"] == [True]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies a user's mount namespace into one of its own")
def test_what_root_copies_from_a_users_namespace_stays_locked() -> None:
    with process("user", "mnt") as held:
        line = ["nsenter", f"--mount=/proc/{held.pid}/ns/mnt", "unshare", "--mount", "sh", "-c", "echo; exec sleep infinity"]
        with subprocess.Popen(line, stdout=subprocess.PIPE) as copy:
            try:
                assert copy.stdout is not None and copy.stdout.readline()
                assert os.readlink(f"/proc/{copy.pid}/ns/user") == os.readlink("/proc/self/ns/user")
                rows = answer("mounts", str(copy.pid))["mounts"]
                assert [row["locked"] for row in rows if row["target"] == "/proc"] == [True]
                refused = subprocess.run(["nsenter", f"--mount=/proc/{copy.pid}/ns/mnt", "umount", "--lazy", "/proc"], capture_output=True)
                assert refused.returncode != 0
            finally:
                copy.kill()


def test_a_chrooted_process_is_told_what_lies_outside(tmp_path: Any) -> None:
    with process("mnt") as held:
        held.do(f"os.chroot({str(tmp_path)!r})")
        document = answer("mounts", str(held.pid))
        assert {row["hidden_by"]["rule"] for row in document["mounts"] if not row["visible"]} == {"outside-root"}
        assert "/proc" in {row["target"] for row in document["mounts"]}


def test_show_a_process_and_its_namespace() -> None:
    with process("uts") as held:
        shown = answer("show", str(held.pid))["process"]
        assert shown["namespaces"]["uts"] == held.namespace("uts")
        assert (shown["pid"], shown["inner_pids"], shown["unreadable"]) == (held.pid, [held.pid], {})
        assert any("hold.py" in word for word in shown["command_line"])
        namespace = answer("show", held.namespace("uts"))["namespace"]
        assert [member["pid"] for member in namespace["members"]] == [held.pid]
        page = nsexplorer("show", held.namespace("uts")).stdout
        assert page.startswith(f"{held.namespace('uts')} is a uts namespace, with one process.\n")


def test_a_relative_path_is_the_callers(tmp_path: Any) -> None:
    with process("uts") as held:
        shown = answer("show", "ns/uts", cwd=f"/proc/{held.pid}")["namespace"]
        assert shown["id"] == held.namespace("uts")
        assert shown == answer("show", f"./{held.pid}/ns/uts", cwd="/proc")["namespace"] | {"members": shown["members"]}


def test_an_ordinary_user_is_told_what_reads_more(ordinary_user: Any) -> None:
    done = nsexplorer("ls", **credentials(ordinary_user))
    assert done.returncode == 0
    told = done.stderr.splitlines()
    assert len(told) == 1
    assert told[0].startswith("nsexplorer: incomplete: not read: the namespaces of ")
    assert told[0].endswith(" -m nsexplorer ls` reads more")
    assert "`sudo /" in told[0]


def test_an_ordinary_user_is_told_the_line_that_may_read_what_is_unreadable(ordinary_user: Any) -> None:
    done = nsexplorer("map", "0", "--in", "1", **credentials(ordinary_user))
    assert done.returncode == 3
    assert done.stdout == ""
    assert re.fullmatch(
        r"nsexplorer: 1: its user namespace could not be read.*; more privilege may help: `sudo /\S+ -m nsexplorer map 0 --in 1`\n",
        done.stderr,
    )


def test_an_ordinary_user_gets_every_table(ordinary_user: Any) -> None:
    document = answer("mounts", "1", **credentials(ordinary_user))
    assert document["namespace"].startswith("mnt:[")
    assert document["mounts"]


def test_who_took_a_snapshot_is_not_who_asks(tmp_path: Any) -> None:
    saved = tmp_path / "saved.json"
    nsexplorer("dump", "-o", str(saved))
    assert answer("whoami")["answer"].startswith("You are ")
    then = answer("whoami", "--snapshot", str(saved))
    assert then["answer"].startswith(f"Process {then['in']['pid']} (")
    assert then["subordinate"] is None
