"""Namespaces asked by ioctl_ns(2): what they are, whose, and what they lie in."""

import os
from itertools import pairwise

import pytest

from nsexplorer.linux import nsfs
from nsexplorer.model.namespace import NAMESPACE_TYPES
from tests.kernel import needs_nsid, needs_root, needs_statmount
from tests.topology import Process, process, run


def asked(held: Process, kind: str) -> list[nsfs.Facts]:
    fd = os.open(f"/proc/{held.pid}/ns/{kind}", os.O_RDONLY)
    try:
        return nsfs.climb(fd)
    finally:
        os.close(fd)


def inode(link: str) -> int:
    return int(link.partition(":[")[2][:-1])


@pytest.mark.parametrize("kind", NAMESPACE_TYPES)
def test_each_type_is_owned_by_the_user_namespace_it_was_made_in(kind: str) -> None:
    with process("user") as held:
        if kind != "user":
            held.do(f"unshare({kind!r})")
        # A new pid or time namespace takes its maker's children; there is none of a pid namespace before the first
        child = held.fork() if kind in ("pid", "time") else held.pid
        fd = os.open(f"/proc/{child}/ns/{kind}", os.O_RDONLY)
        try:
            facts, *above = nsfs.climb(fd)
        finally:
            os.close(fd)
        assert (facts.type, facts.inode) == (kind, inode(os.readlink(f"/proc/{child}/ns/{kind}")))
        assert facts.owner == inode(os.readlink("/proc/self/ns/user") if kind == "user" else held.namespace("user"))
        assert facts.creator_uid == (os.geteuid() if kind == "user" else None)
        assert {(entry.type, entry.inode) for entry in above} >= {("user", facts.owner)}


def test_only_pid_and_user_namespaces_have_a_parent() -> None:
    with process("user", "mnt", "net", "pid") as held:
        child = held.fork()
        for kind, parent in (("mnt", None), ("net", None), ("user", inode(os.readlink("/proc/self/ns/user")))):
            assert asked(held, kind)[0].parent == parent
        fd = os.open(f"/proc/{child}/ns/pid", os.O_RDONLY)
        assert nsfs.climb(fd)[0].parent == inode(os.readlink("/proc/self/ns/pid"))
        os.close(fd)


def test_ancestors_without_a_process_are_climbed_to() -> None:
    with process("user") as held:
        middle = inode(held.namespace("user"))
        held.do("unshare('user')")
        innermost, parent, *above = asked(held, "user")
        assert (innermost.parent, innermost.owner) == (middle, middle)
        assert parent.inode == middle and parent.parent == inode(os.readlink("/proc/self/ns/user"))
        assert above[0].inode == parent.parent


def test_a_long_chain_is_climbed_to_its_end() -> None:
    with process("user") as held:
        for _ in range(28):  # user_namespaces(7): at most 32 levels
            held.do("unshare('user')")
        chain = asked(held, "user")
        assert len(chain) >= 30
        assert all(below.parent == above.inode for below, above in pairwise(chain))


def test_the_top_of_the_own_view_has_nothing_above() -> None:
    fd = os.open("/proc/self/ns/user", os.O_RDONLY)
    facts = nsfs.climb(fd)[-1]
    os.close(fd)
    assert facts.outside == ("owner", "parent") and facts.owner is facts.parent is None


ASK_NET = "import os; from nsexplorer.linux import nsfs; print(nsfs.climb(os.open('/proc/self/ns/net', 0))[0].outside)"


def test_what_lies_outside_of_the_own_namespaces_is_said_to() -> None:
    """Asked from inside a user namespace, the owner of the host's network namespace is not told, to anybody."""
    with process("user") as held:
        inside = ["nsenter", "-t", str(held.pid), "-U", "--preserve-credentials"]
        assert run(ASK_NET, before=inside).strip() == "('owner',)"


@needs_nsid
def test_ids_that_are_never_reused(monkeypatch: pytest.MonkeyPatch) -> None:
    with process("mnt", "net") as held:
        for kind in ("mnt", "net"):
            assert asked(held, kind)[0].nsid == held.do(f"nsid('/proc/self/ns/{kind}')")
            monkeypatch.setenv("NSEXPLORER_WITHOUT", "nsid")
            assert asked(held, kind)[0].nsid is None
            monkeypatch.delenv("NSEXPLORER_WITHOUT")


@needs_statmount
def test_the_id_of_a_mount_namespace_is_told_by_an_older_call_too() -> None:
    with process("mnt") as held:
        fd = os.open(f"/proc/{held.pid}/ns/mnt", os.O_RDONLY)
        assert nsfs.nsid(fd, "mnt") == held.do("struct.unpack('=Q', fcntl.ioctl(os.open('/proc/self/ns/mnt', 0), 0x8008B705, bytes(8)))[0]")
        os.close(fd)


def test_a_file_that_is_no_namespace_is_an_error() -> None:
    fd = os.open("/dev/null", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="ioctl"):
            nsfs.climb(fd)
    finally:
        os.close(fd)


@needs_root
@needs_statmount
def test_stepping_visits_every_mount_namespace() -> None:
    with process("mnt") as one, process("mnt") as other:
        seen = []
        here = os.open("/proc/self/ns/mnt", os.O_RDONLY)
        while (before := nsfs.step(here, nsfs.NS_MNT_GET_PREV)) is not None:
            os.close(here)
            here = before
        while True:
            seen.append(os.fstat(here).st_ino)
            after = nsfs.step(here, nsfs.NS_MNT_GET_NEXT)
            os.close(here)
            if after is None:
                break
            here = after
        assert {inode(one.namespace("mnt")), inode(other.namespace("mnt")), inode(os.readlink("/proc/self/ns/mnt"))} <= set(seen)
        assert len(seen) == len(set(seen))
