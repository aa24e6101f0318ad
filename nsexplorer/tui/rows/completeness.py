"""What a snapshot lacks, as phrases."""

from collections.abc import Sequence

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.cells import cells, cut
from nsexplorer.text.neutral import neutral


def gaps(snapshot: Snapshot) -> Sequence[str]:
    """What could not be read, what weighs most first; nothing where the snapshot is whole."""
    known = snapshot.complete
    found = []
    if known.unreadable_processes:
        found.append(f"the namespaces of {known.unreadable_processes} of {known.processes} processes")
    if known.unreadable_tables:
        found.append(f"{known.unreadable_tables} mount table{'' if known.unreadable_tables == 1 else 's'}")
    return [*found, *map(neutral, known.missing)]


def in_one_line(gaps: Sequence[str], width: int, ellipsis: str) -> str:
    """As many of these as fit in that many cells, and how many more there are: the key `i` tells them."""
    for shown in range(len(gaps), 0, -1):
        more = len(gaps) - shown
        line = "incomplete without " + "; ".join(gaps[:shown]) + (f"; {more} more (i)" if more else "")
        if cells(line) <= width:
            return line
    rest = " (i)" if len(gaps) == 1 else f"; {len(gaps) - 1} more (i)"
    return cut(f"incomplete without {gaps[0]}", width - cells(rest) - cells(ellipsis)) + ellipsis + rest
