"""Why there is no answer, as a value that goes over the pipe and as the exception that leads there."""

import errno
from typing import NamedTuple

from nsexplorer.linux.errors import DENIED, UNSUPPORTED

CALLS = frozenset({"setns", "unshare", "mount", "umount2", "mount_setattr", "statx"})
"""What linux/ names as the call that failed; any other error comes from opening a file, or asking an open one."""

GONE = frozenset({errno.ENOENT, errno.ESRCH})


class Refusal(NamedTuple):
    """No answer, and why. `reason` is a sentence without a full stop.

    `kind` is `denied` (permission), `vanished` (what was asked about is not there), `unsupported` (the kernel lacks a call),
    `not-nsfs` (the path leads to something else), `late` (no answer within the deadline) or `failed` (anything else).
    `call` and `error` are the system call that was refused and the name of its errno, as `setns` and `EPERM`; empty where it was none.
    `path` is what it was about, where that has one.
    """

    kind: str
    reason: str
    call: str = ""
    error: str = ""
    path: str = ""


class Refused(Exception):
    """A job, or one question of it, gets no answer."""

    def __init__(self, kind: str, reason: str, call: str = "", error: str = "", path: str = "") -> None:
        super().__init__(reason)
        self.refusal = Refusal(kind, reason, call, error, path)


def of_error(error: OSError, what: str, path: str = "") -> Refused:
    """What an error of the kernel means while `what` was done with what is at `path`."""
    if error.errno in DENIED:
        kind = "denied"
    elif error.errno in GONE:
        kind = "vanished"
    elif error.errno in UNSUPPORTED:
        kind = "unsupported"
    else:
        kind = "failed"
    call = error.filename if error.filename in CALLS else "open"
    return Refused(kind, f"{what}: {error.strerror or error}", call, errno.errorcode.get(error.errno or 0, ""), path)
