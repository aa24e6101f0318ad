"""Measures `holders` against fuser(1) (psmisc): as root, by `.venv/bin/python benchmarks/answers.py`. Takes a minute.

Whole processes, run in turn in one go; what counts is the ratio of the medians. The exit status is 1 where a bound is missed.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from run import PROGRAM, Row, command, load, medians

PATHS = ("/dev/shm", "/")
"""A file system that hardly anyone uses, and the one that everyone does."""


def holders() -> Iterator[Row]:
    """`holders` of a mount point among many processes, in 200 namespaces, and a table of 10,000 mounts."""
    with load("many-processes.py", 3000, 200), load("many-mounts.py", 10000):
        for path in PATHS:
            seen = medians({"ours": command(PROGRAM, "holders", path, "--json"), "fuser": command("fuser", "-m", path)}, 5)
            yield Row(f"`holders {path} --json`", "3,000 processes, 10,000 mounts", f"`fuser -m {path}`", seen["ours"] / seen["fuser"], 3)


def main() -> int:
    """Print the table, a line as soon as it is there."""
    if os.geteuid() != 0 or shutil.which("fuser") is None:
        print("needs root, to make namespaces and mounts, and fuser (psmisc)", file=sys.stderr)
        return 3
    print("| what | load | against | ratio | at most |", "|---|---|---|---|---|", sep="\n", flush=True)
    missed = False
    for row in holders():
        missed |= row.ratio > row.bound
        mark = "" if row.ratio <= row.bound else " **missed**"
        print(f"| {row.work} | {row.load} | {row.against} | {row.ratio:.2f}{mark} | {row.bound:g} |", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
