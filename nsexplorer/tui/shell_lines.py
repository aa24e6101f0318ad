"""The command line that shows what a view of the explorer shows."""

from nsexplorer.text.quoting import shell_line
from nsexplorer.tui.place import Subject
from nsexplorer.tui.sides import Choice
from nsexplorer.tui.surroundings import Surroundings

OF_START = "start.json stands for what `nsexplorer dump -o start.json` would have written when the explorer was opened"

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
    return shell_line(("nsexplorer", *words, *_saved(surroundings)))


def compare_line(sides: tuple[Choice, Choice], aspect: str, everything: bool, surroundings: Surroundings) -> str:
    """The line that compares these sides. A side of the start is written as the file that it would have been saved in."""
    words = [f"snapshot:start.json#{side.target}" if side.moment is not None else side.word for side in sides]
    form = ("--aspect", aspect, *(("--all",) if everything else ()))
    return shell_line(("nsexplorer", "compare", *words, *form, *_saved(surroundings)))


def _saved(surroundings: Surroundings) -> tuple[str, ...]:
    return () if surroundings.saved is None else ("--snapshot", surroundings.saved)
