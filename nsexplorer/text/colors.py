"""Colour on a terminal: a few meanings, each told in words or signs too."""

STYLES = {"title": "1", "name": "36", "faint": "2", "warning": "33", "host": "32"}
"""What a style means, and its SGR parameters (ECMA-48): a column's title, a name someone gave, what does not matter now, what may surprise,
what belongs to the host."""


def painted(text: str, style: str) -> str:
    """The text in that style; the plain text for the style \"\"."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if style else text


def plain(text: str, style: str) -> str:
    """The text without any style, for outputs that are no terminal, and for those who want none."""
    return text
