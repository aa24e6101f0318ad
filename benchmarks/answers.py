"""Measures the answers: `compare`, `why` and `predict` against the capture that they need, `holders` against fuser(1) (psmisc).

As root, by `.venv/bin/python benchmarks/answers.py`. Takes two minutes. Whole processes, run in turn in one go; what counts is the ratio of
the medians. The exit status is 1 where a bound is missed.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import PROGRAM, Row, Run, command, load, medians

LOAD = "3,000 processes, 200 namespaces, 10,000 mounts"
PATHS = ("/dev/shm", "/")
"""A file system that hardly anyone uses, and the one that everyone does."""

MOUNT_POINT = "/tmp/d0042/m21"
"""One of those that tests/lab/many-mounts.py makes, in its own mount namespace alone."""


def answers() -> Iterator[Row]:
    """Each answer and each path, under one load: many processes in many namespaces, one of which has a table of 10,000 mounts."""
    with load("many-processes.py", 3000, 200), load("many-mounts.py", 10000) as pid:
        yield from against_the_capture(pid)
        for path in PATHS:
            seen = medians({"ours": command(PROGRAM, "holders", path, "--json"), "fuser": command("fuser", "-m", path)}, 5)
            yield Row(f"`holders {path} --json`", LOAD, f"`fuser -m {path}`", seen["ours"] / seen["fuser"], 3)


def against_the_capture(pid: str) -> Iterator[Row]:
    """The commands, with the process that leads the large table on one side."""
    mounts = capture(f"api.capture_for_compare('host', {pid!r}, ('mounts',))")
    everything = capture("api.capture()")
    for words, needed in (
        (("compare", "host", pid, "--json"), mounts),
        (("compare", "host", pid, "--all"), mounts),
        (("why", MOUNT_POINT, "--in", pid, "--json"), everything),
        (("why", MOUNT_POINT, "--in", "host", "--from", pid, "--json"), everything),
        (("predict", MOUNT_POINT, "--in", pid, "--json"), everything),
        (("predict", "mount", MOUNT_POINT, "--from", pid, "--json"), everything),
        (("predict", "umount", MOUNT_POINT, "--from", pid, "--json"), everything),
    ):
        seen = medians({"ours": command(PROGRAM, *words), "capture": needed}, 5)
        said = " ".join("PID" if word == pid else word for word in words)
        against = "a whole capture" if "umount" in words else "its capture"  # it takes a smaller one, and looks at open files
        yield Row(f"`{said}`", LOAD, against, seen["ours"] / seen["capture"], 1.5)


def capture(call: str) -> Run:
    """A process that does no more than to take that snapshot, without collecting garbage, as the program."""
    return command(sys.executable, "-c", f"import gc; gc.disable(); from nsexplorer import api; {call}")


def main() -> int:
    """Print the table, a line as soon as it is there."""
    if os.geteuid() != 0 or shutil.which("fuser") is None:
        print("needs root, to make namespaces and mounts, and fuser (psmisc)", file=sys.stderr)
        return 3
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    print("| what | load | against | ratio | at most |", "|---|---|---|---|---|", sep="\n", flush=True)
    missed = False
    for row in answers():
        missed |= row.ratio > row.bound
        mark = "" if row.ratio <= row.bound else " **missed**"
        print(f"| {row.work} | {row.load} | {row.against} | {row.ratio:.2f}{mark} | {row.bound:g} |", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
