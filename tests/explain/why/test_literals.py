"""Answers of `why` from tables written down: what no test machine has, as systemd and other users' FUSE mounts."""

from dataclasses import replace

import pytest

from nsexplorer.explain.targets import resolve
from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.asking import why
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.mount import Mount
from tests.explain.literals import HOST, details, mount, namespace, process, snapshot, table

HOST_MNT, SERVICE_MNT = HOST["mnt"], "mnt:[4026532500]"
ROOT = {"device": "8:1", "fstype": "ext4", "source": "/dev/sda1"}

OPTIONS = (
    UnitOption("PrivateTmp", "yes", "/etc/systemd/system/web.service", 12, "its own /tmp and /var/tmp", ("mnt",)),
    UnitOption("InaccessiblePaths", "-/srv/secret", "/etc/systemd/system/web.service", 13, "these paths empty and inaccessible", ("mnt",)),
    UnitOption("PrivateNetwork", "yes", "/etc/systemd/system/web.service", 14, "no network", ("net",)),
    UnitOption("ReadOnlyPaths", "/opt", "/etc/systemd/system/web.service", 15, "these paths read-only", ("mnt",)),
)
UNIT = Unit("web.service", 20, OPTIONS)


def asked(path: str, host: list[Mount], theirs: list[Mount], *, containers: tuple[Container, ...] = ()) -> Why:
    """The host asked about a service, or a container, by the tables alone."""
    processes = (process(1), process(20, inside={"mnt": SERVICE_MNT}, root="/"))
    known = snapshot(
        [namespace(SERVICE_MNT, leader=20, members=(20,))],
        processes,
        [table(HOST_MNT, host, (1,)), table(SERVICE_MNT, theirs, (20,))],
        units=() if containers else (UNIT,),
        containers=containers,
    )
    return why(known, resolve(known, "host"), resolve(known, "20"), path)


def lines(answer: Why) -> list[str]:
    """The lines of unit files among the evidence."""
    return [each.source.rpartition("/")[2] for each in answer.answer.evidence if ".service:" in each.source]


def test_a_service_with_its_own_tmp() -> None:
    """The option that is about the path is named, and no other."""
    host = [mount(1, 0, "/", **ROOT, shared=1)]
    theirs = [mount(11, 0, "/", **ROOT, master=1), mount(12, 11, "/tmp", **ROOT, root="/tmp/systemd-private-web/tmp")]
    answer = asked("/tmp/file", host, theirs)
    assert answer.verdict == "ancestor-covered-in-b"
    assert lines(answer) == ["web.service:12"]
    assert answer.answer.fix[-1].command == "systemctl edit --full web.service"


def test_a_path_that_is_inaccessible() -> None:
    host = [mount(1, 0, "/", **ROOT, shared=1), mount(2, 1, "/srv/secret", shared=2)]
    theirs = [
        mount(11, 0, "/", **ROOT, master=1),
        mount(12, 11, "/srv/secret", device="0:2", master=2),
        mount(13, 12, "/srv/secret", root="/systemd/inaccessible/dir"),
    ]
    answer = asked("/srv/secret", host, theirs)
    assert (answer.verdict, answer.confidence) == ("overmounted-in-b", "likely")
    assert lines(answer) == ["web.service:13"]
    assert answer.answer.fix[0].command == "umount -N 20 /srv/secret"


def test_a_read_only_path() -> None:
    host = [mount(1, 0, "/", **ROOT, shared=1)]
    theirs = [mount(11, 0, "/", **ROOT, master=1), mount(12, 11, "/opt", **ROOT, root="/opt", options=("ro", "relatime"))]
    answer = asked("/opt/app", host, theirs)
    assert answer.verdict == "mount-flags-differ"
    assert lines(answer) == ["web.service:15"]


def test_a_mount_that_never_arrived_in_a_service() -> None:
    """All that gave the service its mount table is named, and how it is started anew."""
    host = [mount(1, 0, "/", **ROOT), mount(2, 1, "/mnt/usb", device="8:17", fstype="ext4", source="/dev/sdb1")]
    answer = asked("/mnt/usb", host, [mount(11, 0, "/", **ROOT)])
    assert answer.verdict == "parent-private-in-a"
    assert lines(answer) == ["web.service:12", "web.service:13", "web.service:15"]
    assert [fix.command for fix in answer.answer.fix[:2]] == [
        "mount -N 20 -t ext4 /dev/sdb1 /mnt/usb",
        "systemctl restart web.service",
    ]


def test_a_container_is_restarted_by_its_engine() -> None:
    host = [mount(1, 0, "/", **ROOT), mount(2, 1, "/srv/usb")]
    theirs = [mount(11, 0, "/", device="0:50", fstype="overlay"), mount(12, 11, "/data", **ROOT, root="/srv")]
    answer = asked("/srv/usb", host, theirs, containers=(Container("c0ffee", "podman", 20, "web", "/proc/20/cgroup"),))
    assert (answer.path_in, answer.verdict) == ("/data/usb", "parent-private-in-a")
    assert "podman restart web" in [fix.command for fix in answer.answer.fix]


@pytest.mark.parametrize(("option", "verdict"), [("allow_other", "same-namespace"), ("default_permissions", "fuse-refuses-others")])
def test_a_fuse_mount_of_another_user(option: str, verdict: str) -> None:
    facts = replace(details(), uids=(1500,) * 4, gids=(1500,) * 4)
    fuse = mount(2, 1, "/mnt/s", fstype="fuse.sshfs", super_options=("rw", "user_id=1001", "group_id=1001", option))
    known = snapshot([], [process(1), process(20, uid=1500, details=facts)], [table(HOST_MNT, [mount(1, 0, "/", **ROOT), fuse], (1, 20))])
    answer = why(known, resolve(known, "host"), resolve(known, "20"), "/mnt/s/file")
    assert (answer.verdict, answer.confidence) == (verdict, "likely")


def test_a_layer_of_an_overlay() -> None:
    """A file of the host that a container sees through its root file system."""
    host = [mount(1, 0, "/", **ROOT)]
    layers = ("rw", "lowerdir=/var/lib/layers/l/AB:/var/lib/layers/1", "upperdir=/var/lib/layers/2/diff", "workdir=/var/lib/layers/2/work")
    theirs = [mount(11, 0, "/", device="0:50", fstype="overlay", super_options=layers)]
    answer = asked("/var/lib/layers/2/diff/etc/hosts", host, theirs)
    assert (answer.verdict, answer.confidence, answer.path_in) == ("overlay-layer", "likely", "/etc/hosts")
    assert "root-differs-pivot" in [each.verdict for each in answer.alternatives]
    assert asked("/var/lib/other", host, theirs).verdict == "root-differs-pivot"


def test_mounts_that_go_round_in_circles_have_an_answer() -> None:
    """A saved snapshot comes from anywhere."""
    host = [mount(1, 0, "/", **ROOT), mount(2, 3, "/a"), mount(3, 2, "/a")]
    theirs = [mount(11, 0, "/", **ROOT), mount(12, 13, "/a", device="0:2"), mount(13, 12, "/a", device="0:3")]
    assert asked("/a/b", host, theirs).verdict
    assert asked("/", host, theirs).verdict


def test_a_stack_of_five_hundred_mounts() -> None:
    host = [mount(1, 0, "/", **ROOT), *(mount(number, number - 1, "/a") for number in range(2, 502))]
    answer = asked("/a/b", host, [mount(11, 0, "/", **ROOT)])
    assert answer.verdict == "ancestor-missing"
    back = asked("/a", [mount(1, 0, "/", **ROOT), mount(2, 1, "/a", device="0:9")], [mount(11, 0, "/", **ROOT), *host[1:]])
    assert back.verdict
