"""Which file systems may be mounted, by what came of trying, and which mounts make a proc or sysfs too revealing."""

from nsexplorer.explain.mountable import PLACES, MountTrials, mountable
from nsexplorer.explain.mountable_words import answer
from nsexplorer.explain.too_revealing import cover
from nsexplorer.model.mount import Mount
from nsexplorer.model.mountable import Mountable, MountTrial
from tests.explain.literals import mount

DONE = MountTrial("done")
NOT_MADE = MountTrial("create", "EPERM")
REVEALING = MountTrial("mount", "EPERM", ("e VFS: Mount too revealing",))
PROC = mount(20, 1, "/proc", fstype="proc")
COVERED = (PROC, mount(21, 20, "/proc/sys"), mount(22, 20, "/proc/sys/fs/binfmt_misc", fstype="binfmt_misc"))


def tried(fstype: str, table: tuple[Mount, ...] = (), able: bool = True, tmpfs: MountTrial = DONE, **places: MountTrial) -> Mountable:
    """What follows for one file system; places that are not given are like `session`, and `session_all` like the last of them."""
    default = places.get("session", DONE)
    found = {place: {"tmpfs": tmpfs, fstype: places.get(place, default)} for place in PLACES}
    return mountable(MountTrials(found, table, able, frozenset(), False), [fstype])[0]


def test_what_a_namespace_of_its_own_is_needed_for_is_found_by_trying() -> None:
    found = tried("shown", session=NOT_MADE, net=DONE, session_all=DONE, here=NOT_MADE)
    assert (found.session.reason, found.session.needs) == ("needs-namespace", ("net",))
    assert (found.here.reason, found.here.needs) == ("needs-namespace", ("net",))
    assert found.session_all.reason == "ok"


def test_without_rights_here() -> None:
    refused = MountTrial("open", "EPERM")
    assert tried("ramfs", able=False, here=refused, session=DONE).here.needs == ("user", "mnt")
    proc = tried("proc", able=False, here=refused, session=NOT_MADE, pid=DONE, session_all=DONE)
    assert proc.here.needs == ("user", "mnt", "pid")
    assert tried("ext4", able=False, here=refused, session=NOT_MADE).here.reason == "initial-user-namespace"


def test_each_refusal_has_its_reason() -> None:
    assert tried("ext4", session=NOT_MADE).session.reason == "initial-user-namespace"
    assert tried("nfs", session=MountTrial("open", "ENODEV")).session.reason == "absent"
    assert tried("ramfs", session=MountTrial("create", "EACCES")).session.reason == "security-module"
    assert tried("ramfs", tmpfs=NOT_MADE, session=NOT_MADE).session.reason == "security-module"
    assert tried("overlay", session=NOT_MADE).session.reason == "kernel-too-old"
    assert tried("fuse", session=MountTrial("device", "EACCES")).session.reason == "device"
    assert tried("ext4", session=MountTrial("create", "EINVAL")).session.reason == "ok"


def test_what_was_tried_as_it_is_used_counts_with_any_error() -> None:
    found = tried("overlay", session=MountTrial("create", "EINVAL", ("e overlay: no",))).session
    assert (found.allowed, found.reason) == (False, None)
    assert "EINVAL: overlay: no" in found.unreadable["reason"]


def test_a_session_that_cannot_be_made() -> None:
    why = "making user, mnt namespaces: No space left on device"
    places = {place: {"tmpfs": DONE, "proc": NOT_MADE} if place == "here" else why for place in PLACES}
    found = mountable(MountTrials(places, (), True, frozenset(), False), ["proc", "tmpfs"])
    assert (found[0].here.reason, found[0].here.needs) == ("needs-namespace", ("pid",))
    assert (found[0].session.allowed, found[0].session.reason, found[0].session.unreadable) == (False, None, {"reason": why})
    said = answer("You", found)
    assert said.sentence == f"You may mount tmpfs; nor in user and mount namespaces of its own: {why}"
    assert said.fix[0].command == "nsexplorer doctor"


def test_what_is_in_a_module_is_not_loaded_to_try_it() -> None:
    places = {place: {"tmpfs": DONE} for place in PLACES}
    found = mountable(MountTrials(places, (), True, frozenset({"xfs", "binfmt_misc"}), True), ["xfs", "binfmt_misc"])
    assert (found[0].here.reason, found[0].session.reason) == ("ok", "initial-user-namespace")
    assert (found[1].session.allowed, found[1].session.reason) == (None, None)


def test_covers_are_named() -> None:
    found = tried("proc", COVERED, session=NOT_MADE, pid=REVEALING, session_all=REVEALING)
    assert (found.session.reason, found.session.needs, found.session.covered_by) == ("too-revealing", ("pid",), ("/proc/sys",))
    assert (found.session_all.reason, found.session_all.covered_by) == ("too-revealing", ("/proc/sys",))
    assert "/proc/sys" in answer("You", [found]).evidence[1].text


def test_directories_that_are_kept_empty_may_be_covered() -> None:
    assert [each.target for each in cover(COVERED, "proc").covers] == ["/proc/sys"]
    sysfs = (mount(30, 1, "/sys", fstype="sysfs"), mount(31, 30, "/sys/fs/cgroup"), mount(32, 30, "/sys/kernel/debug"))
    assert cover(sysfs, "sysfs").covers == ()


def test_a_part_of_proc_is_not_all_of_it() -> None:
    part = (mount(20, 1, "/proc", fstype="proc", root="/sys"),)
    assert cover(part, "proc").whole == ()
    found = tried("proc", part, session=NOT_MADE, pid=REVEALING, session_all=REVEALING)
    assert "no whole proc is mounted here" in found.session_all.text
