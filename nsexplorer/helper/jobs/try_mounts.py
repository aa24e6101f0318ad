"""The job `try_mounts`: which file systems may be mounted, in these namespaces and in new ones.

Every place is a throw-away child of its own. Nothing is mounted where anyone could see it.
"""

import time
from functools import partial
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.child import Outcome, in_a_child
from nsexplorer.helper.mount_trial import cut_off, may_mount, try_all
from nsexplorer.helper.own_namespaces import enter_process, in_next_child, leave_for
from nsexplorer.helper.refusal import Refused


def run(request: dict[str, Any]) -> None:
    """Answer for each of `places` (lists of types of namespaces to make; an empty one is here): its number, and its trials by name.

    `pid` is a process whose namespaces are the start, or null for our own; `seconds` what it may all take.
    """
    end = time.monotonic() + request["seconds"]
    for number, kinds in enumerate(request["places"]):
        try:
            work = partial(_in_place, request["pid"], kinds, request["fstypes"])
            wire.answer([number, in_a_child(work, max(0.1, end - time.monotonic())).document])
        except Refused as refused:
            wire.answer([number, ["refused", *refused.refusal]])


def _in_place(pid: int | None, kinds: list[str], fstypes: list[str]) -> Outcome:
    if pid is None:
        return Outcome(_tried(kinds, fstypes))
    enter_process(pid)
    return Outcome(in_next_child(lambda: _tried(kinds, fstypes)))


def _tried(kinds: list[str], fstypes: list[str]) -> Any:
    if kinds:
        leave_for(kinds)
        cut_off()
    elif may_mount():  # only then is a copy of the mount namespace as much ours as this one is
        leave_for(["mnt"])
        cut_off()
    return in_next_child(lambda: {name: tuple(trial) for name, trial in try_all(fstypes).items()})
