"""Mounts told by fanotify: what it hears, and that it keeps nothing alive."""

import os
import select
from collections.abc import Iterator

import pytest

from nsexplorer.linux.fanotify import MountEvents
from tests.kernel import needs_root
from tests.topology import Process, process

pytestmark = needs_root


@pytest.fixture
def marked(leftovers: None) -> Iterator[tuple[Process, MountEvents]]:
    """A process in a mount namespace of its own, and marks on that."""
    with process("mnt") as held:
        try:
            group = MountEvents()
        except OSError as error:
            pytest.skip(f"fanotify on mount namespaces needs Linux 6.15: {error}")
        fd = os.open(f"/proc/{held.pid}/ns/mnt", os.O_RDONLY)
        try:
            group.add(fd)
            yield held, group
        finally:
            os.close(fd)
            group.close()


def test_mounts_are_told_and_remounts_are_not(marked: tuple[Process, MountEvents]) -> None:
    held, group = marked
    assert not group.drain()
    held.do("tmpfs('/mnt')")
    assert group.drain()
    assert not group.drain()
    held.do("mount('none', '/mnt', flags=REMOUNT | BIND | RDONLY)")
    assert not group.drain()
    held.do("umount('/mnt')")
    assert group.drain()


def test_the_end_of_a_marked_namespace_is_told(leftovers: None) -> None:
    try:
        group = MountEvents()
    except OSError as error:
        pytest.skip(f"fanotify on mount namespaces needs Linux 6.15: {error}")
    try:
        with process("mnt") as held:
            fd = os.open(f"/proc/{held.pid}/ns/mnt", os.O_RDONLY)
            group.add(fd)
            os.close(fd)
        poll = select.poll()
        poll.register(group, select.POLLIN)
        assert poll.poll(10000), "the mark keeps the namespace alive"
        assert group.drain()
    finally:
        group.close()


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSEXPLORER_WITHOUT", "fanotify")
    with pytest.raises(OSError, match="switched off"):
        MountEvents()
