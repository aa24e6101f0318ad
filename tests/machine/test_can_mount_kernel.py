"""What `can-mount` says is what mount(2) then does, in scratch namespaces that unshare(1) makes."""

import json
import os
from pathlib import Path
from pwd import struct_passwd
from typing import Any

import pytest

from nsexplorer.explain.mountable import EXTRA
from tests.topology import process, run

UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]
ALL = [*UNSHARE, "--pid", "--fork", "--net", "--ipc", "--cgroup"]

ASK = """
import json, sys
from nsexplorer import api
snapshot = api.capture()
found = api.can_mount(snapshot, TARGET)
print(json.dumps({each.fstype: [[place.allowed, place.reason, place.needs, place.covered_by]
                  for place in (each.here, each.session, each.session_all)] for each in found.filesystems}))
"""

MOUNT = """
import ctypes, errno, json, os
libc = ctypes.CDLL(None, use_errno=True)

def mount(source, target, fstype, flags=0, data=None):
    names = [None if name is None else name.encode() for name in (source, target, fstype, data)]
    failed = libc.mount(names[0], names[1], names[2], ctypes.c_ulong(flags), names[3])
    return errno.errorcode[ctypes.get_errno()] if failed else None

assert mount("layers", "/mnt", "tmpfs") is None
for name in ("lower", "upper", "work", "there"):
    os.mkdir(f"/mnt/{name}")
hierarchy = next((line.split(":")[1] for line in open("/proc/self/cgroup") if line.split(":")[1]), "none")
hierarchy = f"none,{hierarchy}" if hierarchy.startswith("name=") else hierarchy
options = {"overlay": "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work,userxattr", "cgroup": hierarchy}
try:
    device = os.open("/dev/fuse", os.O_RDWR)
    options["fuse"] = f"fd={device},rootmode=40000,user_id=0,group_id=0"
except OSError:
    FSTYPES.remove("fuse")
done = {name: mount("none", "/mnt/there", name, 0, options.get(name)) for name in FSTYPES}
done["bind"] = mount("/mnt/lower", "/mnt/there", None, 4096)
print(json.dumps(done))
"""

PASSED = {None, "EINVAL", "ENOENT", "ENOTBLK"}
"""What mount(2) gives for what it lets be mounted, without the options or the device that some would need."""


def asked(*, before: tuple[str, ...] | list[str] = (), user: struct_passwd | None = None, target: str = "self") -> dict[str, Any]:
    """By file system, what is said of the three places: allowed, reason, needs, covered_by."""
    found: dict[str, Any] = json.loads(run(ASK.replace("TARGET", repr(target)), before=before, user=user))
    return found


def mounted(fstypes: list[str], before: list[str], user: struct_passwd | None) -> dict[str, str | None]:
    """By file system, the errno's name that mounting it gives."""
    done: dict[str, str | None] = json.loads(run(f"FSTYPES = {fstypes!r}\n{MOUNT}", before=before, user=user))
    return done


@pytest.fixture(params=["viewer", "ordinary user"])
def user(request: pytest.FixtureRequest) -> struct_passwd | None:
    if request.param == "viewer":
        return None
    found: struct_passwd = request.getfixturevalue("ordinary_user")
    return found


@pytest.mark.parametrize(("place", "before"), [(1, UNSHARE), (2, ALL)], ids=["session", "session_all"])
def test_what_may_be_mounted_can_be_mounted(place: int, before: list[str], user: struct_passwd | None) -> None:
    said = asked(user=user)
    present = [name for name, places in said.items() if places[1][1] != "absent" and name != "bind"]
    done = mounted(present, before, user)
    assert {"tmpfs", "proc", "sysfs", "bind"} <= set(done)
    for name, error in done.items():
        assert said[name][place][0] == (error in PASSED), (name, error, said[name][place])


def test_here_inside_is_what_a_session_is_outside(user: struct_passwd | None) -> None:
    outside, inside = asked(user=user), asked(before=ALL, user=user)
    assert {name: places[2][0] for name, places in outside.items()} == {name: places[0][0] for name, places in inside.items()}


def test_what_is_missing_is_named(user: struct_passwd | None) -> None:
    said = asked(user=user)
    for name, kind in (("proc", "pid"), ("sysfs", "net"), ("mqueue", "ipc")):
        if said[name][1][1] != "absent":
            assert said[name][1][:3] == [False, "needs-namespace", [kind]]
    assert set().union(*(places[1][2] for places in said.values())) <= set(EXTRA)


def test_a_user_namespace_without_a_mount_namespace_may_mount_nothing_here(ordinary_user: struct_passwd) -> None:
    said = asked(before=["unshare", "--user", "--map-root-user"], user=ordinary_user)
    assert not any(places[0][0] for places in said.values())
    assert said["tmpfs"][1][0] is True


@pytest.mark.skipif(os.geteuid() != 0, reason="the cover has to come from a more privileged mount namespace")
def test_covers_make_proc_too_revealing_and_are_named() -> None:
    with process("mnt") as held:
        held.do("mount('none', '/proc/sys', 'tmpfs')")
        held.do("mount('/dev/null', '/proc/version', flags=BIND)")
        said = asked(target=str(held.pid))
        assert said["proc"][2] == [False, "too-revealing", [], ["/proc/sys", "/proc/version"]]
        assert said["proc"][1] == [False, "too-revealing", ["pid"], ["/proc/sys", "/proc/version"]]
        assert said["sysfs"][2][0] is True
        done = mounted(["proc", "sysfs"], ["nsenter", f"--mount=/proc/{held.pid}/ns/mnt", *ALL], None)
        assert (done["proc"], done["sysfs"]) == ("EPERM", None)


@pytest.mark.skipif(os.geteuid() != 0, reason="the device has to be covered by root")
@pytest.mark.parametrize(("mode", "error"), [(None, "ENOENT"), ("0600", "EACCES")])
def test_fuse_needs_its_device(mode: str | None, error: str, ordinary_user: struct_passwd) -> None:
    script = "mount -t tmpfs none /dev && mknod -m 0666 /dev/null c 1 3 && mknod -m 0666 /dev/urandom c 1 9"
    if mode is not None:
        script += f" && mknod -m {mode} /dev/fuse c 10 229"
    down = f"setpriv --reuid {ordinary_user.pw_uid} --regid {ordinary_user.pw_gid} --clear-groups"
    said = asked(before=["unshare", "--mount", "sh", "-c", f'{script} && exec {down} "$@"', "sh"])
    assert [place[:2] for place in said["fuse"][1:]] == [[False, "device"], [False, "device"]]
    assert said["overlay"][1][0] is True


def test_a_limit_leaves_no_session(user: struct_passwd | None) -> None:
    limited = [*UNSHARE, "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh"]
    said = asked(before=limited, user=user)
    assert said["tmpfs"][0][0] is True
    assert said["tmpfs"][1][:2] == said["tmpfs"][2][:2] == [False, None]
    assert said["proc"][0][1:3] == ["needs-namespace", ["pid"]]


def test_nothing_is_mounted_and_no_module_is_loaded() -> None:
    before = Path("/proc/self/mountinfo").read_text(), Path("/proc/filesystems").read_text()
    asked()
    assert (Path("/proc/self/mountinfo").read_text(), Path("/proc/filesystems").read_text()) == before
