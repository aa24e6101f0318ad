"""What each check makes of what it reads, where no machine of the tests has it all."""

import pytest

from nsexplorer.helper.ask import MapTrial, Program, UserNamespaceTrial
from nsexplorer.helper.refusal import Refusal
from nsexplorer.machine.doctor import (
    confinement,
    control_groups,
    filesystems,
    id_mappers,
    limits,
    reality,
    root_propagation,
    runtime_directory,
    security_modules,
    settings,
    store,
    subordinate,
)
from nsexplorer.machine.doctor.sentence import sentence
from nsexplorer.model.accounts import SubordinateRange
from nsexplorer.model.check import Check
from nsexplorer.model.idmap import IdMapRow
from nsexplorer.model.mountable import Mountable, Permission
from nsexplorer.model.walk import Step
from tests.explain.literals import mount

MAPPER = Program("/usr/bin/newuidmap", 0o104755, 0, 1, False, True)
WORKS = UserNamespaceTrial(
    None, {"uid": MapTrial(None, ""), "gid": MapTrial(None, "")}, 0, 1, None, {"mount_namespace": None, "tmpfs": None}
)


ALL_IDS = (IdMapRow(0, 0, 4294967295),)
"""What the initial user namespace has."""


def alice(*ranges: tuple[str, int, int], own: int = 1000, privileged: bool = False, here: tuple[IdMapRow, ...] = ALL_IDS) -> Check:
    known = [SubordinateRange(*each) for each in ranges]
    return subordinate.judged("/etc/subuid", subordinate.Holder("alice", 1000, own, here, privileged, privileged), known, None)


def test_settings_that_forbid_user_namespaces() -> None:
    assert [settings.judged(value, False).state for value in (None, 1, 0)] == ["ok", "ok", "fault"]
    assert settings.judged(0, True).state == "warning"
    assert settings.judged(0, False).fix[0].command == "sysctl -w kernel.unprivileged_userns_clone=1"


def test_limits() -> None:
    assert [limits.limit("user", most, 3).state for most in (None, 0, 3, 100, 5000)] == ["unknown", "fault", "fault", "warning", "ok"]
    assert limits.limit("net", 0, 0).state == "warning"
    assert [limits.mounts(most, 900).state for most in (None, 1000, 100000)] == ["unknown", "warning", "ok"]


def test_apparmor() -> None:
    assert security_modules.apparmor(None, None, False).state == "ok"
    assert security_modules.apparmor(1, "unconfined", False).state == "fault"
    assert security_modules.apparmor(1, "unconfined", True).state == "ok"
    assert "docker-default" in security_modules.apparmor(0, "docker-default (enforce)", False).text
    assert security_modules.apparmor(None, "system_u:system_r:container_t:s0", False).state == "ok"


def test_selinux() -> None:
    assert [security_modules.selinux(value, None).text.split(" ")[1] for value in (None, "0", "1")] == ["is", "only", "enforces"]


def test_confinement() -> None:
    assert [confinement.seccomp(mode, None, False).state for mode in (None, 0, 2)] == ["unknown", "ok", "warning"]
    assert "`container` is podman" in confinement.seccomp(2, "podman", False).text
    assert "lets unshare(2) and mount(2) pass" in confinement.seccomp(2, "podman", True).text
    assert [confinement.no_new_privileges(value, False).state for value in (None, False, True)] == ["unknown", "ok", "fault"]


def test_newuidmap() -> None:
    def state(program: Program | None, *options: str) -> tuple[str, str]:
        on = mount(1, 0, "/usr", options=("rw", *options))
        check = id_mappers.judged("newuidmap", "cap_setuid", program, on, False)
        return check.state, check.text

    assert state(MAPPER) == ("ok", "/usr/bin/newuidmap is set-user-ID root")
    assert state(MAPPER._replace(mode=0o100755, capable=True)) == ("ok", "/usr/bin/newuidmap is with file capabilities")
    assert state(MAPPER, "nosuid")[1].startswith("/usr/bin/newuidmap is on a nosuid mount")
    assert state(MAPPER._replace(mode=0o100755))[1].startswith("/usr/bin/newuidmap is neither set-user-ID root nor")
    assert state(MAPPER._replace(uid=65534))[1].startswith("/usr/bin/newuidmap belongs to a user without a mapping here")
    assert state(None)[1].startswith("newuidmap is not installed")
    assert {state(None)[0], state(MAPPER, "nosuid")[0], state(MAPPER._replace(executable=False))[0]} == {"fault"}


def test_a_user_without_an_account() -> None:
    assert id_mappers.account("alice", 1000, False).state == "ok"
    assert [id_mappers.account("54321", 54321, privileged).state for privileged in (False, True)] == ["fault", "warning"]


def test_subordinate_ids() -> None:
    assert alice(("alice", 100000, 65536)).state == "ok"
    assert alice(("1000", 100000, 65536)).state == "ok"
    assert alice(("bob", 100000, 65536)).state == "fault"
    assert alice(privileged=True).state == "ok"
    assert alice(("alice", 500, 65536)).text.startswith("the ids of alice (500-66035) contain its own, 1000")
    assert "overlap with those of bob" in alice(("alice", 100000, 65536), ("bob", 165535, 10)).text
    assert alice(("alice", 100000, 1000)).state == "warning"
    assert alice(("alice", 100000, 40000), ("alice", 200000, 40000)).state == "ok"
    assert [subordinate.mapped(count).state for count in (1, 1000, 65537)] == ["fault", "warning", "ok"]


def test_subordinate_ids_in_a_user_namespace_with_few_ids() -> None:
    container = (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65535))
    outside = alice(("alice", 100000, 65536), here=container)
    assert outside.state == "fault"
    assert "are not all mapped in this user namespace" in outside.text
    assert outside.fix[0].command == "usermod --del-subuids 100000-165535 --add-subuids 1001-65535 alice"
    assert alice(here=container).fix[0].command == "usermod --add-subuids 1001-65535 alice"
    assert alice(("bob", 2000, 1000), here=container).fix[0].command == "usermod --add-subuids 3000-65535 alice"
    assert alice(here=(IdMapRow(1000, 1000, 1),)).fix == ()
    assert alice(("alice", 1, 65535), own=0, here=container).state == "ok"
    assert alice(("bob", 100000, 65536)).fix[0].command == "usermod --add-subuids 165536-231071 alice"


def test_the_map_that_engines_make_of_them() -> None:
    ranges = [SubordinateRange("alice", 100000, 10), SubordinateRange("alice", 300000, 5)]
    assert subordinate.expected(ranges, 1000) == (IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 10), IdMapRow(11, 300000, 5))


def test_store() -> None:
    states = {fstype: store.judged("/s", "", mount(1, 0, "/", fstype=fstype)).state for fstype in ("ext4", "nfs4", "overlay", "fuse.sshfs")}
    assert states == {"ext4": "ok", "nfs4": "fault", "overlay": "warning", "fuse.sshfs": "warning"}
    assert store.judged("/s", "", mount(1, 0, "/", fstype="ext4", options=("ro",))).state == "fault"
    assert store.judged("/s", "", None).state == "unknown"


def test_runtime_directory() -> None:
    def text(uid: int, mode: int) -> str:
        return runtime_directory.judged("/run/user/1000", Step("/run/user/1000", 1, None, "0:1", 2, mode, uid, uid), 1000, ()).text

    assert text(1000, 0o40700).endswith("this user's alone")
    assert "belongs to uid 0" in text(0, 0o40700)
    assert "mode 0755" in text(1000, 0o40755)
    assert "no directory" in text(1000, 0o100600)


def test_control_groups() -> None:
    two = mount(1, 0, "/sys/fs/cgroup", fstype="cgroup2")
    one = mount(2, 0, "/sys/fs/cgroup/cpu", fstype="cgroup")
    assert [control_groups.version_of(mounts).state for mounts in ((two,), (two, one), (one,), ())] == [
        "ok",
        "warning",
        "warning",
        "warning",
    ]
    assert [control_groups.delegation(each, "").state for each in (None, "cpu", "cpuset cpu io memory pids")] == [
        "warning",
        "warning",
        "ok",
    ]


def test_root_propagation() -> None:
    assert [root_propagation.judged(root).state for root in (None, mount(1, 0, "/"), mount(1, 0, "/", shared=1))] == [
        "unknown",
        "warning",
        "ok",
    ]


def test_file_systems() -> None:
    def state(permission: Permission) -> str:
        return filesystems.judged("proc", Mountable("proc", permission, permission, permission), "", "fault").state

    assert state(Permission(True, "ok")) == "ok"
    assert state(Permission(False, "too-revealing", "", (), ("/proc/sys",))) == "fault"
    assert state(Permission(False, None, "no session")) == "unknown"


@pytest.mark.parametrize(
    ("error", "known", "blamed"),
    [
        ("EPERM", Check("chroot", "fault", "this is a chroot", "here"), "because this is a chroot"),
        ("EPERM", Check("seccomp", "warning", "a filter", "here"), "likely because a filter"),
        ("ENOSPC", Check("max-user-namespaces", "fault", "none may be made", "here"), "because none may be made"),
        ("ENOSPC", Check("chroot", "fault", "this is a chroot", "here"), "which nothing that can be read here explains"),
    ],
)
def test_the_layer_that_refuses_is_named(error: str, known: Check, blamed: str) -> None:
    check = reality.user_namespace(UserNamespaceTrial(error, {}, None, None, None, {}), [known])
    assert check.state == "fault"
    assert check.text.startswith(f"making a user namespace fails with {error}, {blamed}")


def test_settings_that_the_kernel_does_not_keep_to() -> None:
    check = reality.user_namespace(WORKS, [Check("chroot", "fault", "this is a chroot", "/proc/PID/mountinfo")])
    assert (check.state, check.text) == ("ok", "a user namespace can be made, although /proc/PID/mountinfo says otherwise")


def test_capabilities_that_were_taken_away() -> None:
    stripped = UserNamespaceTrial(None, WORKS.maps, 0, 0, "unprivileged_userns (enforce)", {"mount_namespace": "EPERM"})
    apparmor = security_modules.apparmor(1, "unconfined", False)
    assert "because AppArmor takes the capabilities away" in reality.rights_inside(stripped, [apparmor]).text
    assert reality.rights_inside(WORKS, []).state == "ok"


def test_maps_that_cannot_be_written() -> None:
    failed = UserNamespaceTrial(None, {"uid": MapTrial("status 1", "newuidmap: no"), "gid": MapTrial(None, "")}, None, None, None, {})
    check = reality.id_maps(failed, [confinement.no_new_privileges(True, False)], False)
    assert check.state == "fault"
    assert "uid_map: status 1 (newuidmap: no), because no_new_privs is set" in check.text
    assert reality.id_maps(Refusal("late", "no answer"), [], False).state == "unknown"


def test_all_of_it_in_a_sentence() -> None:
    fault, warning, works = (
        Check("chroot", "fault", "a chroot", ""),
        Check("fuse", "warning", "", ""),
        Check("user-namespace", "ok", "", ""),
    )
    assert sentence("alice", [works]) == "alice can have rootless containers here"
    assert sentence("alice", [works, warning]) == "alice can have rootless containers here, with 1 warning"
    assert sentence("alice", [works, fault]).endswith("but not all that rootless containers need: a chroot")
    refused = Check("user-namespace", "fault", "none can be made", "")
    assert sentence("alice", [fault, refused]) == "alice can have no user namespaces here: a chroot"
    assert sentence("alice", [fault]).endswith("whether there may be user namespaces could not be tried: a chroot")
