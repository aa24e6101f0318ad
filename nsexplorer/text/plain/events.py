"""Events for people: a line each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from nsexplorer.explain.events.event import Event
from nsexplorer.explain.naming import shared_with_host
from nsexplorer.model.listening import Listening
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.people import UserName

SIGNS = {"appeared": "+", "started": "+", "made": "+", "gone": "-", "ended": "-", "changed": "~", "entered": "~", "moved": "~"}
"""The sign before an event, by the last word of its name."""

STYLES = {"+": "host", "-": "faint", "~": "warning"}


def event_lines(events: Iterable[Event], snapshot: Snapshot, user: UserName, medium: Medium) -> Iterator[str]:
    """The lines of the events that led to this snapshot: when noticed, what."""
    for event in events:
        at = time.strftime("%H:%M:%S", time.localtime(event.noticed))
        sign = sign_of(event)
        yield f"{medium.paint(at, 'faint')} {medium.paint(sign, STYLES[sign])} {sentence(event, snapshot, user)}"


def listening_text(listening: Listening) -> str:
    """What the kernel tells by itself, and what is only seen by looking again."""
    told = listening.marked + listening.polled
    parts = [f"the kernel tells of mounts in {told} of {listening.namespaces} mount namespaces"] if told else []
    if listening.processes:
        parts.append("the kernel tells of processes that start and end")
    looked = [] if told == listening.namespaces else ["mounts in the others" if told else "mounts"]
    looked += [] if listening.processes else ["processes"]
    looked += ["changed flags"] if listening.marked else []
    parts.append(f"{', '.join([*looked, 'propagation', 'who enters other namespaces'])}: looked at every few seconds")
    return "; ".join(parts)


def sign_of(event: Event) -> str:
    """`+`, `-` or `~`: what an event is at a glance."""
    return SIGNS[event.event.rpartition("-")[2]]


def sentence(event: Event, snapshot: Snapshot, user: UserName) -> str:
    """What happened, neutralised."""
    if event.process is not None:
        told = _of_process(event, event.process, snapshot, user)
    elif event.of_namespace is not None:
        told = _of_namespace(event, snapshot, user)
    else:
        told = _of_mount(event, snapshot)
    return neutral(told)


def _of_process(event: Event, process: Process, snapshot: Snapshot, user: UserName) -> str:
    named = f"process {_process(process)} of {user(process.uid)}"
    match event.event:
        case "process-started":
            parent = "" if event.by is None else f", child of {_process(event.by)}"
            return f"{named} started{parent}{_where(process, snapshot)}"
        case "process-entered":
            ways = (f"{after} from {before}" for before, after in event.changes.values())
            return f"{named} went into {', '.join(ways)}"
    return f"{named} ended{_where(process, snapshot)}"


def _where(process: Process, snapshot: Snapshot) -> str:
    """The namespaces that it does not share with the host."""
    own = [name for kind, name in process.namespaces.items() if snapshot.host.get(kind) != name]
    return f", in {' '.join(own)}" if own else ""


def _of_namespace(event: Event, snapshot: Snapshot, user: UserName) -> str:
    namespace = event.of_namespace
    assert namespace is not None
    match event.event:
        case "namespace-appeared":
            by = "without a process" if event.by is None else f"with process {_process(event.by)} of {user(event.by.uid)}"
            return f"{_namespace(namespace)} appeared, {by}"
        case "namespace-changed":
            before, after = event.changes["name"]
            return f"{namespace.id} is now called {after or 'nothing'}, before {before or 'nothing'}"
    return f"{_namespace(namespace)} is gone"


def _of_mount(event: Event, snapshot: Snapshot) -> str:
    within = snapshot.namespace(event.namespace)
    host = within is not None and shared_with_host(snapshot, within)
    place = "" if within is None else f" in {within.id} (host)" if host else f" in {_namespace(within)}"
    now, was = event.mount, event.mount_before
    match event.event:
        case "mount-made" if now is not None:
            return f"{now.target} mounted{place}: {_mount(now)}"
        case "mount-moved" if now is not None and was is not None:
            return f"{was.target} moved to {now.target}{place}: {_mount(now)}"
        case "mount-changed" if now is not None:
            return f"{now.target} changed{place}: {', '.join(_change(*change) for change in event.changes.items())}"
    return "" if was is None else f"{was.target} unmounted{place}: {_mount(was)}"


def _mount(mount: Mount) -> str:
    groups = [f"{what} {group}" for what, group in (("shared", mount.shared), ("master", mount.master)) if group is not None]
    propagation = " ".join(groups) or mount.propagation
    source = f" from {mount.source}" if mount.source and mount.source != "none" else ""
    root = f" at {mount.root}" if mount.root != "/" else ""
    return f"{mount.fstype}{source}{root}, {','.join(mount.options)}, {propagation}"


def _change(field: str, change: tuple[str | None, str | None]) -> str:
    before, after = (each or "none" for each in change)
    return f"{field.replace('_', ' ')} {before} -> {after}"


def _namespace(namespace: Namespace) -> str:
    return namespace.id + (f" ({namespace.name})" if namespace.name else "")


def _process(process: Process) -> str:
    """The kernel's short name: a line has no room for command lines."""
    return f"{process.pid} {process.command}"
