"""How many cells of a terminal a text fills, and texts made to fit. For neutralised text: see neutral.py."""

import unicodedata


def cells(text: str) -> int:
    """The width of a line on a terminal: 2 for each wide character, 0 for each that combines with the one before."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":  # the latter: Hangul vowels and finals
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    """The text with spaces behind it up to that many cells."""
    return text + " " * (width - cells(text))


def padded_left(text: str, width: int) -> str:
    """The text with spaces before it up to that many cells, as numbers stand in a column."""
    return " " * (width - cells(text)) + text


def shortened(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in at most that many cells, by leaving out its middle: of a path, the start and the end tell most."""
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 2:
        return cut(text, width)
    end = _tail(text, (room + 1) // 2)
    return cut(text, room - cells(end)) + ellipsis + end


def cut(text: str, width: int) -> str:
    """As much of the start of the text as fits in that many cells."""
    if text.isascii():
        return text[: max(width, 0)]
    used = 0
    for place, character in enumerate(text):
        used += _width(character)
        if used > width:
            return text[:place]
    return text


def _tail(text: str, width: int) -> str:
    """As much of the end of the text as fits; it never begins with a mark that combines with what was left out."""
    place, used = len(text), 0
    for index in range(len(text) - 1, -1, -1):
        size = _width(text[index])
        if used + size > width:
            break
        used += size
        if size:
            place = index
    return text[place:]
