"""Trees as rows: which are in sight when some are folded, and the branches drawn before each."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TypeVar

from nsexplorer.text.glyphs import Glyphs

Key = TypeVar("Key", bound=Hashable)


def preorder(keys: Iterable[Key], parent: Callable[[Key], Key | None]) -> tuple[list[Key], list[int]]:
    """The keys so that each follows its parent, siblings in the given order, with their depths.

    A key whose parent is not among them is a root; so is one of a circle of parents (pids are read one after the other, and reused).
    """
    given = list(keys)
    known = set(given)
    children: dict[Key | None, list[Key]] = {}
    for key in given:
        above = parent(key)
        children.setdefault(above if above in known and above != key else None, []).append(key)
    order: list[Key] = []
    depths: list[int] = []
    seen: set[Key] = set()
    for start in (*children.get(None, ()), *given):
        waiting = [(start, 0)]
        while waiting:
            key, depth = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            order.append(key)
            depths.append(depth)
            waiting += ((child, depth + 1) for child in reversed(children.get(key, ())))
    return order, depths


def in_sight(keys: Sequence[Hashable], depths: Sequence[int], folded: Collection[Hashable]) -> list[int]:
    """The indexes of the rows that no folded row above hides."""
    if not folded:
        return list(range(len(keys)))
    found = []
    limit = None
    for index, depth in enumerate(depths):
        if limit is not None and depth > limit:
            continue
        found.append(index)
        limit = depth if keys[index] in folded else None
    return found


def has_children(depths: Sequence[int], index: int) -> bool:
    """Whether the row has rows below it."""
    return index + 1 < len(depths) and depths[index + 1] > depths[index]


def parent_of(depths: Sequence[int], index: int) -> int | None:
    """The index of the row above it in the tree; None for a root."""
    return next((above for above in range(index - 1, -1, -1) if depths[above] < depths[index]), None)


def continued(depths: Sequence[int]) -> list[int]:
    """For each row a bit mask of the depths at which a later sibling, of itself or of one above it, is still to come."""
    masks = [0] * len(depths)
    open_depths = 0
    for index in range(len(depths) - 1, -1, -1):
        depth = depths[index]
        open_depths &= (1 << (depth + 1)) - 1
        masks[index] = open_depths
        open_depths |= 1 << depth
    return masks


def branch(depth: int, mask: int, glyphs: Glyphs, most: int = 12) -> str:
    """The lines before a row of that depth and mask of `continued`; of very deep rows only the last `most` levels."""
    if depth == 0:
        return ""
    first = max(1, depth - most + 1)
    bars = "".join(glyphs.bar if mask >> level & 1 else glyphs.gap for level in range(first, depth))
    return (glyphs.ellipsis if first > 1 else "") + bars + (glyphs.branch if mask >> depth & 1 else glyphs.last)
