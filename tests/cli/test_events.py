"""`nsexplorer events` on real namespaces: what it prints, and how it ends."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pwd import struct_passwd

import pytest

from tests.cli.running import PROGRAM, environment
from tests.topology import Process, credentials, process


@contextmanager
def events(*words: str, user: struct_passwd | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A run of `nsexplorer events`, once it watches."""
    running = subprocess.Popen(
        [*PROGRAM, "events", *words],
        env=environment(),
        cwd="/",
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **credentials(user),
    )
    assert running.stdout is not None and running.stderr is not None
    try:
        if "--json" not in words:
            assert running.stderr.readline().startswith("nsexplorer: watching ")
        yield running
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
        running.stderr.close()


def end(held: Process) -> None:
    """End that process alone: its `end` ends all that was started after it."""
    held.running.kill()
    held.running.wait()


def test_lines_until_the_target_is_gone(leftovers: None) -> None:
    with process("mnt") as held, events(str(held.pid)) as running:
        assert running.stdout is not None and running.stderr is not None
        held.do("mount('nsx-events', '/mnt', 'tmpfs')")
        line = running.stdout.readline()
        assert f" + /mnt mounted in {held.namespace('mnt')}: tmpfs from nsx-events, " in line
        held.do("umount('/mnt')")
        assert " - /mnt unmounted in " in running.stdout.readline()
        pid = held.pid
        end(held)
        assert f"process {pid} " in running.stdout.read()
        assert running.wait(60) == 0
        assert running.stderr.read().endswith(f"nsexplorer: events: {pid} is gone\n")


def test_a_document_a_line_until_its_namespace_is_gone(leftovers: None) -> None:
    with process("mnt", "net") as held, events(held.namespace("mnt"), "--json") as running:
        assert running.stdout is not None
        first = json.loads(running.stdout.readline())
        assert (first["schema"], first["command"], first["event"]) == ("nsexplorer/1", "events", "watching")
        assert set(first["told"]) == {"mount_namespaces", "marked", "polled", "processes", "interval"}
        held.do("mount('nsx-events', '/mnt', 'tmpfs')")
        made = json.loads(running.stdout.readline())
        assert (made["event"], made["namespace"], made["mount"]["source"]) == ("mount-made", held.namespace("mnt"), "nsx-events")
        assert made["by"] is None and made["unreadable"]["by"]
        namespace = held.namespace("mnt")
        end(held)
        rest = [json.loads(line) for line in running.stdout.read().splitlines()]
        assert ("namespace-gone", namespace) in [(each["event"], each["namespace"]) for each in rest]
        assert "mount-gone" not in [each["event"] for each in rest]
        assert running.wait(60) == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_it_without_a_word(number: signal.Signals, status: int, leftovers: None) -> None:
    with events() as running:
        assert running.stderr is not None
        running.send_signal(number)
        assert running.wait(60) == status
        assert "Traceback" not in running.stderr.read()


def test_it_ends_when_nobody_reads_it_any_more(leftovers: None) -> None:
    """At once, not with the next event: on a quiet machine that may never come."""
    with process("mnt") as held, events(str(held.pid)) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.wait(60) == 0


def test_an_unknown_target_is_refused() -> None:
    done = subprocess.run([*PROGRAM, "events", "container:no-such"], env=environment(), cwd="/", capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stdout == ""


def test_an_ordinary_user_is_told_what_is_only_looked_at(ordinary_user: struct_passwd, leftovers: None) -> None:
    with process("mnt", user=ordinary_user) as held, events(str(held.pid), user=ordinary_user) as running:
        assert running.stdout is not None
        held.do("mount('nsx-events', '/mnt', 'tmpfs')")
        assert " + /mnt mounted in " in running.stdout.readline()
