"""`pin` and `unpin`: a namespace lives by the bind mount of its file alone, and what may not be is explained. Nothing is left."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import nsexplorer
from tests.sessions.running import Person
from tests.topology import process

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting on the host takes root")


def pins() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(nsexplorer("sessions", "--json").stdout)["pins"]
    return found


@needs_root
def test_it_outlives_its_processes(tmp_path: Path) -> None:
    path = str(tmp_path / "kept")
    with process("uts") as held:
        held.do("__import__('socket').sethostname('pinned')")
        namespace = held.namespace("uts")
        done = nsexplorer("pin", str(held.pid), path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{namespace} is kept at {path}, until ")
    assert {"namespace": namespace, "in": os.readlink("/proc/self/ns/mnt"), "path": path} in pins()
    assert nsexplorer("enter", path, "hostname").stdout == "pinned\n"
    assert nsexplorer("unpin", path).stdout == f"{path} keeps nothing any more.\n"
    assert not os.path.lexists(path)
    assert path not in [each["path"] for each in pins()]


@needs_root
def test_what_keeps_it_besides_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a file of mine"
    path.write_text("words")
    with process("net") as held:
        assert nsexplorer("pin", "-t", "net", str(held.pid), str(path)).returncode == 0
        assert nsexplorer("unpin", str(path)).stdout.startswith(f"{held.namespace('net')} lives on: ")
    assert path.read_text() == "words"


@needs_root
def test_a_place_that_will_not_do_is_left_as_it_was(tmp_path: Path) -> None:
    with process("net") as held:
        assert "is a directory" in nsexplorer("pin", str(held.pid), str(tmp_path)).stderr
        assert nsexplorer("pin", str(held.pid), str(tmp_path / "not" / "there")).returncode == 4
        assert os.listdir(tmp_path) == []
        assert nsexplorer("unpin", str(tmp_path)).returncode == 2
        several = nsexplorer("pin", "self", str(tmp_path / "x"))
        assert (several.returncode, "say which type with -t" in several.stderr) == (2, True)


def test_an_ordinary_user_may_not_on_the_host(person: Person) -> None:
    done = person.nsexplorer("pin", "-t", "net", "self", str(person.base / "run" / "x"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "CAP_SYS_ADMIN over your mount namespace; in a session you may" in done.stderr
    assert not os.path.lexists(person.base / "run" / "x")


def test_in_a_session_one_may_but_not_its_own_mount_namespace(person: Person) -> None:
    path = person.base / "run" / "x"
    script = "{0} pin -t net self {1} && {0} unpin {1} && {0} pin -t mnt self {1}; echo $?"
    done = person.nsexplorer("unshare", "--net", "sh", "-c", script.format(person.program, path))
    assert " is kept at " in done.stdout and " lives on: " in done.stdout
    assert done.stdout.endswith("\n4\n")
    assert "a mount namespace may be kept neither in itself" in done.stderr
    assert not os.path.lexists(path)


def test_subprocess_leaves_no_mount() -> None:
    table = subprocess.run(["cat", "/proc/self/mountinfo"], capture_output=True, text=True, check=True).stdout
    assert "nsexplorer-test" not in table
