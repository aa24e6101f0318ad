"""`nsexplorer enter` beside nsenter(1): the same namespaces, root, directory and ids; statuses, refusals, and what is left."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sessions.running import PROGRAM, Person
from tests.topology import process

STATE = "for t in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$t; done; id -u; id -g; pwd; cat /proc/self/uid_map"


@pytest.fixture
def lab(person: Person) -> Iterator[str]:
    """A session that is kept, with a file that is in it alone."""
    made = person.nsexplorer(
        "unshare", "--name", "lab", "--keep", "--uts", "--hostname", "lab", "sh", "-c", "mount -t tmpfs t /mnt; echo in > /mnt/f"
    )
    assert made.returncode == 0, made.stderr
    yield "session:lab"
    assert person.nsexplorer("end", "lab", "--yes").returncode == 0


def test_a_session_is_entered_as_often_as_one_likes(person: Person, lab: str) -> None:
    for _ in range(2):
        done = person.nsexplorer(
            "enter", lab, "sh", "-c", "cat /mnt/f; id -u; hostname; echo $NSEXPLORER_SESSION $_CONTAINERS_USERNS_CONFIGURED"
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "in\n0\nlab\nlab done\n", "")


def test_statuses_and_streams_pass_through(person: Person, lab: str) -> None:
    done = person.nsexplorer("enter", lab, "sh", "-c", "cat; echo to-stderr >&2; exit 42", input="typed\n")
    assert (done.returncode, done.stdout, done.stderr) == (42, "typed\n", "to-stderr\n")
    assert person.nsexplorer("enter", lab, "no-such-program").returncode == 127
    assert person.nsexplorer("enter", "session:no", "true").returncode == 125


def test_the_printed_line_does_the_same(person: Person, lab: str) -> None:
    ours = person.nsexplorer("enter", lab, "sh", "-c", STATE.replace("pwd; ", ""))
    line = person.nsexplorer("enter", "--dry-run", lab, "sh", "-c", STATE.replace("pwd; ", ""))
    assert line.stdout.startswith("nsenter --target ")
    theirs = person.run("sh", "-c", line.stdout)
    assert ours.stdout.count("\n") == 12
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout), theirs.stderr


def test_steps_are_told_in_their_order(person: Person, lab: str) -> None:
    done = person.nsexplorer("enter", "--explain", lab, "echo", "answer")
    calls = [re.split(r"[(:]", line.removeprefix("nsexplorer: "))[0:2] for line in done.stderr.splitlines()]
    assert done.stdout == "answer\n"
    assert [call[0] for call in calls] == ["setns", "setns", "setns", "fchdir", "chdir", "setresgid"]
    assert [call[1] for call in calls[:3]] == ["user", "uts", "mnt"]


def test_what_is_left_is_named(person: Person, lab: str) -> None:
    done = person.nsexplorer("enter", lab, "sh", "-c", "sleep 1000 >/dev/null 2>&1 & exit 3")
    assert done.returncode == 3
    assert re.fullmatch(r"nsexplorer: session lab: still running: sleep \(\d+\); end it with `nsexplorer end lab`\n", done.stderr)


def test_killing_nsexplorer_ends_the_command_alone(person: Person, lab: str) -> None:
    running = person.start(*PROGRAM, "enter", lab, "sh", "-c", "echo $$; exec sleep 1000", stdout=subprocess.PIPE)
    assert running.stdout is not None
    pid = int(running.stdout.readline())
    running.kill()
    running.wait(30)
    running.stdout.close()
    for _ in range(500):
        if not os.path.exists(f"/proc/{pid}"):
            break
        subprocess.run(["sleep", "0.01"], check=True)
    assert not os.path.exists(f"/proc/{pid}")
    assert json.loads(person.nsexplorer("sessions", "--json").stdout)["sessions"][0]["name"] == "lab"


def test_a_refusal_is_predicted_with_its_rule(person: Person) -> None:
    if os.geteuid() != 0:
        pytest.skip("it takes a namespace that is somebody else's")
    with process("net") as held:
        refused = person.nsexplorer("enter", "-t", "net", held.namespace("net"), "true")
        assert refused.returncode == 125
        assert refused.stderr.startswith("nsexplorer: ")
        assert len(refused.stderr.splitlines()) == 1
        line = [*PROGRAM, "enter", "-t", "net", str(held.pid), "readlink", "/proc/self/ns/net"]
        assert subprocess.run(line, capture_output=True, text=True, env=person.environment, cwd="/").stdout.strip() == held.namespace("net")


def test_ones_own_namespaces_are_not_entered(person: Person) -> None:
    done = person.nsexplorer("enter", "self", "true")
    assert (done.returncode, done.stderr) == (
        125,
        "nsexplorer: self: all of these namespaces are your own already: there is nothing to join\n",
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="chroot(2) takes root")
def test_a_process_is_entered_with_its_root_and_directory(person: Person, tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do("tmpfs('/mnt', 'root'); os.makedirs('/mnt/etc/inside'); bind('/usr', '/mnt/etc'); os.chroot('/mnt'); os.chdir('/etc')")
        line = [*PROGRAM, "enter", str(held.pid), "/etc/bin/nsenter", "--version"]
        done = subprocess.run(line, capture_output=True, text=True, env=person.environment, cwd="/")
        assert done.returncode in (126, 127)  # the root is another: no loader is there
        explained = subprocess.run([*line[:-3], "--explain", *line[-3:]], capture_output=True, text=True, env=person.environment, cwd="/")
        assert f'fchdir("/proc/{held.pid}/root"); chroot(".")' in explained.stderr
        assert f'chdir("/proc/{held.pid}/cwd")' in explained.stderr


def test_who_to_be(person: Person, lab: str) -> None:
    def ids(who: str) -> str:
        return person.nsexplorer("enter", "--ids", who, lab, "sh", "-c", "echo $(id -u) $(id -g)").stdout.strip()

    assert ids("root") == ids("keep") == "0 0"
    assert (ids("33"), ids("33:5")) == ("33 33", "33 5")
    assert person.nsexplorer("enter", "--ids", "me", lab, "true").returncode == 125
