"""A loop device with a file system on it, for tests; gone when they end. It skips where the machine allows none."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest


class LoopDevice(NamedTuple):
    """The node of the device, and the file behind it."""

    node: str
    file: Path


@contextmanager
def loop_device(directory: Path) -> Iterator[LoopDevice]:
    """An ext4 file system in a file of 8 MB in that directory, with a loop device on it."""
    missing = [program for program in ("losetup", "mkfs.ext4") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{missing[0]} is not installed")
    file = directory / "disk.img"
    file.write_bytes(b"")
    with file.open("r+b") as image:
        image.truncate(8 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(file)], check=True)
    done = subprocess.run(["losetup", "--find", "--show", str(file)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no loop device may be made here: {done.stderr.strip()}")
    node = done.stdout.strip()
    try:
        yield LoopDevice(node, file)
    finally:
        subprocess.run(["losetup", "--detach", node], check=True)
