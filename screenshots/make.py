"""Makes the pictures in this folder from the running program: as root, with podman and buildah.

    .venv/bin/python screenshots/make.py

Real containers, a session of an ordinary user and a network namespace of `ip netns` are there while it looks. SVG comes from Textual
itself, PNG from cairosvg (`pip install '.[pictures]'`) with the font Fira Code (Debian: fonts-firacode).
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cairosvg

from nsexplorer import api
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.app import Explorer

HERE = Path(__file__).parent
ENGINES = HERE.parent / "tests" / "lab" / "engines.sh"
SESSION = (
    "mount -t tmpfs mine /mnt; mkdir /mnt/data; mount -t tmpfs first /mnt/data; mount -t tmpfs second /mnt/data; echo; exec sleep infinity"
)

PICTURES: Sequence[tuple[str, tuple[int, int], str | None, Sequence[str]]] = (
    ("explorer", (120, 36), "container:nslab-rootless", ()),
    ("mounts", (120, 36), "container:nslab-rootless", ("2", "l", "down", "down")),
    ("small", (80, 24), None, ()),
    ("help", (120, 36), None, ("question_mark",)),
)
"""Name, size, where it is opened, and the keys pressed."""


@contextmanager
def topology() -> Iterator[None]:
    """Something to look at; gone again afterwards."""
    subprocess.run(["bash", str(ENGINES), "up"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ip", "netns", "add", "blue"], check=True)
    session = subprocess.Popen(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-Urm", "sh", "-c", SESSION], stdout=subprocess.PIPE
    )
    assert session.stdout is not None
    session.stdout.readline()
    try:
        yield
    finally:
        session.kill()
        session.wait()
        subprocess.run(["ip", "netns", "del", "blue"], check=True)
        subprocess.run(["bash", str(ENGINES), "down"], check=True, stdout=subprocess.DEVNULL)


async def picture(snapshot: Snapshot, name: str, size: tuple[int, int], target: str | None, keys: Sequence[str]) -> None:
    """Open the explorer on what was read, press the keys, and keep what the screen shows."""
    app = Explorer(lambda: snapshot, target)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(1)
        for key in keys:
            await pilot.press(key)
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="nsexplorer")
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    cairosvg.svg2png(bytestring=svg.encode(), write_to=str(HERE / f"{name}.png"), output_width=1600)


def main() -> int:
    """Make all pictures."""
    if os.geteuid() != 0:
        print("needs root, for containers to look at", file=sys.stderr)
        return 3
    with topology():
        snapshot = replace(api.capture(), machine="host")
    for name, size, target, keys in PICTURES:
        asyncio.run(picture(snapshot, name, size, target, keys))
    return 0


if __name__ == "__main__":
    sys.exit(main())
