"""The filter that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.filter import mount_filter, namespace_filter, plain_words
from nsexplorer.explain.mounts import MountRow
from nsexplorer.explain.visibility import Hidden
from nsexplorer.model.container import Container
from nsexplorer.model.namespace import Pin
from tests.explain.literals import HOST, details, mount, namespace, process, snapshot

WEB, BLUE, PINNED = "mnt:[4026532001]", "net:[4026532002]", "uts:[4026532003]"
HERE = snapshot(
    namespaces=[
        namespace(WEB, leader=10, members=(10,), name="container:web", pins=(Pin("process", pid=10),)),
        namespace(BLUE, leader=11, members=(11,), pins=(Pin("process", pid=11), Pin("fd", pid=1, fd=3))),
        namespace(PINNED, creator_uid=1001, pins=(Pin("bind", path="/x", within=HOST["mnt"]),)),
    ],
    processes=[
        process(1, 0, "init"),
        process(10, 1, "nginx", uid=33, inside={"mnt": WEB}),
        process(11, 1, "sh", uid=1001, inside={"net": BLUE}, details=details("sh", "-c", "Serve Blue")),
    ],
    containers=(Container("abcdef", "podman", 10, "web", "cgroup"),),
)
USERS = {"alice": 1001, "www-data": 33}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {WEB, BLUE, PINNED}),
        ("!", {WEB, BLUE, PINNED}),
        ("type:net", {BLUE}),
        ("net", {BLUE}),
        ("4026532001", {WEB}),
        ("NGINX", {WEB}),
        ("serve blue", {BLUE}),
        ("container:web", {WEB}),
        ("container:abc", {WEB}),
        ("container:db", set()),
        ("user:alice", {BLUE, PINNED}),
        ("user:33", {WEB}),
        ("user:nobody", set()),
        ("pinned", {BLUE, PINNED}),
        ("noproc", {PINNED}),
        ("pinned !noproc", {BLUE}),
        ("!type:net !web", {PINNED}),
        ("mnt:[4026532001", {WEB}),
        ("nothing", set()),
    ],
)
def test_namespaces(text: str, wanted: set[str]) -> None:
    fits = namespace_filter(HERE, text, USERS.get)
    assert {id for id, each in HERE.namespaces.items() if id not in HOST.values() and fits(each)} == wanted


def row(id: int, target: str, locked: bool | None = False, flags: tuple[str, ...] = (), visible: bool = True, **facts: object) -> MountRow:
    hidden = None if visible else Hidden(1, "covered")
    return MountRow(mount(id, 1, "/elsewhere", **facts), target, visible, hidden, locked, flags)


ROWS = [
    row(1, "/", fstype="overlay", super_options=("rw", "lowerdir=/l"), shared=1),
    row(2, "/Data", source="/dev/sdb1", fstype="ext4", options=("ro", "nosuid"), master=1),
    row(3, "/fuse", fstype="fuse.sshfs", visible=False, locked=True),
    row(4, "/x", root="/y//deleted", locked=None, flags=("ro",)),
]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {1, 2, 3, 4}),
        ("data", {2}),
        ("SDB1", {2}),
        ("fs:overlay", {1}),
        ("fs:fuse", {3}),
        ("fs:fuse.sshfs", {3}),
        ("prop:shared", {1}),
        ("prop:slave", {2}),
        ("prop:private", {3, 4}),
        ("opt:nosuid", {2}),
        ("opt:lowerdir=/l", {1}),
        ("hidden", {3}),
        ("!hidden", {1, 2, 4}),
        ("locked", {3, 4}),
        ("deleted", {4}),
        ("!locked !prop:shared", {2}),
        ("fs:ext4 data", {2}),
        ("fs:ext4 !data", set()),
        ("elsewhere", set()),
    ],
)
def test_mounts(text: str, wanted: set[int]) -> None:
    fits = mount_filter(text)
    assert {each.mount.id for each in ROWS if fits(each)} == wanted


def test_plain_words_are_those_looked_for_as_they_stand() -> None:
    assert plain_words("data fs:ext4 !x hidden mnt:[4") == ("data", "mnt:[4")


TEXTS = st.lists(
    st.sampled_from(["!", "data", "fs:", "fs:ext4", "hidden", "!hidden", "prop:shared", "/", "!x", "\0", "é"]), max_size=5
).map(" ".join)


@given(TEXTS, TEXTS)
def test_all_words_must_fit(one: str, other: str) -> None:
    both = mount_filter(f"{one} {other}")
    assert [both(each) for each in ROWS] == [mount_filter(one)(each) and mount_filter(other)(each) for each in ROWS]


@given(st.sampled_from(["data", "fs:ext4", "hidden", "prop:shared", "opt:ro", "zzz"]))
def test_an_exclamation_mark_is_the_opposite(word: str) -> None:
    assert all(mount_filter(word)(each) != mount_filter(f"!{word}")(each) for each in ROWS)
