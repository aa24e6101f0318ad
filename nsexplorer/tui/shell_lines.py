"""The command line that shows what a view of the explorer shows."""

from nsexplorer.text.quoting import shell_line
from nsexplorer.tui.place import Subject
from nsexplorer.tui.surroundings import Surroundings

TREES = ("user", "pid", "process")
"""The groupings that `nsexplorer ls --tree` has too."""


def line_of(subject: Subject, view: str, filter_text: str, surroundings: Surroundings) -> str:
    """The line for a tab of the panel (`facts`, `mounts`, ...), or for the tree (`tree user`) with its filter."""
    form, _, grouping = view.partition(" ")
    match form:
        case "tree":
            words = ["ls", *(("--tree", grouping) if grouping in TREES else ()), *filter_text.split()]
        case "mounts":
            words = ["mounts", str(subject)]
        case "network":
            words = ["compare", "host", str(subject), "--aspect", "net"]
        case _:
            words = ["show", str(subject)]
    saved = () if surroundings.saved is None else ("--snapshot", surroundings.saved)
    return shell_line(("nsexplorer", *words, *saved))
