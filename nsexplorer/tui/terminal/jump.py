"""Jump scroll: of plain output that comes faster than anyone reads, only what stays on the screen is worked out cell by cell.

Lines of text and colours alone scroll by and leave nothing but themselves: all but the last few are handed over as they are.
"""

import re
from typing import NamedTuple

MUCH = 1 << 14
"""Characters from which on it pays."""

_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_OTHER_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Jump(NamedTuple):
    """`passed` are the lines that scroll by unseen; `rest` is to be worked out, with the colours that the lines before have set."""

    passed: list[str]
    rest: str


def jump(text: str, rows: int) -> Jump | None:
    """What of `text` need not be worked out on a screen of so many rows; None where all of it has to be."""
    if len(text) < MUCH or not text.isascii():
        return None
    if _OTHER_CONTROLS.search(_SGR.sub("", text) if "\x1b" in text else text):
        return None
    lines = text.split("\n")
    keep = 2 * rows
    if len(lines) <= keep:
        return None
    passed = lines[:-keep]
    colours = _SGR.findall("\n".join(passed)) if "\x1b" in text else []
    last_reset = max((place for place, colour in enumerate(colours) if colour in ("\x1b[m", "\x1b[0m")), default=0)
    return Jump([line.rstrip("\r") for line in passed], "".join(colours[last_reset:]) + "\n".join(lines[-keep:]))


def plain(line: str) -> str:
    """A line without its colours, and of what a carriage return wrote over only the last."""
    return (_SGR.sub("", line) if "\x1b" in line else line).rpartition("\r")[2]
