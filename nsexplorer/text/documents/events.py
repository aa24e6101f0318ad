"""The JSON of `events`: a document a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nsexplorer.explain.events.event import Event
from nsexplorer.model.listening import Listening
from nsexplorer.model.mount import Mount
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

NOT_TOLD = "the kernel does not tell"
OVER = "a process that has ended does not tell"


def event_document(event: Event, text: str, user: Callable[[int], str | None]) -> dict[str, Any]:
    """The keys of one event; `text` is its line for people."""
    ended = event.event == "process-ended"
    return {
        **_document(event.event, event.noticed, text),
        "namespace": event.namespace,
        "name": None if event.of_namespace is None else event.of_namespace.name,
        "mount": _mount(event.mount or event.mount_before),
        "process": _process(event.process, user),
        "by": _process(event.by, user),
        "changes": [{"field": field, "before": before, "after": after} for field, (before, after) in event.changes.items()],
        "unreadable": {} if event.by is not None else {"by": OVER if ended else NOT_TOLD},
    }


def watching_document(snapshot: Snapshot, text: str, listening: Listening) -> dict[str, Any]:
    """The first document: what is watched, and how much of it the kernel tells by itself."""
    told = {
        "mount_namespaces": listening.namespaces,
        "marked": listening.marked,
        "polled": listening.polled,
        "processes": listening.processes,
        "interval": listening.interval,
    }
    return {**_document("watching", snapshot.taken, text), "told": told}


def _document(event: str, noticed: float, text: str) -> dict[str, Any]:
    """All keys; those that do not apply are null."""
    return {
        "event": event,
        "noticed": noticed,
        "text": text,
        "told": None,
        "namespace": None,
        "name": None,
        "mount": None,
        "process": None,
        "by": None,
        "changes": [],
        "unreadable": {},
    }


def _mount(mount: Mount | None) -> dict[str, Any] | None:
    if mount is None:
        return None
    return {
        "id": mount.id,
        "unique_id": mount.unique_id,
        "parent": mount.parent,
        "device": mount.device,
        "root": mount.root,
        "target": mount.target,
        "fstype": mount.fstype,
        "source": mount.source,
        "options": list(mount.options),
        "super_options": list(mount.super_options),
        "propagation": mount.propagation,
        "shared": mount.shared,
        "master": mount.master,
        "propagate_from": mount.propagate_from,
        "deleted_source": mount.deleted_source,
    }


def _process(process: Process | None, user: Callable[[int], str | None]) -> dict[str, Any] | None:
    if process is None:
        return None
    return {
        "pid": process.pid,
        "start": process.start,
        "parent": process.parent,
        "command": process.command,
        "uid": process.uid,
        "user": user(process.uid),
        "namespaces": dict(process.namespaces),
    }
