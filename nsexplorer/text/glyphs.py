"""The characters that are drawn beside names, and their stand-ins where an output's encoding lacks them."""

import os
from typing import NamedTuple


class Glyphs(NamedTuple):
    """Branches of a tree, each three cells wide, and the mark for what was left out."""

    branch: str
    last: str
    bar: str
    gap: str
    ellipsis: str


UNICODE = Glyphs("├─ ", "└─ ", "│  ", "   ", "…")
ASCII = Glyphs("|- ", "`- ", "|  ", "   ", "~")


def glyphs_for(encoding: str | None) -> Glyphs:
    """The glyphs that an output of this encoding can carry. `LC_ALL=C` asks for ASCII, although Python then writes UTF-8 (PEP 540)."""
    if os.environ.get("LC_ALL") in ("C", "POSIX"):
        return ASCII
    try:
        "".join(UNICODE).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE
