"""The line on standard error under an answer for people that is incomplete."""

import os
import sys

from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.words import Options
from nsexplorer.model.snapshot import Snapshot


def tell_incomplete(options: Options, snapshot: Snapshot) -> None:
    """Say what the snapshot lacks; as an ordinary user on this machine, also the line that reads more."""
    if snapshot.complete.whole:
        return
    from nsexplorer.text.completeness import incomplete

    live = vars(options).get("snapshot") is None  # some commands read this machine alone
    line = incomplete(snapshot, privileged_line() if live and os.geteuid() != 0 else None)
    if line is not None:
        tell(line)


def privileged_line() -> str:
    """This command line again as root. The program's path is whole: sudo does not search a user's own bin directory."""
    from nsexplorer.text.quoting import shell_line

    return shell_line(["sudo", *own_program(), *sys.argv[1:]])


def own_program() -> list[str]:
    """The words that start nsexplorer as it was started now."""
    program = os.path.abspath(sys.argv[0])
    return [sys.executable, "-m", "nsexplorer"] if os.path.basename(program) == "__main__.py" else [program]
