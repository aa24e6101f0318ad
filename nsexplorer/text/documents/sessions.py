"""The JSON of `sessions`: what lives, and what is kept."""

from collections.abc import Sequence
from typing import Any

from nsexplorer.explain.living_sessions import Kept, Living


def sessions(living: Sequence[Living], kept: Sequence[Kept]) -> dict[str, Any]:
    """The answer's keys."""
    return {
        "sessions": [_row(each) for each in living],
        "pins": [{"namespace": each.namespace, "in": each.pin.within, "path": each.pin.path} for each in kept],
    }


def _row(living: Living) -> dict[str, Any]:
    session = living.session
    return {
        "name": session.name,
        "since": session.since,
        "kept": session.kept,
        "namespaces": dict(session.namespaces),
        "processes": [{"pid": each.pid, "command": each.command} for each in living.processes],
        "mounts": None if living.mounts is None else len(living.mounts),
        "unreadable": {} if living.unreadable is None else {"mounts": living.unreadable},
    }
