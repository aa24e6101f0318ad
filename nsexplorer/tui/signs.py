"""The signs that tell a state without colour, and their stand-ins where a terminal's encoding lacks them."""

from typing import NamedTuple

from nsexplorer.text.glyphs import ASCII, UNICODE, Glyphs


class Signs(NamedTuple):
    """`host`: shared with the host; `own`: not. `cursor` marks the row the keys act on,
    `rest` the one they would act on if its table had the focus; `divider` stands between two sides.
    `glyphs` draw branches and what was left out."""

    host: str
    own: str
    folded: str
    unfolded: str
    cursor: str
    rest: str
    follow: str
    step: str
    warning: str
    whole: str
    dot: str
    divider: str
    glyphs: Glyphs


FULL = Signs(
    host="=",
    own="●",
    folded="▸",
    unfolded="▾",
    cursor="▌",
    rest="▏",
    follow="→",
    step="▸",
    warning="▲",
    whole="✓",
    dot="·",
    divider="│",
    glyphs=UNICODE,
)
PLAIN = Signs(
    host="=",
    own="*",
    folded="+",
    unfolded="-",
    cursor=">",
    rest="|",
    follow="->",
    step=">",
    warning="!",
    whole="*",
    dot="-",
    divider="|",
    glyphs=ASCII,
)


def signs_for(glyphs: Glyphs) -> Signs:
    """The signs that go with these glyphs (text/glyphs.py decides by encoding)."""
    return PLAIN if glyphs is ASCII else FULL
