"""What the mode of a file, or of a directory on the way to it, denies to the process that looks (path_resolution(7), "Permissions")."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from nsexplorer.explain.id_maps import to_viewer, up
from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import inside_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.capability_names import mask
from nsexplorer.model.idmap import IdMap
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Step

READ, SEARCH = 4, 1
OVERRIDING = mask(("CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH"))


@dataclass(frozen=True)
class Denial:
    """A directory on the way that `process` may not search, or the file that it may not read.

    `unmapped` are those of its owner and group that have no id in the process's user namespace: then no capability counts for it.
    """

    step: Step
    needs: int
    unmapped: tuple[str, ...]
    process: Process
    user: str
    id_map: IdMap

    @property
    def verb(self) -> str:
        """What cannot be done."""
        return "searched" if self.needs == SEARCH else "read"

    @property
    def evidence(self) -> Evidence:
        """Its owner and mode."""
        step = self.step
        return Evidence(
            f"{step.path}: owner {step.uid}:{step.gid}, mode {stat.filemode(step.mode)}", "statx(2), ids as this viewer sees them"
        )

    def fix(self, a: Side, b: Side) -> Fix:
        """The mildest way to let the process in, on the side of A where that walked by the same file."""
        steps = () if a.walk is None else a.walk.steps
        same = (each.path for each in steps if (each.device, each.inode) == (self.step.device, self.step.inode))
        side, path = next(((a, path) for path in same), (b, self.step.path))
        return Fix("let others in", inside_of(side, "chmod", f"o+{'x' if self.needs == SEARCH else 'r'}", path))


def denials(snapshot: Snapshot, side: Side) -> Iterator[Denial]:
    """What stands in the way of this side's process on the way that was walked, from the root on; nothing where that is not known."""
    seer, walk = side.process, side.walk
    if seer is None or seer.details is None or walk is None or walk.end is None:
        return
    user = side.target.namespaces.get("user") or seer.namespaces.get("user")
    id_map = None if user is None else to_viewer(snapshot, user)
    if user is None or id_map is None:
        return
    overriding = bool(seer.details.capabilities.effective & OVERRIDING)
    groups = (*seer.details.groups, seer.details.gids[3])
    for step in walk.steps:
        needs = READ if step is walk.steps[-1] else SEARCH
        owners = (("owner", id_map.uids, step.uid), ("group", id_map.gids, step.gid))
        unmapped = tuple(what for what, rows, owner in owners if up(rows, owner) is None)
        if step.target is not None or (overriding and not unmapped):
            continue
        shift = 6 if step.uid == seer.details.uids[3] else 3 if step.gid in groups else 0
        if not step.mode >> shift & needs:
            yield Denial(step, needs, unmapped, seer, user, id_map)
