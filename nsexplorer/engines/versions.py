"""Which version of an engine is installed: asked by its own `--version`, which looks at no store and no daemon."""

import re
import subprocess

DEADLINE = 5.0
"""Seconds that it may take."""


def version(path: str) -> str | None:
    """The version of the program at that path; None where it does not tell."""
    try:
        done = subprocess.run(
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE, cwd="/", start_new_session=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb"\d+(?:\.\d+)+[0-9A-Za-z.+~-]*", done.stdout)
    return found.group().decode("ascii") if found else None
