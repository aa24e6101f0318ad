"""A dump is for its owner alone, holds no secrets unless asked, and never destroys what was there before it is whole."""

import json
import os
import stat
from pathlib import Path

import pytest

import nsexplorer
from tests.cli.running import nsexplorer as run
from tests.topology import process


def test_a_dump_can_be_loaded_and_asked(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    done = run("dump", "-o", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    snapshot = nsexplorer.load(path.read_bytes())
    assert os.readlink("/proc/self/ns/mnt") in snapshot.namespaces
    live, saved = run("ls", "--json", "-t", "user").stdout, run("ls", "--json", "-t", "user", "--snapshot", str(path)).stdout
    assert json.loads(live)["namespaces"][0]["id"] == json.loads(saved)["namespaces"][0]["id"] == snapshot.host["user"]


def test_it_goes_through_a_pipe(tmp_path: Path) -> None:
    text = run("dump").stdout
    done = run("mounts", "--json", "--snapshot", "-", stdin=None, input=text)
    assert done.returncode == 0
    assert json.loads(done.stdout)["namespace"] == os.readlink("/proc/self/ns/mnt")


@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_it_is_readable_for_its_owner_alone(before: int | None, tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    if before is not None:
        path.write_text("old")
        path.chmod(before)
        reader = path.open()
    assert run("dump", "-o", "dump.json", cwd=tmp_path).returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["dump.json"]
    if before is not None:
        with reader:
            assert reader.read() == "old"  # whoever had the old file open sees nothing of the new one


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("precious")
    link = tmp_path / "link"
    link.symlink_to(real)
    for path in (link, tmp_path, Path("/dev/null")):
        done = run("dump", "-o", str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"nsexplorer: {path}: it is there and no regular file; ")
    assert real.read_text() == "precious"
    assert link.is_symlink()
    assert Path("/dev/null").is_char_device()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    done = run("dump", "-o", "/proc/dump.json")
    assert done.returncode in (3, 4)
    assert done.stderr.startswith("nsexplorer: /proc/dump.json: ")
    missing = run("dump", "-o", str(tmp_path / "no" / "dump.json"))
    assert (missing.returncode, missing.stderr) == (4, f"nsexplorer: {tmp_path}/no/dump.json: No such file or directory\n")


def test_command_lines_are_left_out_unless_asked() -> None:
    with process() as held:
        short = json.loads(run("dump").stdout)["snapshot"]["processes"][str(held.pid)]
        whole = json.loads(run("dump", "--commands").stdout)["snapshot"]["processes"][str(held.pid)]
    assert short["details"]["command_line"] is None
    assert short["command"] == whole["command"]
    assert any("hold.py" in word for word in whole["details"]["command_line"])


def test_credentials_are_blanked(saved: Path, tmp_path: Path) -> None:
    document = json.loads(saved.read_text())
    mount = document["snapshot"]["tables"][0]["mounts"][0]
    mount["super_options"] = ["rw", "password=hunter2", "credentials=/root/hunter2", "uid=0", "secret=hunter2"]
    mount["source"] = "https://me:hunter2@files.example/dav"
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(document))
    text = run("dump", "--snapshot", str(secret)).stdout
    assert "hunter2" not in text
    kept = json.loads(text)["snapshot"]["tables"][0]["mounts"][0]
    assert (kept["super_options"][0], kept["super_options"][3]) == ("rw", "uid=0")
    assert kept["source"] == "https://me:***@files.example/dav"
