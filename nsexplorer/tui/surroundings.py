"""What the explorer runs in: what its terminal can draw, what users are called, which command line would read more."""

from collections.abc import Callable
from dataclasses import dataclass

from nsexplorer.explain.filter import UserIds
from nsexplorer.tui.signs import FULL, Signs


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`user` gives what to call a uid, `user_id` the uid of a name: only for snapshots of this machine.

    `advice` is the command line that reads more than this one, None where there is none.
    """

    signs: Signs = FULL
    user: Callable[[int], str] = str
    user_id: UserIds = lambda name: None
    advice: str | None = None
