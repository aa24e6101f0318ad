"""What an answer lacks, in one line, and what would complete it."""

from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral


def incomplete(snapshot: Snapshot, line_with_privilege: str | None) -> str | None:
    """One line about what could not be read; None where nothing is missing.

    `line_with_privilege` is the command line that would read more: None where more privilege is not to be had, as for a saved snapshot.
    """
    known = snapshot.complete
    if known.whole:
        return None
    missing = list(map(neutral, known.missing))
    if known.unreadable_tables:
        missing.insert(0, _count(known.unreadable_tables, "mount table"))
    if known.unreadable_processes:
        missing.insert(0, f"the namespaces of {known.unreadable_processes} of {_count(known.processes, 'process')}")
    line = f"incomplete: not read: {'; '.join(missing)}"
    return line if line_with_privilege is None else f"{line}; `{line_with_privilege}` reads more"


def _count(number: int, what: str) -> str:
    plural = what + ("es" if what.endswith("s") else "s")
    return f"{number} {what if number == 1 else plural}"
