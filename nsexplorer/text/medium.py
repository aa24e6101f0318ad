"""What an output can carry."""

from collections.abc import Callable
from typing import NamedTuple

from nsexplorer.text.glyphs import Glyphs


class Medium(NamedTuple):
    """`width` is in cells; None where there is no terminal: nothing is shortened then. `paint` is `colors.painted` or `colors.plain`."""

    width: int | None
    glyphs: Glyphs
    paint: Callable[[str, str], str]
