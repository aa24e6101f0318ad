"""The kernel's mount lookup as a small model: mounts on (mount, directory) pairs, found step by step (path_resolution(7)).

It knows directories, not printed paths, so it is a truth of its own for what is worked out from printed tables.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from nsexplorer.model.mount import Mount
from tests.explain.literals import mount


class Spot(NamedTuple):
    """A directory of a mount, by its path below that mount's root ("" is the root itself)."""

    mount: int
    path: str


@dataclass
class Machine:
    """One mount namespace. Mount 1 is its root; `at` has for each other mount the spot it lies on: one mount a spot, as in the kernel."""

    at: dict[int, Spot] = field(default_factory=dict)

    def on(self, spot: Spot) -> int | None:
        return next((id for id, where in self.at.items() if where == spot), None)

    def follow(self, spot: Spot) -> Spot:
        """On top of whatever is mounted on a spot."""
        while (above := self.on(spot)) is not None:
            spot = Spot(above, "")
        return spot

    def walk(self, root: Spot, path: str) -> Spot:
        spot = root
        for name in filter(None, path.split("/")):
            spot = self.follow(Spot(spot.mount, f"{spot.path}/{name}"))
        return spot

    def mount(self, root: Spot, path: str) -> None:
        """mount(2): on top of what is there."""
        self.at[2 + len(self.at)] = self.follow(self.walk(root, path))

    def tuck(self, spot: Spot) -> None:
        """What propagation does to a spot that is covered already: the new mount goes below (mnt_set_mountpoint_beneath)."""
        covering = self.on(spot)
        new = 2 + len(self.at)
        self.at[new] = spot
        if covering is not None:
            self.at[covering] = Spot(new, "")

    def printed(self, root: Spot) -> list[Mount]:
        """The table as mountinfo prints it to a process with that root directory: what is not below it is left out."""
        found = []
        for id in (1, *self.at):
            path = self._path(id, root)
            if path is not None:
                found.append(mount(id, self.at[id].mount if id in self.at else 0, path))
        return found

    def _path(self, id: int, root: Spot) -> str | None:
        spot, path = Spot(id, ""), ""
        while True:
            if spot.mount == root.mount and (spot.path == root.path or spot.path.startswith(root.path + "/")):
                return spot.path.removeprefix(root.path) + path or "/"
            if spot.mount not in self.at:
                return None
            path = spot.path + path
            spot = self.at[spot.mount]
