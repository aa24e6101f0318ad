"""Trees drawn with lines: the part that stands before each item."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from nsexplorer.text.glyphs import Glyphs

Item = TypeVar("Item")

DEEPEST = 100


def branches(roots: Iterable[Item], children: Callable[[Item], Iterable[Item]], glyphs: Glyphs) -> Iterator[tuple[str, Item]]:
    """Every item below the roots, each before its children, with the lines to draw before it. Roots have none.

    Of any depth: mounts can be stacked ten thousand deep. Lines stop growing to the right at the depth `DEEPEST`.
    """
    widest = DEEPEST * len(glyphs.gap)
    waiting = [("", "", root) for root in reversed(list(roots))]
    while waiting:
        lines, below, item = waiting.pop()
        yield lines, item
        following = list(children(item))
        for place in range(len(following) - 1, -1, -1):
            last = place == len(following) - 1
            lines = below + (glyphs.last if last else glyphs.branch)
            waiting.append((lines, (below + (glyphs.gap if last else glyphs.bar))[:widest], following[place]))
