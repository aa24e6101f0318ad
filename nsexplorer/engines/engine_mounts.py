"""Mounting a container for writing by its own engine: its counts and locks stay right, and it commits what is written."""

import subprocess

SECONDS = 60.0


class EngineFailed(Exception):
    """The engine's program did not do it; the text is what it said."""


def mount_by_engine(engine: str, container: str) -> str:
    """The path at which `podman mount` or `buildah mount` has the container. Raises EngineFailed."""
    return _run([engine, "mount", container])


def unmount_by_engine(engine: str, container: str) -> None:
    """Give one count back. Raises EngineFailed."""
    _run([engine, "umount", container])


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, cwd="/", check=False)
    except OSError as error:
        raise EngineFailed(f"{command[0]}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise EngineFailed(f"{' '.join(command)}: no end after {SECONDS:.0f} s") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise EngineFailed(f"{' '.join(command)}: {said[-1] if said else f'it ended with status {done.returncode}'}")
    return done.stdout.decode("utf-8", "surrogateescape").strip()
