"""Why there is no answer, as a value that goes over the pipe and as the exception that leads there."""

import errno
from typing import NamedTuple

from nsexplorer.linux.errors import DENIED, UNSUPPORTED

GONE = frozenset({errno.ENOENT, errno.ESRCH})


class Refusal(NamedTuple):
    """No answer, and why. `reason` is a sentence without a full stop.

    `kind` is `denied` (permission), `vanished` (what was asked about is not there), `unsupported` (the kernel lacks a call),
    `not-nsfs` (the path leads to something else), `late` (no answer within the deadline) or `failed` (anything else).
    """

    kind: str
    reason: str


class Refused(Exception):
    """A job, or one question of it, gets no answer."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(kind, reason)


def of_error(error: OSError, what: str) -> Refused:
    """What an error of the kernel means while `what` was done."""
    if error.errno in DENIED:
        kind = "denied"
    elif error.errno in GONE:
        kind = "vanished"
    elif error.errno in UNSUPPORTED:
        kind = "unsupported"
    else:
        kind = "failed"
    return Refused(kind, f"{what}: {error.strerror or error}")
