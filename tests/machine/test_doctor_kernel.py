"""`doctor` in situations that the test makes: it names the layer that is in the way."""

import json
import os
from pathlib import Path
from pwd import struct_passwd
from typing import Any

import pytest

from tests.topology import process, run

CODE = """
import json
from nsexplorer import api
sentence, checks = api.doctor(api.capture())
print(json.dumps({check.id: [check.state, check.text] for check in checks}))
"""

OWN_MOUNTS = ["unshare", "--mount"]
"""A mount namespace for the test's own covers, cut off from all others."""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="making such a situation needs root")


def examined(*, before: list[str] | None = None, user: struct_passwd | None = None) -> dict[str, Any]:
    """By check, its state and text."""
    found: dict[str, Any] = json.loads(run(CODE, before=before or [], user=user))
    return found


def as_user(user: struct_passwd, first: str) -> list[str]:
    """A command line that does `first` in a mount namespace of its own, and the rest as that user."""
    down = f"setpriv --reuid {user.pw_uid} --regid {user.pw_gid} --clear-groups"
    return [*OWN_MOUNTS, "sh", "-c", f'{first} && exec {down} "$@"', "sh"]


def test_an_ordinary_user_with_subordinate_ids(ordinary_user: struct_passwd) -> None:
    checks = examined(user=ordinary_user)
    assert {
        name: checks[name][0] for name in ("user-namespace", "id-maps", "rights-inside", "newuidmap", "subuid", "subgid")
    } == dict.fromkeys(("user-namespace", "id-maps", "rights-inside", "newuidmap", "subuid", "subgid"), "ok")


def test_root_needs_no_subordinate_ids() -> None:
    checks = examined()
    if os.geteuid() == 0:
        assert (checks["subuid"][0], checks["id-maps"][0]) == ("ok", "ok")


def test_without_subordinate_ids(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    (tmp_path / "subuid").write_text("somebody:100000:65536\n")
    checks = examined(before=as_user(ordinary_user, f"mount --bind {tmp_path}/subuid /etc/subuid"))
    assert checks["subuid"][0] == checks["id-maps"][0] == "fault"
    assert f"/etc/subuid has no line for {ordinary_user.pw_name}" in checks["id-maps"][1]
    assert checks["user-namespace"][0] == checks["rights-inside"][0] == "ok"


def test_subordinate_ids_that_contain_the_own(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    (tmp_path / "subuid").write_text(f"{ordinary_user.pw_name}:{ordinary_user.pw_uid - 1}:65536\n")
    checks = examined(before=as_user(ordinary_user, f"mount --bind {tmp_path}/subuid /etc/subuid"))
    assert checks["id-maps"][0] == "fault"
    assert "Invalid argument" in checks["id-maps"][1]
    assert "contain its own" in checks["id-maps"][1]


@pytest.mark.parametrize(
    ("lines", "state", "words"),
    [
        ("{name}:100000:100\n", "warning", "has 100 ids set aside"),
        ("{name}:100000:65536\nsomebody:165535:65536\n", "warning", "overlap with those of somebody"),
        ("{name}:4294900000:65536\n", "ok", "has 65536 ids set aside"),
    ],
)
def test_subordinate_ids_that_are_few_or_shared(lines: str, state: str, words: str, ordinary_user: struct_passwd, tmp_path: Path) -> None:
    (tmp_path / "subuid").write_text(lines.format(name=ordinary_user.pw_name))
    checks = examined(before=as_user(ordinary_user, f"mount --bind {tmp_path}/subuid /etc/subuid"))
    assert checks["subuid"][0] == state
    assert words in checks["subuid"][1]
    assert checks["id-maps"][0] == "ok"


def test_subordinate_ids_that_are_not_in_force(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    """What podman keeps is told by its process's name: here it is a process of the test that has it."""
    with process("user", user=ordinary_user) as held:
        held.do("open('/proc/self/comm', 'w').write('catatonit')")
        checks = examined(user=ordinary_user)
        assert checks["subordinate-ids-in-force"][0] == "warning"
        assert "was changed since podman made" in checks["subordinate-ids-in-force"][1]


def test_newuidmap_without_its_bits(ordinary_user: struct_passwd, tmp_path: Path) -> None:
    (tmp_path / "newuidmap").write_bytes(Path("/usr/bin/newuidmap").read_bytes())
    (tmp_path / "newuidmap").chmod(0o755)
    checks = examined(before=as_user(ordinary_user, f"mount --bind {tmp_path}/newuidmap /usr/bin/newuidmap"))
    assert checks["newuidmap"][0] == checks["id-maps"][0] == "fault"
    assert "because /usr/bin/newuidmap is neither set-user-ID root nor has capabilities" in checks["id-maps"][1]
    assert checks["newgidmap"][0] == "ok"


@pytest.mark.parametrize(
    ("mode", "words"), [(None, "/dev/fuse is not there (ENOENT)"), ("0600", "/dev/fuse may not be opened for reading and writing (EACCES)")]
)
def test_fuse_without_its_device(mode: str | None, words: str, ordinary_user: struct_passwd) -> None:
    script = "mount -t tmpfs none /dev && mknod -m 0666 /dev/null c 1 3 && mknod -m 0666 /dev/urandom c 1 9"
    if mode is not None:
        script += f" && mknod -m {mode} /dev/fuse c 10 229"
    checks = examined(before=as_user(ordinary_user, script))
    assert checks["fuse"][0] == "warning"
    assert words in checks["fuse"][1]
    assert checks["id-maps"][0] == "ok"  # also without /dev/full, which glibc opens for set-user-ID programs


@pytest.mark.parametrize(
    ("path", "words"), [("/nowhere", "which is no directory"), ("/root", "belongs to uid 0"), ("relative", "which is no directory")]
)
def test_a_wrong_runtime_directory(path: str, words: str, ordinary_user: struct_passwd) -> None:
    checks = examined(before=as_user(ordinary_user, f"export XDG_RUNTIME_DIR={path}"))
    assert checks["runtime-directory"][0] == "warning"
    assert words in checks["runtime-directory"][1]


def test_root_of_a_user_namespace_with_a_mount_namespace(ordinary_user: struct_passwd) -> None:
    checks = examined(before=["unshare", "--user", "--map-root-user", "--mount"], user=ordinary_user)
    assert checks["mapped-ids"][0] == "fault"
    assert (checks["user-namespace"][0], checks["rights-inside"][0], checks["overlay"][0]) == ("ok", "ok", "ok")


@needs_root
def test_a_user_without_subordinate_ids() -> None:
    checks = examined(before=["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"])
    assert checks["account"][0] == checks["subuid"][0] == checks["subgid"][0] == checks["id-maps"][0] == "fault"
    assert checks["user-namespace"][0] == checks["rights-inside"][0] == "ok"


def test_no_new_privileges(ordinary_user: struct_passwd) -> None:
    checks = examined(before=["setpriv", "--no-new-privs"], user=ordinary_user)
    assert checks["id-maps"][0] == "fault"
    assert "because no_new_privs is set" in checks["id-maps"][1]


def test_newuidmap_on_a_nosuid_mount(ordinary_user: struct_passwd) -> None:
    cover = "mount --bind /usr/bin /usr/bin && mount -o remount,bind,nosuid /usr/bin"
    checks = examined(before=as_user(ordinary_user, cover))
    assert checks["newuidmap"][0] == checks["id-maps"][0] == "fault"
    assert "is on a nosuid mount" in checks["id-maps"][1]


def test_inside_another_user_namespace(ordinary_user: struct_passwd) -> None:
    checks = examined(before=["unshare", "--user", "--map-root-user"], user=ordinary_user)
    assert checks["mapped-ids"][0] == "fault"
    assert checks["nesting-depth"][0] == "warning"
    assert "without a mapping here" in checks["newuidmap"][1]
    assert checks["user-namespace"][0] == "ok"


@pytest.mark.parametrize("as_root", [True, False])
def test_no_user_namespaces_left(as_root: bool, ordinary_user: struct_passwd) -> None:
    limited = ["unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh"]
    checks = examined(before=limited, user=None if as_root else ordinary_user)
    assert checks["user-namespace"][0] == checks["max-user-namespaces"][0] == "fault"
    assert "fails with ENOSPC, because user.max_user_namespaces lets each user have 0" in checks["user-namespace"][1]
    assert "id-maps" not in checks
    assert checks["overlay"][0] == "unknown"


@needs_root
@pytest.mark.parametrize("carrier", ["mount", "directory"])
def test_in_a_chroot(carrier: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    script = f"mount -t tmpfs none {root} && mkdir {root}/in && cd {root}/in && "
    if carrier == "mount":
        script += "mount --rbind / . && "
    else:
        for name in (entry.name for entry in os.scandir("/") if entry.is_dir()):
            script += f"mkdir {name} && mount --rbind /{name} {name} && "
    checks = examined(before=[*OWN_MOUNTS, "sh", "-c", f'{script} chroot {root}/in "$@"; exit $?', "sh"])
    assert checks["user-namespace"][0] == checks["chroot"][0] == "fault"
    assert "fails with EPERM, because this is a chroot" in checks["user-namespace"][1]


@needs_root
def test_a_covered_proc() -> None:
    checks = examined(before=[*OWN_MOUNTS, "sh", "-c", 'mount -t tmpfs none /proc/sys && exec "$@"', "sh"])
    assert checks["proc"][0] == "fault"
    assert "/proc/sys" in checks["proc"][1]


def test_nothing_is_left() -> None:
    before = Path("/proc/self/mountinfo").read_text()
    examined()
    assert Path("/proc/self/mountinfo").read_text() == before


@needs_root
def test_ids_set_aside_for_a_user_without_an_account(tmp_path: Path) -> None:
    for name in ("subuid", "subgid"):
        (tmp_path / name).write_text("54321:100000:65536\n")
    covers = " && ".join(f"mount --bind {tmp_path}/{name} /etc/{name}" for name in ("subuid", "subgid"))
    down = "setpriv --reuid 54321 --regid 54321 --clear-groups"
    checks = examined(before=[*OWN_MOUNTS, "sh", "-c", f'{covers} && exec {down} "$@"', "sh"])
    assert (checks["subuid"][0], checks["id-maps"][0]) == ("ok", "fault")
    assert "because uid 54321 is not in the user database" in checks["id-maps"][1]


@needs_root
@pytest.mark.parametrize("chosen", [False, True])
def test_in_a_user_namespace_without_the_ids_that_are_set_aside(chosen: bool, ordinary_user: struct_passwd, tmp_path: Path) -> None:
    """As in a container whose /etc/subuid is the host's; then with the range that doctor says, which lies in what the container has."""
    covers = ["true"]
    for name in ("subuid", "subgid") if chosen else ():
        first = ordinary_user.pw_uid + 1 if name == "subuid" else ordinary_user.pw_gid + 1
        (tmp_path / name).write_text(f"{ordinary_user.pw_name}:{first}:{65536 - first}\n")
        covers.append(f"mount --bind {tmp_path}/{name} /etc/{name}")
    with process("mnt") as held:
        held.do("call('unshare', KINDS['user'])")
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{held.pid}/{name}").write_text("0 0 65536")
        down = f"setpriv --reuid {ordinary_user.pw_uid} --regid {ordinary_user.pw_gid} --clear-groups"
        entered = f"nsenter --target {held.pid} --user --setuid 0 --setgid 0 {down}"
        checks = examined(before=[*OWN_MOUNTS, "sh", "-c", f'{" && ".join(covers)} && exec {entered} "$@"', "sh"])
    assert checks["id-maps"][0] == ("ok" if chosen else "fault")
    assert checks["subuid"][0] == checks["subgid"][0] == ("warning" if chosen else "fault")  # what can be had there is not 65536 ids
    assert chosen or "are not all mapped in this user namespace" in checks["id-maps"][1]
