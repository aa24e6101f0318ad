"""What users are called: by the user database of this machine, which says nothing about a snapshot of another."""

import pwd
from collections.abc import Callable
from functools import cache

from nsexplorer.cli.words import Options


def user_names(options: Options) -> Callable[[int], str]:
    """What to call a user, by uid: its name on this machine, else the number."""
    return _name if options.snapshot is None else str


def user_ids(options: Options) -> Callable[[str], int | None]:
    """The uid of a user's name; None where there is no such user, or the snapshot is not of this machine."""
    return _uid if options.snapshot is None else lambda name: None


def known_user(options: Options) -> Callable[[int], str | None]:
    """A user's name, by uid; None where there is none, or the snapshot is not of this machine."""
    return _known if options.snapshot is None else lambda uid: None


def _name(uid: int) -> str:
    return _known(uid) or str(uid)


@cache
def _known(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _uid(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None
