"""The ways out, as lines for a shell, mildest first."""

import shlex
from collections.abc import Iterator

from nsexplorer.explain.holders.holder import Who
from nsexplorer.explain.holders.people import People
from nsexplorer.model.answer import Fix
from nsexplorer.model.namespace import Namespace, Pin
from nsexplorer.model.snapshot import Snapshot

_ENGINES = ("podman", "docker", "nerdctl")
_FEW = 8
"""So many processes are named in one line; of more, the leader, and what it takes to find the others."""


def umount(snapshot: Snapshot, people: People, namespace: str, path: str) -> Iterator[Fix]:
    """How a mount of any namespace goes: unmounted there, else with the namespace."""
    words = ["umount", path]
    if namespace == snapshot.host.get("mnt"):
        yield Fix("unmount it", shlex.join(words))
        return
    who = people.of_namespace(namespace)
    known = snapshot.namespaces.get(namespace)
    if who is None:
        yield from _unpin(snapshot, known)
        return
    owner = None if known is None else known.owner
    enter = ["nsenter", "-t", str(who.pid)]
    if owner in (None, snapshot.host.get("user")):
        yield Fix("unmount it there", shlex.join([*enter, "-m", *words]))
    else:
        text = "unmount it there; `not mounted` (EINVAL) would mean that it is locked, as what came along from another user's namespace is"
        yield Fix(text, shlex.join([*enter, "-U", "-m", "--preserve-credentials", *words]))
    yield from end_namespace(people, who, known)


def end_namespace(people: People, who: Who, namespace: Namespace | None) -> Iterator[Fix]:
    """How the processes of a namespace end, and it with them."""
    whole = list(stop(people, who, "restart"))
    if who.container or who.unit or who.session:
        yield from whole
        return
    members = () if namespace is None else namespace.members
    if 1 < len(members) <= _FEW:
        yield Fix(f"end the {len(members)} processes in that namespace", shlex.join(["kill", *map(str, members)]))
    elif len(members) > _FEW:
        yield Fix(f"end the {len(members)} processes in that namespace, of which this is the first", shlex.join(["kill", str(who.pid)]))
    else:
        yield from whole


def stop(people: People, who: Who, verb: str = "stop") -> Iterator[Fix]:
    """How a process ends: with its container, its service, or alone. `verb` is `stop` or `restart`."""
    container = people.container(who.pid)
    if container is not None:
        line = shlex.join([container.engine, verb, container.name or container.id]) if container.engine in _ENGINES else None
        yield Fix(f"{verb} the container {container.name or container.id} ({container.engine})", line)
    elif who.unit is not None:
        yield Fix(f"{verb} the service {who.unit}", shlex.join(["systemctl", verb, who.unit]))
    elif who.session is not None:
        yield Fix(f"end the session {who.session}", shlex.join(["nsexplorer", "end", who.session]))
    else:
        yield Fix(f"end the process {who.pid}", shlex.join(["kill", str(who.pid)]))


def _unpin(snapshot: Snapshot, namespace: Namespace | None) -> Iterator[Fix]:
    """How a namespace without processes ends: with what pins it."""
    pins = () if namespace is None else namespace.pins
    for pin in pins:
        yield from unpin(snapshot, pin)
    if not pins:
        yield Fix("no process is in that namespace, and nothing was found that keeps it alive; an open /proc/PID/mountinfo may", None)


def unpin(snapshot: Snapshot, pin: Pin) -> Iterator[Fix]:
    """How one thing lets a namespace go."""
    match pin.kind:
        case "bind" if pin.within == snapshot.host.get("mnt"):
            yield Fix("unmount the namespace's file", shlex.join(["umount", pin.path or ""]))
        case "bind":
            leader = (snapshot.namespaces[pin.within].leader if pin.within in snapshot.namespaces else None) if pin.within else None
            if leader is not None:
                line = shlex.join(["nsenter", "-t", str(leader), "-m", "umount", pin.path or ""])
                yield Fix(f"unmount the namespace's file in {pin.within}", line)
            else:
                yield Fix(f"unmount {pin.path} in {pin.within}, which no process is in", None)
        case "fd" | "socket":
            yield Fix(f"have process {pin.pid} close descriptor {pin.fd}", None)
            yield Fix(f"end process {pin.pid}", shlex.join(["kill", str(pin.pid)]))
        case "child":
            yield Fix(f"end {pin.namespace} first", shlex.join(["nsexplorer", "holders", pin.namespace or ""]))
        case _:
            yield Fix(f"end process {pin.pid}", shlex.join(["kill", str(pin.pid)]))
