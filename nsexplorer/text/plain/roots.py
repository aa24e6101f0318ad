"""Container roots for people, and what nsexplorer mounted of them."""

from collections.abc import Iterator, Sequence

from nsexplorer.model.root import Root, RootMount
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.page import section
from nsexplorer.text.table import Cell, Column, table

_COLUMNS = (
    Column("ROOT", least=24),
    Column("ENGINE"),
    Column("IMAGE", least=12),
    Column("LAYERS", "right"),
    Column("SIZE", "right"),
    Column("PID", "right"),
    Column("MOUNTED IN", least=16),
)

_MOUNTS = (Column("IN"), Column("MODE"), Column("TIMES", "right"), Column("ROOT", least=20), Column("PATH", least=20))

_STATES = {
    "phantom": "recorded as mounted there, and no mount namespace has it",
    "leaked": "a copy that the mount namespace was left with; it holds the layer",
}

FEW = 2


def roots_page(found: Sequence[Root], unread: Sequence[str], medium: Medium) -> Iterator[str]:
    """A line for each root; then what records and mount tables do not agree on, and what could not be read."""
    if found:
        yield from table(_COLUMNS, [_row(each) for each in found], medium)
    else:
        yield "No root was found: no container, no image, no chroot."
    yield from section("recorded against real", map(neutral, _disagreements(found)), medium)
    yield from section("not read", map(neutral, unread), medium)


def mounts_page(found: Sequence[RootMount], medium: Medium) -> Iterator[str]:
    """A line for each mount of nsexplorer's, namespace by namespace."""
    if found:
        yield from table(_MOUNTS, [_mount_row(each) for each in found], medium)
    else:
        yield "nsexplorer has no root mounted."


def _row(root: Root) -> tuple[Cell, ...]:
    return (
        Cell(neutral(root.root), "name"),
        Cell(neutral(root.engine)),
        Cell(neutral(root.image or "-")),
        Cell("?" if root.layers is None else str(root.layers)),
        Cell("?" if root.size is None else _size(root.size)),
        Cell("-" if root.pid is None else str(root.pid)),
        Cell(neutral(_where(root)), "warning" if any(each.state == "phantom" for each in root.records) else ""),
    )


def _where(root: Root) -> str:
    namespaces = list(dict.fromkeys(each.namespace for each in root.mounted))
    more = len(namespaces) - FEW
    shown = ", ".join(namespaces[:FEW]) + (f" and {more} more" if more > 0 else "")
    phantom = "phantom" if any(each.state == "phantom" for each in root.records) else ""
    return ", ".join(part for part in (shown, phantom) if part) or "-"


def _disagreements(found: Sequence[Root]) -> Iterator[str]:
    for root in found:
        for state, words in _STATES.items():
            these = [each for each in root.records if each.state == state]
            where = list(dict.fromkeys(each.namespace or each.path for each in these))
            if where:
                more = len(where) - FEW
                yield f"{root.root}: {state} ({', '.join(where[:FEW])}{f' and {more} more' if more > 0 else ''}): {words}"


def _mount_row(each: RootMount) -> tuple[Cell, ...]:
    return (Cell(each.namespace), Cell(each.mode), Cell(str(each.count)), Cell(neutral(each.root), "name"), Cell(neutral(each.path)))


def _size(size: int) -> str:
    """In the largest unit that leaves a whole number before the point (1 MB = 1000 kB, as the engines count)."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
