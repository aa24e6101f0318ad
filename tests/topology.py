"""Real processes in real namespaces for tests: each does what it is told, and is gone with all its children when the test ends."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from pwd import struct_passwd
from typing import Any

from nsexplorer.model.saved import load
from nsexplorer.model.snapshot import Snapshot

CHECKOUT = Path(__file__).resolve().parents[1]
HOLD = CHECKOUT / "tests" / "lab" / "hold.py"
PR_SET_CHILD_SUBREAPER = 36

CAPTURE = "from nsexplorer.api import capture; from nsexplorer.model.saved import save; print(save(capture()))"
"""Python code that prints a snapshot, to be run as somebody else or somewhere else."""


class Refused(Exception):
    """What a process was told to do failed there."""


class Process:
    """A process that sleeps between the statements that it is told to run; they may use all of `lab/hold.py`."""

    def __init__(self, command: list[str], user: struct_passwd | None) -> None:
        self.others = set(children())
        self.running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/", **credentials(user))
        self.pid = self.running.pid
        self._answer()

    def do(self, statement: str) -> Any:
        """Run a statement there; the value, where it is an expression. Raises Refused."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(statement) + "\n")
        self.running.stdin.flush()
        return self._answer()

    def fork(self, statement: str = "None") -> int:
        """A child of it that runs the statement, then sleeps: its pid as the process itself sees it."""
        return int(self.do(f"fork({statement!r})"))

    def thread(self, statement: str) -> int:
        """A thread of it that runs the statement, then sleeps: its id."""
        return int(self.do(f"thread({statement!r})"))

    def _answer(self) -> Any:
        assert self.running.stdout is not None
        line = self.running.stdout.readline()
        if not line:
            raise Refused(f"process {self.pid} is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["value"]

    def namespace(self, kind: str) -> str:
        """The kernel's text for one of its namespaces; `net` as well as `pid_for_children`."""
        return os.readlink(f"/proc/{self.pid}/ns/{kind}")

    def end(self) -> None:
        """End the process and wait until all below it are gone, which come to this one when their parents end.

        Of several processes the last one started ends first.
        """
        self.running.kill()
        self.running.wait()
        while ending := set(children()) - self.others:
            for pid in ending:  # in turn: the first of a pid namespace only ends when all others there have been waited for
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.001)
        for pipe in (self.running.stdin, self.running.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def process(*kinds: str, user: struct_passwd | None = None) -> Iterator[Process]:
    """A process in new namespaces of these kinds, its mounts private. `user` starts it, else who runs the tests.

    An ordinary user's is root of a new user namespace, so that it may do what the tests tell it.
    """
    with bystander(user) as held:
        if "user" not in kinds and (os.geteuid() != 0 or user is not None):
            kinds = ("user", *kinds)
        if kinds:
            held.do(f"unshare(*{kinds!r})")
        if "mnt" in kinds:
            held.do("mount('none', '/', flags=REC | PRIVATE)")
        yield held


@contextmanager
def bystander(user: struct_passwd | None = None) -> Iterator[Process]:
    """A process in our own namespaces, started by `user`, else by who runs the tests."""
    command = [sys.executable, "-I", "-S", str(HOLD)]
    held = Process(command, user)
    try:
        yield held
    finally:
        held.end()


def credentials(user: struct_passwd | None) -> dict[str, Any]:
    """The arguments that make subprocess start a program as this user."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [user.pw_gid]}


def run(code: str, *, before: Sequence[str] = (), user: struct_passwd | None = None, without: str = "") -> str:
    """What this Python code prints, run by the command line `before` (as `unshare -m`) and as `user`. Fails where it fails."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", "NSEXPLORER_WITHOUT": without}
    command = [*before, sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd="/", text=True, capture_output=True, timeout=120, **credentials(user))
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return str(done.stdout)


def capture_elsewhere(*, before: Sequence[str] = (), user: struct_passwd | None = None, without: str = "") -> Snapshot:
    """A snapshot taken by a process of its own: see `run`."""
    return load(run(CAPTURE, before=before, user=user, without=without))


def wait_until_asleep(*pids: int) -> None:
    """Wait until these processes sleep, so that nothing changes of them by itself."""
    while any(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S" for pid in pids):
        time.sleep(0.001)


def descendants(pid: int) -> list[int]:
    """The processes below a process, deepest first."""
    found: list[int] = []
    for child in children(pid):
        found += [*descendants(child), child]
    return found


def children(pid: int | str = "self") -> list[int]:
    """The children of a process (CONFIG_PROC_CHILDREN)."""
    found: list[int] = []
    try:
        for tid in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{tid}/children").read_text().split())
    except FileNotFoundError:
        pass  # it ended meanwhile
    return found


def adopt_orphans() -> None:
    """Have processes whose parent ends become children of this one (prctl(2)), so that none can be left unseen."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("prctl: PR_SET_CHILD_SUBREAPER")
