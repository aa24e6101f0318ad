"""Running commands as somebody, and finding what is left of them."""

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from pwd import struct_passwd
from typing import Any

from tests.topology import credentials

PROGRAM = [sys.executable, "-m", "nsexplorer"]


@dataclass(frozen=True)
class Person:
    """A user with an environment, by which its processes are known wherever they go."""

    user: struct_passwd
    environment: dict[str, str]
    base: Path

    @property
    def program(self) -> str:
        """How a shell in a session calls nsexplorer."""
        return shlex.join(PROGRAM)

    @property
    def records(self) -> list[str]:
        """The files in the directory of records."""
        place = self.base / "run" / "nsexplorer"
        return sorted(os.listdir(place)) if place.exists() else []

    def start(self, *command: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a command as this user."""
        env = {**self.environment, **options.pop("env", {})}
        options = {"stdin": subprocess.DEVNULL, "cwd": "/", "text": True, **credentials(self.user), **options}
        return subprocess.Popen(command, env=env, **options)

    def run(self, *command: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run a command as this user: its status and what it printed."""
        typed = options.pop("input", None)
        if typed is not None:
            options["stdin"] = subprocess.PIPE
        with self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as running:
            out, err = running.communicate(typed, timeout=60)
        return subprocess.CompletedProcess(command, running.returncode, out, err)

    def nsexplorer(self, *words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run nsexplorer as this user."""
        return self.run(*PROGRAM, *words, **options)

    def processes(self) -> list[int]:
        """The processes that have this user's environment of the test."""
        mark = f"NSEXPLORER_TEST={self.base}".encode()
        found = []
        for name in os.listdir("/proc"):
            try:
                if name.isdigit() and mark in Path(f"/proc/{name}/environ").read_bytes().split(b"\0"):
                    found.append(int(name))
            except OSError:
                continue
        return found
