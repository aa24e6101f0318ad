"""Id maps of user namespaces (user_namespaces(7))."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdMapRow:
    """`count` ids from `inside` on are `outside` and the following ones, seen from the reader's user namespace."""

    inside: int
    outside: int
    count: int


@dataclass(frozen=True, slots=True)
class IdMap:
    """The maps of one user namespace, read from the viewer's. Unmapped outside ids are 4294967295.

    For the viewer's own user namespace the outside column is relative to its parent (user_namespaces(7)).
    `setgroups` is `allow` or `deny`, None where it cannot be read.
    """

    namespace: str
    uids: tuple[IdMapRow, ...]
    gids: tuple[IdMapRow, ...]
    setgroups: str | None


@dataclass(frozen=True, slots=True)
class MountIdMap:
    """The id map of an idmapped mount: (inside, outside, count) rows as the reader sees them (statmount, Linux 6.15)."""

    uids: tuple[tuple[int, int, int], ...]
    gids: tuple[tuple[int, int, int], ...]
