"""Visibility of known topologies, one for each rule and each odd table."""

from nsexplorer.explain.visibility import Hidden, carrier_of_root, lookup, visibility
from tests.explain.literals import mount


def test_overmounted_and_covered_by_what_is_on_a_directory_above() -> None:
    a7 = [
        mount(1, 0, "/"),
        mount(2, 1, "/mnt"),  # base
        mount(3, 2, "/mnt/a/b"),  # ab
        mount(4, 3, "/mnt/a/b/c"),  # c1
        mount(5, 4, "/mnt/a/b/c"),  # c2
        mount(6, 5, "/mnt/a/b/c/e/f"),  # ef1
        mount(7, 2, "/mnt/a"),  # a
        mount(8, 7, "/mnt/a/b/c/e/f"),  # ef2
    ]
    assert visibility(a7, "process") == {
        1: None,
        2: None,
        3: Hidden(7, "covered"),
        4: Hidden(5, "overmounted"),
        5: Hidden(7, "covered"),
        6: Hidden(7, "covered"),
        7: None,
        8: None,
    }


def test_an_overmount_covers_what_was_mounted_below() -> None:
    a8 = [mount(1, 0, "/"), mount(2, 1, "/mnt/x"), mount(3, 2, "/mnt/x/y"), mount(4, 2, "/mnt/x")]
    assert visibility(a8, "process") == {1: None, 2: Hidden(4, "overmounted"), 3: Hidden(4, "covered"), 4: None}


def test_a_tucked_mount_is_the_hidden_one() -> None:
    tucked = [mount(1, 0, "/"), mount(2, 3, "/mnt"), mount(3, 1, "/mnt"), mount(4, 2, "/mnt/y")]
    assert visibility(tucked, "process") == {1: None, 2: None, 3: Hidden(2, "overmounted"), 4: None}


A10 = [mount(1, 0, "/"), mount(2, 1, "/proc"), mount(3, 1, "/"), mount(4, 3, "/new")]


def test_a_process_keeps_its_root_below_an_overmount() -> None:
    outside = Hidden(1, "outside-root")
    assert visibility(A10, "process") == {1: None, 2: None, 3: outside, 4: outside}
    assert lookup(A10, "/proc/x", "process") is A10[1]
    assert lookup(A10, "/new", "process") is A10[0]


def test_an_entrant_is_put_on_top_of_the_root() -> None:
    assert visibility(A10, "entrant") == {1: Hidden(3, "overmounted"), 2: Hidden(3, "covered"), 3: None, 4: None}
    assert lookup(A10, "/proc", "entrant") is A10[2]
    assert lookup(A10, "/new", "entrant") is A10[3]


def test_a_name_that_only_starts_alike_covers_nothing() -> None:
    siblings = [mount(1, 0, "/"), mount(2, 1, "/a"), mount(3, 1, "/a-b"), mount(4, 1, "/a/b"), mount(5, 1, "/ab"), mount(6, 1, "/a!/b")]
    verdicts = visibility(siblings, "process")
    assert {id for id, hidden in verdicts.items() if hidden} == {4}
    assert verdicts[4] == Hidden(2, "covered")


def test_a_root_that_is_its_own_parent() -> None:
    initramfs = [mount(1, 1, "/", fstype="rootfs"), mount(2, 1, "/proc")]
    assert visibility(initramfs, "process") == {1: None, 2: None}
    assert visibility([*initramfs, mount(3, 1, "/")], "entrant")[2] == Hidden(3, "covered")


def test_a_process_in_a_plain_directory_has_no_row_for_its_root() -> None:
    chroot = [mount(5, 4, "/usr"), mount(6, 4, "/usr/lib"), mount(7, 4, "/proc")]
    assert visibility(chroot, "process") == {5: None, 6: Hidden(5, "covered"), 7: None}
    assert carrier_of_root(chroot) == 4
    assert lookup(chroot, "/usr/lib", "process") is chroot[0]
    assert lookup(chroot, "/etc", "process") is None


def test_a_mount_on_a_plain_root_directory_is_not_the_root() -> None:
    """As in `chroot DIR` where a tmpfs was mounted on "/" then: mounts beside it share its missing parent."""
    chroot = [mount(5, 4, "/usr"), mount(7, 4, "/"), mount(8, 7, "/x")]
    outside = Hidden(4, "outside-root")
    assert visibility(chroot, "process") == {5: None, 7: outside, 8: outside}


def test_nothing_mounted() -> None:
    assert visibility([], "process") == {}
    assert visibility([], "entrant") == {}
    assert lookup([], "/", "process") is None
    assert carrier_of_root([]) is None


def test_mounts_that_hang_on_nothing_are_outside() -> None:
    torn = [mount(1, 0, "/"), mount(5, 77, "/a"), mount(6, 5, "/a/b"), mount(8, 9, "/c"), mount(9, 8, "/c/d")]
    outside = Hidden(1, "outside-root")
    assert visibility(torn, "process") == {1: None, 5: outside, 6: outside, 8: outside, 9: outside}


def test_the_first_of_several_roots_counts() -> None:
    assert visibility([mount(1, 0, "/"), mount(2, 90, "/")], "entrant") == {1: None, 2: Hidden(1, "outside-root")}


def test_of_two_mounts_with_one_parent_and_place_the_later_is_found() -> None:
    twice = [mount(1, 0, "/"), mount(2, 1, "/a"), mount(3, 2, "/a/x"), mount(4, 1, "/a")]
    assert visibility(twice, "process") == {1: None, 2: Hidden(4, "overmounted"), 3: Hidden(4, "covered"), 4: None}
    assert lookup(twice, "/a/x", "process") is twice[3]


def test_a_high_stack_and_a_deep_tree() -> None:
    stack = [mount(1, 0, "/"), *(mount(id, id - 1, "/a") for id in range(2, 5002))]
    verdicts = visibility(stack, "process")
    assert verdicts[5001] is None
    assert all(verdicts[id] == Hidden(id + 1, "overmounted") for id in range(2, 5001))
    deep = [mount(1, 0, "/"), *(mount(id, id - 1, "/a" * (id - 1)) for id in range(2, 2002))]
    assert set(visibility(deep, "process").values()) == {None}
    assert set(visibility([*deep, mount(9999, 1, "/")], "entrant").values()) == {
        None,
        Hidden(9999, "overmounted"),
        Hidden(9999, "covered"),
    }
