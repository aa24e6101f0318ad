"""Visibility against the kernel's own answer: the mount id at the end of a real lookup (mnt_id in /proc/self/fdinfo/N)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from nsexplorer.explain.visibility import ViewpointKind, carrier_of_root, visibility
from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount

HOLD = """
import ctypes, json, os, sys
libc = ctypes.CDLL(None, use_errno=True)
base, steps = sys.argv[1], json.loads(sys.argv[2])
for step, path, *name in steps:
    path = path.replace("BASE", base)
    if step == "mount":
        os.makedirs(path, exist_ok=True)
        if libc.mount(("nsx-" + name[0]).encode(), path.encode(), b"tmpfs", 0, None):
            sys.exit(os.strerror(ctypes.get_errno()))
    else:
        os.chroot(path)
        os.chdir("/")
print("ready", flush=True)
sys.stdin.read()
"""

# Joins the mount namespace of a process, and says which mount each path leads to there; null where it leads nowhere.
ENTER = """
import ctypes, json, os, sys
libc = ctypes.CDLL(None, use_errno=True)
own = os.open("/proc/self/fdinfo", os.O_RDONLY)
for kind in json.loads(sys.argv[2]):
    fd = os.open(f"/proc/{sys.argv[1]}/ns/{kind}", os.O_RDONLY)
    if libc.setns(fd, 0):
        sys.exit(os.strerror(ctypes.get_errno()))
found = []
for path in json.loads(sys.argv[3]):
    try:
        fd = os.open(path, os.O_PATH)
    except OSError:
        found.append(None)
        continue
    info = os.open(str(fd), os.O_RDONLY, dir_fd=own)
    found.append(int(os.read(info, 4096).split(b"mnt_id:")[1].split()[0]))
print(json.dumps(found))
"""

BASE = ["mount", "BASE", "base"]
TOPOLOGIES: dict[str, list[list[str]]] = {
    "a7 covered and overmounted": [
        BASE,
        ["mount", "BASE/a/b", "ab"],
        ["mount", "BASE/a/b/c", "c1"],
        ["mount", "BASE/a/b/c", "c2"],
        ["mount", "BASE/a/b/c/e/f", "ef1"],
        ["mount", "BASE/a", "a"],
        ["mount", "BASE/a/b/c/e/f", "ef2"],
    ],
    "a8 in place with a child": [BASE, ["mount", "BASE/x", "x1"], ["mount", "BASE/x/y", "xy"], ["mount", "BASE/x", "x2"]],
    "a10 root overmounted": [BASE, ["mount", "BASE/x", "x"], ["mount", "/", "newroot"]],
    "names that start alike": [BASE, ["mount", "BASE/a/b", "1"], ["mount", "BASE/a-b", "2"], ["mount", "BASE/a", "3"]],
    "odd names": [BASE, ["mount", "BASE/with space", "1"], ["mount", "BASE/back\\slash\n", "2"], ["mount", "BASE/with space", "3"]],
    "chroot to a mount": [BASE, ["mount", "BASE/r", "r"], ["mount", "BASE/r/x", "x"], ["chroot", "BASE/r"], ["mount", "/", "over"]],
    "chroot to a directory": [BASE, ["mount", "BASE/r/x", "x"], ["mount", "BASE/r/x", "y"], ["chroot", "BASE/r"]],
    "chroot to a directory that is overmounted then": [
        BASE,
        ["mount", "BASE/r/x", "x"],
        ["chroot", "BASE/r"],
        ["mount", "/", "over"],
    ],
}

AS_ROOT = os.geteuid() == 0


@contextmanager
def held(base: str, steps: Sequence[Sequence[str]]) -> Iterator[int]:
    """The pid of a process in a mount namespace of its own, in which these steps were done."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare(1)")
    command = [unshare, "-m" if AS_ROOT else "-Urm", sys.executable, "-I", "-S", "-c", HOLD, base, json.dumps(steps)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stderr is not None
        if holder.stdout.readline() != "ready\n":
            pytest.skip(f"no mount namespace to be had here: {holder.stderr.read().strip()}")
        yield holder.pid
        holder.communicate()
    assert holder.returncode == 0


def entrant_finds(pid: int, paths: Sequence[str]) -> list[int | None]:
    kinds = ["mnt"] if AS_ROOT else ["user", "mnt"]
    command = [sys.executable, "-I", "-S", "-c", ENTER, str(pid), json.dumps(kinds), json.dumps(paths)]
    found: list[int | None] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def process_finds(pid: int, path: str) -> int | None:
    """The mount that a path of that process leads to: /proc/PID/root is its root directory itself, whatever lies on it."""
    try:
        fd = os.open(f"/proc/{pid}/root{path}" if path != "/" else f"/proc/{pid}/root", os.O_PATH)
    except FileNotFoundError:
        return None
    try:
        with open(f"/proc/self/fdinfo/{fd}", encoding="ascii") as file:
            return int(file.read().split("mnt_id:")[1].split()[0])
    finally:
        os.close(fd)


def ours(mounts: Sequence[Mount]) -> list[Mount]:
    return [each for each in mounts if (each.source or "").startswith("nsx-") or each.target == "/"]


def visible(mounts: Sequence[Mount], viewpoint: ViewpointKind) -> set[int]:
    verdicts = visibility(mounts, viewpoint)
    return {each.id for each in ours(mounts) if verdicts[each.id] is None}


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_as_the_process(name: str, tmp_path: object) -> None:
    steps = TOPOLOGIES[name]
    with held(str(tmp_path), steps) as pid:
        mounts = mountinfo.parse(mountinfo.read(pid).data, Mount)
        assert any((each.source or "").startswith("nsx-") for each in mounts)
        assert visible(mounts, "process") == {each.id for each in ours(mounts) if process_finds(pid, each.target) == each.id}
        assert carrier_of_root(mounts) == process_finds(pid, "/")


@pytest.mark.parametrize("name", [name for name in TOPOLOGIES if not name.startswith("chroot")])
def test_as_an_entrant(name: str, tmp_path: object) -> None:
    with held(str(tmp_path), TOPOLOGIES[name]) as pid:
        mounts = mountinfo.parse(mountinfo.read(pid).data, Mount)
        found = entrant_finds(pid, [each.target for each in ours(mounts)])
        assert visible(mounts, "entrant") == {each.id for each, id in zip(ours(mounts), found, strict=True) if each.id == id}
