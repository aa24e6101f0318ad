"""What users and groups are called, and which ids are set aside for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SubordinateRange:
    """`count` ids from `first` on are set aside for `owner`, a name or a number as the file has it (subuid(5), subgid(5))."""

    owner: str
    first: int
    count: int

    def __contains__(self, identifier: int) -> bool:
        return self.first <= identifier < self.first + self.count


@dataclass(frozen=True, slots=True)
class SubordinateIds:
    """The ranges of /etc/subuid and /etc/subgid in their order. `unread` says by the file's path why there are none."""

    uids: tuple[SubordinateRange, ...] = ()
    gids: tuple[SubordinateRange, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Names of users and groups by id, as one user database has them: only of ids that were asked for."""

    users: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
