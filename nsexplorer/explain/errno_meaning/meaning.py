"""What the kernel means by an errno of a call, checked against the live state."""

from collections.abc import Iterator

from nsexplorer.explain.errno_meaning import files, ids, mounting, namespaces
from nsexplorer.explain.errno_meaning.meant import Cause, Meaning, Meant
from nsexplorer.model.situation import Situation

_CAUSES = {**mounting.CAUSES, **namespaces.CAUSES, **ids.CAUSES, **files.CAUSES}

_SAME = {"umount2": "umount", "clone": "unshare", "lchown": "chown", "fchown": "chown", "stat": "open", "openat2": "open", "statx": "open"}
"""Calls that mean the same by an errno as another. `remount`, `bind` and `move` are mount(2) with those flags."""

KNOWN = frozenset(_CAUSES)
"""The (call, errno name) pairs that something is known about."""


def meaning(call: str, error: str, situation: Situation) -> Meaning | None:
    """What it means here that `call` gave the errno of that name: what is certain before what is likely. None: nothing is known of it."""
    call = _SAME.get(call, call)
    found = list(_possible(call, error, situation))
    best = next((each for each in found if each[0] == "certain"), found[0] if found else None)
    return None if best is None else Meaning(call, error, *best)


def _possible(call: str, error: str, situation: Situation) -> Iterator[Meant]:
    causes: tuple[Cause, ...] = _CAUSES.get((call, error), ())
    for cause in causes:
        meant = cause(situation)
        if meant is not None:
            yield meant
