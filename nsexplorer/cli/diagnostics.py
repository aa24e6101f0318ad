"""What goes to standard error, and the exit statuses: here and nowhere else."""

import sys
from enum import IntEnum
from typing import NoReturn

from nsexplorer.text.neutral import neutral


class Status(IntEnum):
    """Exit statuses. `NO` is an answer: differences, a fault, a holder, not there.

    `OWN_FAILURE` is for commands whose status is that of the command they run.
    """

    ANSWERED = 0
    NO = 1
    WRONG_USE = 2
    NOT_PERMITTED = 3
    LACKING = 4
    OWN_FAILURE = 125
    INTERRUPTED = 130


class Failure(Exception):
    """The end of a command without an answer: its exit status and what is told about it."""

    def __init__(self, status: Status, what: str, why: str, advice: str | None = None) -> None:
        super().__init__(what, why, advice)
        self.status = status
        self.text = f"{what}: {why}" + (f"; {advice}" if advice else "")


def wrong_use(what: str, why: str, advice: str | None = None) -> NoReturn:
    """Ends the command with status 2; raises Failure."""
    raise Failure(Status.WRONG_USE, what, why, advice)


def tell(line: str) -> None:
    """One line on standard error, whatever is in it; silently nothing where that is closed."""
    if sys.stderr is None:
        return
    try:
        print(f"nsexplorer: {neutral(line)}", file=sys.stderr, flush=True)
    except OSError:
        pass
