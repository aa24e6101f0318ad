"""The screens in dark and in light: the same text at every size, and no text that cannot be read on its ground."""

import pytest
from rich.color import Color
from textual.pilot import Pilot

from nsexplorer.tui.app import Explorer
from nsexplorer.tui.settings import Settings
from nsexplorer.tui.surroundings import Surroundings
from tests.tui.explorer import SIZES, explore, explorer_of, press, settled
from tests.tui.machine import HOST, network
from tests.tui.screens import EXPECTED, text_of

LEAST_CONTRAST = 3.0
"""Between a text and its ground (Web Content Accessibility Guidelines 2.1, 1.4.11)."""


def luminance(color: Color) -> float:
    parts = [each / 255 for each in color.get_truecolor()]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_mounts_screen_in_a_theme(theme: str) -> None:
    async def visit(app: Explorer, pilot: Pilot[int]) -> None:
        explorer_of(app).namespaces.lines.move_to(HOST["mnt"])
        await press(app, pilot, "enter", *["down"] * 10)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(app, pilot)
            assert text_of(app) == (EXPECTED / f"mounts-{size[0]}x{size[1]}.txt").read_text(encoding="utf-8")
            for strip in app.screen._compositor.render_strips():
                for segment in strip:
                    style = segment.style
                    if not any(letter.isalnum() for letter in segment.text) or style is None or not style.color or not style.bgcolor:
                        continue
                    one, other = sorted((luminance(style.color), luminance(style.bgcolor)))
                    assert (other + 0.05) / (one + 0.05) >= LEAST_CONTRAST, (segment.text, style)

    explore(visit, surroundings=Surroundings(settings=Settings(theme=theme), network=network))
