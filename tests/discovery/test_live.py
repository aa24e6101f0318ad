"""A watch of real namespaces: what it sees, and that it keeps nothing alive, whatever the kernel tells by itself."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer import api
from nsexplorer.discovery.pace import APART, LONGEST, SWEEP, Pace, Told
from nsexplorer.explain.events.event import Event
from nsexplorer.model.snapshot import Snapshot
from tests.kernel import needs_root
from tests.topology import CHECKOUT, credentials, process

PATIENCE = 30
SWITCHED_OFF = ("", "fanotify", "fanotify,process_events", "fanotify,mountinfo_poll,process_events")


class Watching:
    """A watch in a thread of its own, and what it has seen."""

    def __init__(self) -> None:
        self.watch = api.watch()
        self.snapshots: list[Snapshot] = []
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        for snapshot in self.watch.snapshots():
            with self.changed:
                self.snapshots.append(snapshot)
                self.changed.notify_all()

    def wait_for(self, kind: str, text: str) -> Event:
        """The event of that kind that has this text in its mount, namespace or process."""
        end = time.monotonic() + PATIENCE
        with self.changed:
            while time.monotonic() < end:
                for event in self.events():
                    if event.event == kind and text in repr((event.mount, event.mount_before, event.namespace, event.process)):
                        return event
                self.changed.wait(1)
        raise AssertionError(f"no {kind} of {text} in {len(self.snapshots)} looks")

    def events(self) -> list[Event]:
        pairs = zip(self.snapshots, self.snapshots[1:], strict=False)
        return [event for before, after in pairs for event in api.events(before, after)]


@contextmanager
def watching() -> Iterator[Watching]:
    found = Watching()
    found.thread.start()
    try:
        with found.changed:
            assert found.changed.wait_for(lambda: found.snapshots, PATIENCE)
        yield found
    finally:
        found.watch.end()
        found.thread.join()
        found.watch.close()


@pytest.fixture(params=SWITCHED_OFF, ids=["all", "no fanotify", "mountinfo only", "nothing told"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What counts as missing in this run."""
    monkeypatch.setenv("NSEXPLORER_WITHOUT", request.param)
    return str(request.param)


def test_mounts_made_changed_moved_and_gone(told: str) -> None:
    with process("mnt") as held, watching() as seen:
        namespace = held.namespace("mnt")
        held.do("tmpfs('/mnt')")
        held.do("os.mkdir('/mnt/a') or os.mkdir('/mnt/b') or mount('nsx-live', '/mnt/a', 'tmpfs')")
        made = seen.wait_for("mount-made", "source='nsx-live'")
        assert made.namespace == namespace
        held.do("mount('none', '/mnt/a', flags=REMOUNT | BIND | RDONLY)")
        assert seen.wait_for("mount-changed", "source='nsx-live'").changes["options"] == ("rw", "ro")
        held.do("mount('/mnt/a', '/mnt/b', flags=MOVE)")
        assert seen.wait_for("mount-moved", "source='nsx-live'").changes == {"target": ("/mnt/a", "/mnt/b")}
        held.do("mount('none', '/mnt/b', flags=SHARED)")
        assert _sees(seen, "propagation") == ("private", "shared")
        held.do("umount('/mnt/b')")
        assert seen.wait_for("mount-gone", "source='nsx-live'").namespace == namespace


def _sees(seen: Watching, field: str) -> tuple[str | None, str | None]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for event in seen.events():
            if event.event == "mount-changed" and field in event.changes and event.mount and event.mount.source == "nsx-live":
                return event.changes[field]
        time.sleep(0.05)
    raise AssertionError(field)


def test_namespaces_and_processes_come_and_go(told: str) -> None:
    with watching() as seen:
        with process("net", "mnt") as held:
            names = held.namespace("net"), held.namespace("mnt")
            for name in names:
                seen.wait_for("namespace-appeared", name)
            seen.wait_for("process-started", f"pid={held.pid},")
            held.do("unshare('uts')")
            assert seen.wait_for("process-entered", f"pid={held.pid},").changes["uts"][1] == held.namespace("uts")
        for name in names:
            seen.wait_for("namespace-gone", name)
        seen.wait_for("process-ended", f"pid={held.pid},")


@needs_root
def test_a_watch_keeps_neither_a_namespace_alive_nor_a_mount_busy(told: str, tmp_path: Path) -> None:
    """The superblock of a mount in a namespace that ended is gone at once, and one that is watched can be unmounted."""
    image = tmp_path / "mount"
    image.mkdir()
    with watching() as seen:
        with process("mnt") as held:
            held.do(f"mount('nsx-busy', {str(image)!r}, 'tmpfs')")
            seen.wait_for("namespace-appeared", held.namespace("mnt"))
            held.do(f"umount({str(image)!r})")  # EBUSY, were it kept
            held.do(f"mount('nsx-busy', {str(image)!r}, 'tmpfs')")
            name = held.namespace("mnt")
        seen.wait_for("namespace-gone", name)
        links = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")]
        assert not [link for link in links if link.startswith("mnt:[") or link == f"/proc/{held.pid}/mountinfo"]


def test_looking_can_be_paused(told: str) -> None:
    with process("mnt") as held, watching() as seen:
        seen.watch.pause(True)
        time.sleep(APART)
        before = len(seen.snapshots)
        held.do("mount('nsx-paused', '/mnt', 'tmpfs')")
        time.sleep(2 * APART)
        assert len(seen.snapshots) == before
        seen.watch.look_now()
        seen.wait_for("mount-made", "nsx-paused")
        held.do("umount('/mnt')")
        seen.watch.pause(False)
        seen.wait_for("mount-gone", "nsx-paused")


def test_an_ordinary_user_sees_mounts_in_namespaces_of_others(ordinary_user: struct_passwd) -> None:
    """Their mountinfo can be polled by anyone; fanotify and their links are refused."""
    code = """
import sys
from nsexplorer import api
watch, before = api.watch(), None
for snapshot in watch.snapshots():
    if before is None:
        print('ready', flush=True)
        sys.stdin.readline()
    elif any(e.mount and e.mount.source == 'nsx-user' for e in api.events(before, snapshot)):
        print(watch.listening.marked, watch.listening.polled > 0)
        break
    before = snapshot
"""
    with process("mnt") as held:
        child = subprocess.Popen(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **credentials(ordinary_user),
        )
        assert child.stdin is not None and child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("\n")
        child.stdin.flush()
        held.do("mount('nsx-user', '/mnt', 'tmpfs')")
        assert child.stdout.readline() == "0 True\n"
        child.communicate()


def test_a_burst_is_a_few_looks() -> None:
    """The times of looks are those of the pace, however much is told between them."""
    pace = Pace()
    pace.looked(0.0)
    looked = time.monotonic()
    for _ in range(1000):
        pace.tell(Told.MOUNT)
    assert pace.next - looked >= APART - 0.01
    assert 1 / APART <= 2
    pace.looked(1.0)
    assert SWEEP < pace.next - time.monotonic() <= LONGEST
