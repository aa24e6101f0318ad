"""Writing the records of sessions, each whole or not at all, and clearing away those of sessions that are gone."""

import json
import os
from contextlib import suppress

from nsexplorer.discovery.session_directory import directory, is_ours
from nsexplorer.discovery.session_records import SUFFIX, document, lives, read, records
from nsexplorer.model.session import Session


def prepared() -> str | None:
    """The directory for records, made where it was missing, without the records of sessions that are gone; None where none can be had."""
    place = directory()
    if place is None:
        return None
    with suppress(FileExistsError, OSError):
        os.mkdir(place, 0o700)
    if not is_ours(place):
        return None
    for record in records():
        if not lives(record):
            remove(place, record.name)
    _clear(place)
    return place


def _clear(place: str) -> None:
    """Remove what a process that was killed had begun to write."""
    with suppress(OSError):
        for name in os.listdir(place):
            writer = name.rpartition(".")[2]
            if name.startswith(".") and writer.isdigit() and not os.path.exists(f"/proc/{writer}"):
                os.unlink(os.path.join(place, name))


def path_of(place: str, name: str) -> str:
    """The file of the record of that name."""
    return os.path.join(place, name + SUFFIX)


def taken(place: str, name: str) -> bool:
    """Whether there is anything of that name."""
    return os.path.lexists(path_of(place, name))


def free_name(place: str | None) -> str:
    """The first of s1, s2, ... that no record has."""
    number = 1
    while place is not None and taken(place, f"s{number}"):
        number += 1
    return f"s{number}"


def add(place: str, session: Session) -> bool:
    """Write a new record; whether its name was still free. Raises OSError."""
    fresh = _write(place, session)
    try:
        os.link(fresh, path_of(place, session.name))
    except FileExistsError:
        return False
    finally:
        os.unlink(fresh)
    return True


def replace(place: str, session: Session) -> None:
    """Write a record anew. Raises OSError."""
    os.replace(_write(place, session), path_of(place, session.name))


def remove(place: str, name: str) -> None:
    """Remove a record; nothing where there is none."""
    with suppress(OSError):
        os.unlink(path_of(place, name))


def find(name: str) -> Session | None:
    """The living session of that name."""
    place = directory()
    found = None if place is None or not is_ours(place) else read(place, name)
    return found if found is not None and lives(found) else None


def _write(place: str, session: Session) -> str:
    """A file beside the records with what is to be one: complete before it gets its name."""
    path = os.path.join(place, f".{session.name}.{os.getpid()}")
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.write(fd, json.dumps(document(session)).encode("ascii"))
    finally:
        os.close(fd)
    return path
