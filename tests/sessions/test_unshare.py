"""`nsexplorer unshare` beside `buildah unshare`: the same ids, environment, capabilities, propagation, streams and statuses."""

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.sessions.running import PROGRAM, Person

STATE = """
cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups
grep -E '^(Cap|Groups|NoNewPrivs|Seccomp|SigBlk|SigIgn)' /proc/self/status
sed 's/^[^/]*//; s/ - .*//' /proc/self/mountinfo | grep -v '^/:' | sort
for type in cgroup ipc net pid time uts; do readlink /proc/self/ns/$type; done
pwd; umask; ulimit -n
"""


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def test_the_state_is_that_of_buildah(person: Person) -> None:
    needs("buildah")
    ours = person.nsexplorer("unshare", "sh", "-c", STATE)
    theirs = person.run("buildah", "unshare", "sh", "-c", STATE)
    assert (ours.returncode, ours.stderr) == (0, "")
    assert re.sub(r"(master|shared):\d+", r"\1", ours.stdout) == re.sub(r"(master|shared):\d+", r"\1", theirs.stdout)


def test_the_environment_is_that_of_buildah(person: Person) -> None:
    needs("buildah")
    for more in ({}, {"TMPDIR": "/tmp", "BUILDAH_ISOLATION": "chroot"}):
        ours = set(person.nsexplorer("unshare", "env", env=more).stdout.splitlines())
        theirs = set(person.run("buildah", "unshare", "env", env=more).stdout.splitlines())
        assert not theirs - ours
        assert {line.partition("=")[0] for line in ours - theirs} == {"NSEXPLORER_SESSION", "NSEXPLORER_RUNTIME_DIR"}


def test_streams_and_statuses_pass_through(person: Person) -> None:
    done = person.nsexplorer("unshare", "sh", "-c", "cat; echo to-stderr >&2; exit 42", input="typed\n")
    assert (done.returncode, done.stdout, done.stderr) == (42, "typed\n", "to-stderr\n")
    assert person.nsexplorer("unshare", "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM
    missing = person.nsexplorer("unshare", "no-such-program")
    assert (missing.returncode, missing.stderr) == (127, "nsexplorer: no-such-program: not found\n")
    unfit = person.nsexplorer("unshare", "/etc/passwd")
    assert (unfit.returncode, unfit.stderr) == (126, "nsexplorer: /etc/passwd: Permission denied\n")
    wrong = person.nsexplorer("unshare", "--no-such-option", "true")
    assert wrong.returncode == 125 and len(wrong.stderr.splitlines()) == 1
    assert person.records == []


def test_options_end_at_the_first_word_of_the_command(person: Person) -> None:
    done = person.nsexplorer("unshare", "--map", "root", "echo", "--pid", "-x", "--", "--help")
    assert done.stdout == "--pid -x -- --help\n"
    assert person.nsexplorer("unshare", "--", "echo", "--pid").stdout == "--pid\n"


def test_inherited_descriptors_reach_the_command(person: Person) -> None:
    line = f"{' '.join(PROGRAM)} unshare cat <(echo substituted)"
    assert person.run("bash", "-c", line).stdout == "substituted\n"
    listing = person.nsexplorer("unshare", "sh", "-c", "ls /proc/self/fd | wc -l")
    assert listing.stdout.strip() == person.run("sh", "-c", "ls /proc/self/fd | wc -l").stdout.strip()


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--map", "root"],
        ["--map", "keep-id"],
        ["--pid"],
        ["--net", "--uts", "--hostname", "lab"],
        ["--ipc", "--cgroup"],
        ["--time", "86400"],
    ],
    ids=lambda options: " ".join(options) or "plain",
)
def test_the_printed_lines_do_the_same(person: Person, options: list[str]) -> None:
    state = (
        "cat /proc/self/uid_map /proc/self/gid_map; id -u; grep CapEff /proc/self/status; hostname; cat /proc/self/timens_offsets; "
        "cat /proc/net/dev | wc -l; ls /proc | grep -c '^[0-9]'; exit 5"
    )
    command = ["sh", "-c", state if "--pid" in options else state.replace("ls /proc", "true")]
    ours = person.nsexplorer("unshare", *options, *command)
    lines = person.nsexplorer("unshare", *options, "--dry-run", *command)
    theirs = person.run("bash", "-c", lines.stdout)
    assert lines.returncode == 0
    assert ours.stdout.count("\n") >= 5
    if "--pid" in options:  # ours has an init beside
        ours.stdout = re.sub(r"\d+\n\Z", "", ours.stdout)
        theirs.stdout = re.sub(r"\d+\n\Z", "", theirs.stdout)
    assert (ours.returncode, ours.stdout) == (5, theirs.stdout) == (theirs.returncode, theirs.stdout), theirs.stderr


def test_explain_tells_the_calls_in_their_order(person: Person) -> None:
    done = person.nsexplorer("unshare", "--explain", "echo", "answer")
    calls = [line.removeprefix("nsexplorer: ").split("  # ")[0] for line in done.stderr.splitlines()]
    assert done.stdout == "answer\n"
    programs = [re.split(r"[( ]", call)[0].rpartition("/")[2] for call in calls]
    assert programs == ["unshare", "newgidmap", "newuidmap", "setresgid", "unshare"]
    assert calls[0] == "unshare(CLONE_NEWUSER)" and calls[-1] == "unshare(CLONE_NEWNS)"


def test_without_subordinate_ids_it_says_what_will_not_work(person: Person) -> None:
    hidden = "mount --bind /dev/null /etc/subuid; mount --bind /dev/null /etc/subgid"
    become = f"exec setpriv --reuid {person.user.pw_uid} --regid {person.user.pw_gid} --clear-groups"
    command = ["unshare", "-m", "sh", "-c", f"{hidden}; {become} {' '.join(PROGRAM)} unshare cat /proc/self/uid_map"]
    alone = subprocess.run(command, env=person.environment, cwd="/", capture_output=True, text=True, timeout=60)
    assert alone.returncode == 0 and alone.stdout.split() == ["0", str(person.user.pw_uid), "1"]
    assert "/etc/subuid has no line for" in alone.stderr and "EINVAL" in alone.stderr


def test_what_is_left_is_named_once_and_lives_on(person: Person) -> None:
    done = person.nsexplorer("unshare", "sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!; exit 3")
    pid = int(done.stdout)
    assert done.returncode == 3
    assert done.stderr == f"nsexplorer: session s1: still running: sleep ({pid}); end it with `nsexplorer end s1`\n"
    assert Path(f"/proc/{pid}/comm").read_text() == "sleep\n"
    assert person.records == ["s1.json"]
    subprocess.run(["kill", str(pid)], check=True)
    wait_for(lambda: not person.processes())
    assert person.nsexplorer("unshare", "true").returncode == 0
    assert person.records == []


def test_a_pid_namespace_ends_with_its_command(person: Person) -> None:
    done = person.nsexplorer("unshare", "--pid", "sh", "-c", "sleep 1000 >/dev/null 2>&1 & cat /proc/1/comm; ls /proc | grep -c '^[0-9]'")
    assert done.returncode == 0 and done.stderr == ""
    assert person.processes() == []


TREE = "sleep 1000 & setsid sh -c 'sleep 1001 & sleep 1002' & sh -c 'sleep 1003; true' & echo ready; sleep 1004; true"


@pytest.mark.parametrize("options", [[], ["--pid"], ["--time", "5"]], ids=lambda options: " ".join(options) or "plain")
@pytest.mark.parametrize("victim", [0, 1])
def test_killing_nsexplorer_ends_everything(person: Person, options: list[str], victim: int) -> None:
    running = person.start(*PROGRAM, "unshare", *options, "sh", "-c", TREE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert running.stdout is not None and running.stdout.readline() == "ready\n"
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    assert len(children) == 1
    subprocess.run(["kill", "-9", str(running.pid) if victim == 0 else children[0]], check=True)
    running.wait(30)
    running.stdout.close()
    wait_for(lambda: not person.processes())
    assert person.records == []


def test_a_signal_is_passed_on_and_the_command_decides(person: Person) -> None:
    script = "trap 'echo got; exit 9' TERM; echo ready; while :; do sleep 0.05; done"
    running = person.start(*PROGRAM, "unshare", "sh", "-c", script, stdout=subprocess.PIPE)
    assert running.stdout is not None and running.stdout.readline() == "ready\n"
    running.terminate()
    assert running.stdout.readline() == "got\n"
    assert running.wait(30) == 9
    running.stdout.close()


def wait_for(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
