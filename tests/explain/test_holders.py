"""Who holds what, from literals: what the kernel under the tests may not have, as device mapper, swap and NFS."""

import pytest

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.holders.holder import Holder
from nsexplorer.explain.holders.subject import by_table, known_by_name
from nsexplorer.model.hold import Hold, Holds
from tests.explain.holding import ALONE, UNIT, USES, WEB, asked, machine
from tests.explain.literals import HOST


def by_reason(text: str, reason: str) -> list[Holder]:
    return [holder for holder in asked(text).holders if holder.reason == reason]


def test_what_goes_with_the_mount_and_what_stays() -> None:
    answer = asked("/data")
    assert answer.together == ((UNIT, "/data"),)
    copies = {(holder.within, holder.path, holder.keeps) for holder in answer.holders if holder.reason == "mount"}
    assert copies == {(WEB, "/data", "device"), (ALONE, "/mnt", "device"), (HOST["mnt"], "/image", "mount")}
    assert answer.holders[0].reason == "submount"
    assert "cannot be unmounted now" in answer.answer.sentence
    assert "2 processes could not be looked into." in answer.answer.sentence


def test_processes_by_what_they_keep() -> None:
    found = {(holder.reason, holder.path): holder for holder in asked("/data").holders if holder.who is not None}
    assert found["cwd", "/data/work"].keeps == "mount"
    assert found["fd", "/data/log (deleted)"].keeps == "mount", "it is open in a namespace whose mount goes along"
    assert found["map", "/data/lib.so"].keeps == "device"
    assert (found["fd", "/gone"].keeps, found["fd", "/gone"].within) == ("device", None)
    assert found["fd", "/image/f"].via == "/dev/loop0"
    worker = found["fd", "/data/log (deleted)"].who
    assert worker is not None and (worker.pid, worker.unit) == (71, "daemon.service")
    assert ("root", "/") not in found


def test_mildest_first() -> None:
    (cwd,) = by_reason("/data", "cwd")
    assert [fix.command for fix in cwd.fix] == [None, "kill 50"]
    service = next(holder for holder in by_reason("/data", "fd") if holder.who is not None and holder.who.unit)
    assert [fix.command for fix in service.fix] == [None, "systemctl stop daemon.service"]
    web = next(holder for holder in by_reason("/data", "mount") if holder.within == WEB)
    assert [fix.command for fix in web.fix] == ["nsenter -t 60 -U -m --preserve-credentials umount /data", "podman restart web"]
    assert "locked" in web.fix[0].text
    assert asked("/data").answer.fix[-1].command == "umount -l /data"


@pytest.mark.parametrize(
    ("reason", "path", "command"),
    [
        ("swap", "/data/swap", "swapoff /data/swap"),
        ("nfs-export", "/data/share", "exportfs -u 192.168.1.0/24:/data/share"),
        ("loop", "/dev/loop0", "losetup -d /dev/loop0"),
        ("overlay-lower", "/merged", "umount /merged"),
    ],
)
def test_the_kernels_own_uses(reason: str, path: str, command: str) -> None:
    (holder,) = by_reason("/data", reason)
    assert (holder.path, holder.fix[0].command) == (path, command)


def test_what_is_built_on_a_device() -> None:
    built = {holder.path: holder.fix[0].command for holder in by_reason("/dev/sdb1", "dm")}
    assert built == {"/dev/mapper/secret": "cryptsetup close secret", "/dev/md0": "mdadm --stop /dev/md0"}
    assert [holder.path for holder in by_reason("/dev/sdb", "partition")] == ["/dev/sdb1"]
    assert {holder.path for holder in by_reason("/dev/sdb", "dm")} == set(built)
    assert {holder.path for holder in by_reason("8:17", "mount")} >= {"/data", "/mnt", "/image"}
    assert [holder.path for holder in by_reason("/dev/sdb1", "fd") if holder.path == "/dev/sdb1"] == ["/dev/sdb1"]


def test_a_copy_without_any_process_says_so() -> None:
    alone = next(holder for holder in by_reason("/data", "mount") if holder.within == ALONE)
    assert alone.who is None
    assert "nothing was found that keeps it alive" in alone.fix[0].text


def test_a_covered_mount_makes_a_path_likely_only() -> None:
    from nsexplorer.explain.holders.answer import holders
    from nsexplorer.explain.holders.scope import scope_of
    from tests.explain.literals import mount, process, snapshot, table

    host = HOST["mnt"]
    mounts = [mount(1, 0, "/"), mount(2, 1, "/m", device="8:1"), mount(3, 2, "/m", device="8:2")]
    seen = snapshot((), [process(1, 0), process(9)], [table(host, mounts, (1, 9))])
    for device in ("8:1", "8:2"):
        subject = known_by_name(seen, None, device)
        assert subject is not None
        answer = holders(seen, scope_of(seen, subject, None), None, Holds((Hold(9, "cwd", "/m/d"),), (), ()))
        (cwd,) = [holder for holder in answer.holders if holder.reason == "cwd"]
        assert not cwd.certain


def test_by_the_tables_alone() -> None:
    answer = asked("/data", None, None)
    assert answer.unreadable_processes is None
    assert set(answer.unreadable) == {"unreadable_processes", "kernel"}
    assert "by the mount tables alone" in answer.answer.sentence
    assert {holder.reason for holder in answer.holders} == {"submount", "mount", "overlay-lower"}


def test_a_directory_by_the_tables_alone() -> None:
    subject = by_table(machine(), "/data/below/x/../y")
    assert (subject.kind, subject.path, subject.inside) == ("path", "/data/below/y", "/y")


def test_namespaces_by_what_names_them() -> None:
    subject = known_by_name(machine(), USES, "container:web")
    assert subject is not None and subject.namespaces == (WEB,)
    with pytest.raises(UnknownTarget, match="no namespace of its own"):
        known_by_name(machine(), USES, "50")
    with pytest.raises(UnknownTarget):
        known_by_name(machine(), USES, "9:99")
