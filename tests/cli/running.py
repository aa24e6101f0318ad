"""Running nsexplorer as a program."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.topology import CHECKOUT

PROGRAM = [sys.executable, "-m", "nsexplorer"]


def environment(**changes: str) -> dict[str, str]:
    """What a person's shell hands down, with nothing that tells of the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", **changes}


def nsexplorer(*words: str, env: dict[str, str] | None = None, cwd: str | Path = "/", **options: Any) -> "subprocess.CompletedProcess[str]":
    """A run of `nsexplorer WORDS`, without a terminal: its status and what it printed."""
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(
        [*PROGRAM, *words],
        env=env or environment(),
        cwd=cwd,
        text=True,
        capture_output=True,
        timeout=60,
        **options,
    )
