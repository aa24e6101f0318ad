"""The JSON documents: what all of them have in common, and how they are written (docs/json.md has the whole schema)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nsexplorer.model.snapshot import Snapshot

SCHEMA = "nsexplorer/1"


def document(command: str, snapshot: Snapshot, answer: Mapping[str, Any]) -> dict[str, Any]:
    """A command's answer with the keys that stand in every document."""
    return {"schema": SCHEMA, "command": command, "complete": complete(snapshot), **answer}


def complete(snapshot: Snapshot) -> dict[str, Any]:
    """How much of the machine the snapshot has, and who read it."""
    known, viewer = snapshot.complete, snapshot.viewer
    return {
        "processes": known.processes,
        "unreadable_processes": known.unreadable_processes,
        "tables": known.tables,
        "unreadable_tables": known.unreadable_tables,
        "missing": list(known.missing),
        "viewer": {"uid": viewer.uid, "capabilities": list(viewer.capabilities), "user_namespace": viewer.user_namespace},
    }


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The document as JSON, all ASCII: names that are no UTF-8 are kept exactly, as \\udcXX escapes.

    Each key has a line of its own, and so has each element of a list of objects: as quick to write as one line, and grep finds things.
    """
    encode = json.JSONEncoder().encode
    opening = "{"
    for key, value in document.items():
        head = f"{opening}{encode(key)}: "
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield head + "[\n" + ",\n".join(map(encode, value)) + "\n]"
        else:
            yield head + encode(value)
        opening = ","
    yield "}"
