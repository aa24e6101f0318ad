"""The screen as text, and what a screen should look like as files."""

import os
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

EXPECTED = Path(__file__).parent / "expected"
UPDATE = "NSEXPLORER_UPDATE_SCREENS"
"""With this variable set, the files are written anew instead of compared. Look at what changed before it is kept."""


def text_of(app: App[Any]) -> str:
    """What is on the screen, line by line, without the spaces at their ends."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips()) + "\n"


async def assert_screen(app: App[Any], pilot: Pilot[Any], name: str) -> None:
    """The screen is what the file of that name says, once scrollbars are there too."""
    await pilot.pause()
    await pilot.pause()
    path = EXPECTED / f"{name}.txt"
    shown = text_of(app)
    if os.environ.get(UPDATE):
        EXPECTED.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8"), f"{name}: the screen changed; {UPDATE}=1 writes the file anew"
