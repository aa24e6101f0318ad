"""Who would write: a process of the target, or somebody else with a uid there (credentials(7))."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from nsexplorer.explain.id_maps import down, to_viewer, up
from nsexplorer.model.capability_names import mask
from nsexplorer.model.idmap import IdMap
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

ROOT = 0


@dataclass(frozen=True, slots=True)
class Writer:
    """`uid` and `gids` are seen from the viewer's user namespace; `gids` is None where nobody knows them. `inside` is the uid in its own.

    `capabilities` is its effective set, valid in `user_namespace`, whose id maps are `maps`.
    """

    uid: int
    inside: int | None
    gids: frozenset[int] | None
    capabilities: int
    user_namespace: str
    maps: IdMap

    def __str__(self) -> str:
        return (
            f"uid {self.uid}"
            if self.inside == self.uid
            else f"uid {self.uid} ({'no number' if self.inside is None else self.inside} inside)"
        )

    def can(self, *capabilities: str) -> bool:
        """Whether it has any of these capabilities in its own user namespace."""
        return bool(self.capabilities & mask(capabilities))


class Unidentified(NamedTuple):
    """Nobody to write: either not known who (`impossible` is False), or there can be no such user."""

    reason: str
    impossible: bool = False


def writer_of(snapshot: Snapshot, process: Process | None, uid: int | None, groups: Collection[int] | None = None) -> Writer | Unidentified:
    """Who writes: the process itself, or `uid`, a number of its user namespace, as `groups` are, which that user has there.

    Another uid than the process's is taken to have no capability; root, all that the process's bounding set leaves it.
    """
    if process is None or process.details is None:
        return Unidentified("as whom the target's process runs was not read" if process else "no process of the target is known")
    user_namespace = process.namespaces.get("user")
    maps = None if user_namespace is None else to_viewer(snapshot, user_namespace)
    if user_namespace is None or maps is None:
        return Unidentified(f"the id maps of the user namespace of process {process.pid} could not be read")
    details = process.details
    own = Writer(
        details.uids[3],
        up(maps.uids, details.uids[3]),
        frozenset({details.gids[3], *details.groups}),
        details.capabilities.effective,
        user_namespace,
        maps,
    )
    if uid is None or uid == own.inside:
        return own
    outside = down(maps.uids, uid)
    if outside is None:
        return Unidentified(f"no row of the uid_map of {user_namespace} has {uid}: nobody in it can be that user", impossible=True)
    gids = None if groups is None else frozenset(gid for each in groups if (gid := down(maps.gids, each)) is not None)
    return Writer(outside, uid, gids, details.capabilities.bounding if uid == ROOT else 0, user_namespace, maps)
