"""The records of sessions: read with suspicion, and believed only where the kernel says the same."""

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from nsexplorer.discovery.session_directory import directory, is_ours
from nsexplorer.linux import nsfs, procfs
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE, NAMESPACE_TYPES
from nsexplorer.model.session import NAME, Anchor, Session

SUFFIX = ".json"
LIMIT = 1 << 18
"""Bytes of a record that are read: one with a large environment has some thousand."""

NAMESPACE = re.compile(rf"(?:{'|'.join(NAMESPACE_TYPES)}):\[[0-9]{{1,10}}\]")


def sessions() -> tuple[Session, ...]:
    """The sessions of this user that live, by name. What is stale or was forged is left out."""
    return tuple(record for record in records() if lives(record))


def records() -> Iterator[Session]:
    """What the files in the directory say, by name; those that are no record are left out."""
    place = directory()
    if place is None or not is_ours(place):
        return
    with suppress(OSError):
        for name in sorted(os.listdir(place)):
            record = read(place, name.removesuffix(SUFFIX)) if name.endswith(SUFFIX) else None
            if record is not None:
                yield record


def read(place: str, name: str) -> Session | None:
    """The record of that name in a directory of ours; None where there is none that is whole, and a plain file of ours."""
    if not re.fullmatch(NAME, name):
        return None
    try:
        fd = os.open(os.path.join(place, name + SUFFIX), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_size > LIMIT:
            return None
        return parse(name, json.loads(os.read(fd, LIMIT)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    finally:
        os.close(fd)


def parse(name: str, document: Any) -> Session:
    """The record that a document is. Raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    session = Session(
        name,
        float(document["since"]),
        document["kept"] is True,
        _anchor(document["opener"]),
        tuple(_anchor(each) for each in document["anchors"]),
        _namespaces(document["namespaces"]),
        {kind: int(number) for kind, number in document["nsids"].items() if kind in NAMESPACE_TYPES},
        _namespaces(document["host"]),
        None if document["host_mount"] is None else int(document["host_mount"]),
        {str(key): str(value) for key, value in document["environment"].items()},
        str(document["directory"]),
    )
    if any(kind not in session.namespaces or session.namespaces[kind] == session.host.get(kind) for kind in ("user", "mnt")):
        raise ValueError("a session has a user and a mount namespace of its own")
    if session.namespaces["user"] == INITIAL_USER_NAMESPACE:
        raise ValueError("nobody made the initial user namespace")
    return session


def document(session: Session) -> dict[str, object]:
    """The document that a record is kept as."""
    return {
        "since": session.since,
        "kept": session.kept,
        "opener": [session.opener.pid, session.opener.start],
        "anchors": [[each.pid, each.start] for each in session.anchors],
        "namespaces": dict(session.namespaces),
        "nsids": dict(session.nsids),
        "host": dict(session.host),
        "host_mount": session.host_mount,
        "environment": dict(session.environment),
        "directory": session.directory,
    }


def _anchor(pair: Any) -> Anchor:
    pid, start = pair
    return Anchor(int(pid), int(start))


def _namespaces(found: Mapping[str, str]) -> dict[str, str]:
    for kind, identifier in found.items():
        if not NAMESPACE.fullmatch(identifier) or not identifier.startswith(f"{kind}:"):
            raise ValueError(f"{identifier} is no namespace of type {kind}")
    return dict(found)


def lives(session: Session) -> bool:
    """Whether the kernel says what the record does: we are in its namespaces, or a process of the record still is; and they are ours,
    not those that we came from.
    """
    if _is_own(session):
        return True
    return any(_holds(session, anchor) for anchor in session.anchors) or any(_in_it(session, name) for name in procfs.pids())


def _is_own(session: Session) -> bool:
    with suppress(OSError):
        return os.readlink("/proc/self/ns/user") == session.namespaces["user"] and _made_by_us("/proc/self/ns/user", session)
    return False


def _holds(session: Session, anchor: Anchor) -> bool:
    """Whether the process of that pid is still the one that was meant, and in the session."""
    with suppress(OSError, ValueError):
        if procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % anchor.pid)).start == anchor.start:
            return in_namespaces(session, anchor.pid)
    return False


def _in_it(session: Session, name: bytes) -> bool:
    """Whether any process is in it, where ids tell that no other namespace took its number: an inode alone is used again at once."""
    return "user" in session.nsids and in_namespaces(session, int(name))


def in_namespaces(session: Session, pid: int) -> bool:
    """Whether a process is in the session's user and mount namespaces, which this user made."""
    with suppress(OSError):
        if any(os.readlink(f"/proc/{pid}/ns/{kind}") != session.namespaces[kind] for kind in ("user", "mnt")):
            return False
        return _made_by_us(f"/proc/{pid}/ns/user", session)
    return False


def _made_by_us(path: str, session: Session) -> bool:
    """Whether the user namespace is the recorded one by its id, as far as there are ids, and was made from ours, or is our own."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        first, *around = [facts for facts in nsfs.climb(fd) if facts.type == "user"]
    finally:
        os.close(fd)
    if first.nsid is not None and session.nsids.get("user", first.nsid) != first.nsid:
        return False
    own = os.stat("/proc/self/ns/user").st_ino
    return first.inode == own or (first.creator_uid == os.geteuid() and any(facts.inode == own for facts in around))
