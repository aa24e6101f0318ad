"""Makes the pictures in this folder from the running program: as root, with podman and buildah.

    .venv/bin/python screenshots/make.py

Real containers, a session of an ordinary user and a network namespace of `ip netns` are there while it looks. SVG comes from Textual
itself, PNG from cairosvg (`pip install '.[pictures]'`) with the font DejaVu Sans Mono (Debian: fonts-dejavu-core).
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cairosvg

from nsexplorer import api
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.app import Explorer
from nsexplorer.tui.widgets.lines import Lines

HERE = Path(__file__).parent
ENGINES = HERE.parent / "tests" / "lab" / "engines.sh"
SESSION = (
    "mount -t tmpfs mine /mnt; mkdir /mnt/data; mount -t tmpfs first /mnt/data; mount -t tmpfs second /mnt/data; echo; exec sleep infinity"
)
USB = Path("/media/usb")
"""Mounted on the host once the session is there: the session does not see it."""

PNG_FONT = "DejaVu Sans Mono"
"""Cairo takes every character from one font: Fira Code, which the SVG names, has no triangles."""

PNG_SPACING = 0.2
"""Cairo advances by whole pixels, at scale 1 in this font by 12, where a cell is 12.2 wide."""


class Picture(NamedTuple):
    """A picture: its size in cells, where the explorer is opened, the keys that are pressed, the row of a comparison that is walked."""

    name: str
    size: tuple[int, int]
    target: str | None = None
    keys: Sequence[str] = ()
    row: str | None = None


PICTURES = (
    Picture("compare", (120, 40), "SESSION", ("c", "a"), str(USB)),
    Picture("compare-small", (80, 24), "container:nslab-rootless", ("c",)),
    Picture("explorer", (120, 36), "netns:blue"),
    Picture("mounts", (120, 36), "container:nslab-rootless", ("2", "down", "down")),
    Picture("whoami", (120, 36), "container:nslab-rootless", ("U",)),
    Picture("doctor", (120, 36), None, ("D",)),
    Picture("small", (80, 24)),
    Picture("help", (120, 36), None, ("question_mark",)),
)


@contextmanager
def topology() -> Iterator[str]:
    """Something to look at, gone again afterwards; gives the pid of the session."""
    subprocess.run(["bash", str(ENGINES), "up"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ip", "netns", "add", "blue"], check=True)
    session = subprocess.Popen(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-Urm", "sh", "-c", SESSION], stdout=subprocess.PIPE
    )
    assert session.stdout is not None
    session.stdout.readline()
    USB.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "usb-stick", str(USB)], check=True)
    try:
        yield str(session.pid)
    finally:
        subprocess.run(["umount", str(USB)], check=True)
        USB.rmdir()
        session.kill()
        session.wait()
        subprocess.run(["ip", "netns", "del", "blue"], check=True)
        subprocess.run(["bash", str(ENGINES), "down"], check=True, stdout=subprocess.DEVNULL)


async def take(picture: Picture, snapshot: Snapshot, session: str) -> None:
    """Open the explorer on what was read, press the keys, and keep what the screen shows."""
    app = Explorer(lambda: snapshot, session if picture.target == "SESSION" else picture.target)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause(1)
        for key in picture.keys:
            await pilot.press(key)
            await pilot.pause(1)
        if picture.row is not None:
            lines = app.screen.query_one("#comparison-lines", Lines)
            lines.move_to(next(key for key in lines.table.keys if isinstance(key, tuple) and key[0] == picture.row))
            await pilot.pause(1)
            await pilot.press("w")
            await pilot.pause(1)
        svg = app.export_screenshot(title="nsexplorer")
    (HERE / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    cairosvg.svg2png(bytestring=_for_cairo(svg).encode(), write_to=str(HERE / f"{picture.name}.png"), scale=1)


def _for_cairo(svg: str) -> str:
    """The same in a font that has all characters, each in its cell: lengths are no use to it with spaces at the ends."""
    without_lengths = re.sub(r' textLength="[0-9.]+"', "", svg.replace("Fira Code", PNG_FONT))
    return without_lengths.replace("<text ", f'<text letter-spacing="{PNG_SPACING}" ')


def presentable(snapshot: Snapshot) -> Snapshot:
    """The snapshot without what is of the machine that makes the pictures alone: its name, its init's, what it has below /mnt."""
    mounts = next(iter(snapshot.tables_of(snapshot.host["mnt"]))).mounts
    own = {(mount.device, mount.root) for mount in mounts if mount.target.startswith("/mnt/")}
    tables = tuple(
        replace(table, mounts=tuple(mount for mount in table.mounts if (mount.device, mount.root) not in own)) for table in snapshot.tables
    )
    processes = {**snapshot.processes, 1: replace(snapshot.processes[1], command="init")}
    return replace(snapshot, machine="host", tables=tables, processes=processes)


def main() -> int:
    """Make all pictures."""
    if os.geteuid() != 0:
        print("needs root, for containers to look at", file=sys.stderr)
        return 3
    with topology() as session:
        snapshot = presentable(api.capture())
        for picture in PICTURES:
            asyncio.run(take(picture, snapshot, session))
    return 0


if __name__ == "__main__":
    sys.exit(main())
