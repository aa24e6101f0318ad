"""What is said of a filter that fits nothing."""

import pytest

from nsexplorer.explain.filter_doubts import mount_doubts, namespace_doubts
from nsexplorer.explain.mounts import MountRow
from tests.explain.literals import mount
from tests.explain.test_filter import HERE, USERS


@pytest.mark.parametrize("text", ["", "!", "type:net", "pinned noproc", "!type:uts web", "container:web user:alice", "mnt:[4026532001]"])
def test_nothing_is_said_where_each_word_fits_something(text: str) -> None:
    assert namespace_doubts(HERE, text, USERS.get) == ()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("kind:net", "kind: is no field of a namespace; there are type:, user:, container:."),
        ("!kind:net", "kind: is no field of a namespace"),
        ("type:nets", "nets is no type of namespace; there are cgroup, ipc, mnt"),
        ("type:", "type: is not finished"),
        ("user:bob", "No user is known here as bob: try the number, as in user:1000."),
        ("user:7", "User 7 has no namespace here."),
        ("container:db", "No container here is called db."),
        ("pined", "No namespace here has pined in its names. Did you mean pinned?"),
    ],
)
def test_a_word_that_fits_nothing_is_told_with_the_reason(text: str, start: str) -> None:
    (sentence,) = namespace_doubts(HERE, text, USERS.get)
    assert sentence.startswith(start)


def test_a_negated_name_that_nothing_has_is_no_doubt() -> None:
    assert namespace_doubts(HERE, "!nothing-is-called-so") == ()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("fstype:tmpfs", "fstype: is no field of a mount; there are fs:, prop:, opt:."),
        ("fs:xfs", "No mount here is of the type xfs."),
        ("prop:sharde", "sharde is no propagation; there are shared"),
        ("prop:slave", "Nothing here has the propagation slave."),
        ("opt:ro", "No mount here has the option ro."),
        ("hiden", "No mount here has hiden in its names. Did you mean hidden?"),
        ("hidden", "No mount here is hidden."),
    ],
)
def test_mounts_have_doubts_of_their_own(text: str, start: str) -> None:
    (sentence,) = mount_doubts([MountRow(mount(1, 0, "/"), "/", True, None, None, ())], text)
    assert sentence.startswith(start)
