"""What the explorer runs in: what its terminal can draw, what users are called, which command line would read more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nsexplorer.explain.filter import UserIds
from nsexplorer.explain.mounts import MountsAnswer
from nsexplorer.explain.network import NetworkAnswer
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.tui.settings import Settings
from nsexplorer.tui.signs import FULL, Signs
from nsexplorer.tui.watch import Watch


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`user` gives what to call a uid, `user_id` the uid of a name: only for snapshots of this machine.

    `watch` makes a watch of what a capture looks at, None where nothing is live.
    `advice` is the command line that reads more than this one, None where there is none. `with_locks` adds to a mount table what a live
    test finds out about locks, `network` reads the network namespace of a target, where there is a live machine to ask. `saved` is the
    file that the snapshot comes from, None where it is of this machine. `stage` tells what a look that goes on reads just now. `folder` is
    where exports go. With `read_only` nothing is offered that changes anything. `troubles` are sentences on settings that were not taken.
    """

    signs: Signs = FULL
    user: Callable[[int], str] = str
    user_id: UserIds = lambda name: None
    advice: str | None = None
    with_locks: Callable[[Snapshot, MountsAnswer], MountsAnswer] = lambda snapshot, answer: answer
    network: Callable[[Snapshot, str], NetworkAnswer | str] | None = None
    saved: str | None = None
    stage: Callable[[], str] = str
    watch: Callable[[Callable[[], Snapshot]], Watch] | None = None
    folder: str = "."
    read_only: bool = False
    settings: Settings = field(default_factory=Settings)
    troubles: Sequence[str] = ()
