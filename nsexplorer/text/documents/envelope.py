"""The JSON documents: what all of them have in common, and how they are written (docs/json.md has the whole schema)."""

import json.encoder
from collections.abc import Callable, Iterator, Mapping
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
    encode = _encoder()
    opening = "{"
    for key, value in document.items():
        head = f"{opening}{encode(key)}: "
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield head + "["
            yield ",\n".join(map(encode, value))
            yield "]"
        else:
            yield head + encode(value)
        opening = ","
    yield "}"


def one_line(document: Mapping[str, Any]) -> str:
    """The document as one line, for commands that go on printing documents."""
    return _encoder()(dict(document))


def _encoder() -> Callable[[Any], str]:
    """What `json.dumps` does, without making an encoder for each of ten thousand rows: that is a third of its time."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # a Python without its C parts
        return json.dumps
    write_string = json.encoder.encode_basestring_ascii
    chunks = make(None, json.JSONEncoder().default, write_string, None, ": ", ", ", False, False, False)
    return lambda value: "".join(chunks(value, 0))
