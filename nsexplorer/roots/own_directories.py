"""The directories that nsexplorer keeps mounts in (XDG Base Directory Specification): used only where nobody else could have made them."""

import os

from nsexplorer.discovery.session_directory import directory, is_ours
from nsexplorer.engines.store_location import Person


class NotOurs(Exception):
    """A directory that would be used is not this user's alone, or cannot be made; the text says which and why."""


def runtime_directory() -> str:
    """Where things are kept until the machine stops, 0700; made where it is not there. Raises NotOurs."""
    found = directory()
    if found is None:
        raise NotOurs("no directory for what is mounted: set XDG_RUNTIME_DIR to one of yours")
    return made(os.path.realpath(found))


def state_directory(person: Person) -> str:
    """Where things are kept that were written to roots, 0700; made where it is not there. Raises NotOurs."""
    base = person.environment.get("XDG_STATE_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(person.home, ".local/state")
    try:
        os.makedirs(base, mode=0o700, exist_ok=True)
    except OSError as error:
        raise NotOurs(f"{base}: {error.strerror}") from None
    return made(f"{made(f'{os.path.realpath(base)}/nsexplorer')}/roots")


def made(path: str) -> str:
    """The directory at that path, made where it is not there. Raises NotOurs."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise NotOurs(f"{path}: {error.strerror}") from None
    if not is_ours(path):
        raise NotOurs(f"{path}: it is not a directory of this user's alone (owner and mode 0700)")
    return path
