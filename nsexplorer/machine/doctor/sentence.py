"""What all checks come to, in one sentence."""

from collections.abc import Mapping, Sequence

from nsexplorer.model.check import Check, State

POSSIBLE: Mapping[State, str] = {
    "ok": "can have user namespaces here, but not all that rootless containers need",
    "fault": "can have no user namespaces here",
    "unknown": "lacks what rootless containers need, and whether there may be user namespaces could not be tried",
}
"""By what came of making a user namespace."""


def sentence(user: str, checks: Sequence[Check]) -> str:
    """Whether this user can have rootless containers, and the first thing that stands in the way."""
    faults = [check for check in checks if check.state == "fault"]
    warnings = [check for check in checks if check.state == "warning"]
    if not faults and not warnings:
        return f"{user} can have rootless containers here"
    if not faults:
        return f"{user} can have rootless containers here, with {_count(len(warnings), 'warning')}"
    what = POSSIBLE[next((check.state for check in checks if check.id == "user-namespace"), "unknown")]
    return f"{user} {what}: {faults[0].text}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
