"""A directory as one side finds it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a directory and what it is, itself and not what it may link to.

    `kind` is `file`, `directory`, `link`, `fifo`, `socket`, `block` or `character`. `uid` and `gid` are as the listing's user namespace
    sees them, `mode` are the permission bits, `link` is where a symbolic link points.
    `unread` says why nothing but the name is known; all else is None then.
    """

    name: str
    kind: str | None = None
    size: int | None = None
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None
    link: str | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a directory, by name. `user_namespace` is the one whose ids they have. `unread` says why there may be more entries."""

    path: str
    user_namespace: str
    entries: tuple[Entry, ...]
    unread: str | None = None
