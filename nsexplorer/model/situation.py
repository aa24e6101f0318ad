"""The live state around a call that the kernel refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nsexplorer.model.idmap import IdMap
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.mount import Mount


@dataclass(frozen=True, slots=True)
class Situation:
    """The live state around a failed call, as far as it was read: None, or empty, is "not known".

    `path` is what the call was about. `mount` is the mount that lies there, `mount_point` whether the path is the very point of it,
    `lock` what a live test found about it. `pid` is the process that called, `threads` how many it has, `chrooted` whether its root is
    another than its mount namespace's. `capabilities` are its effective ones. `id_map` is that of its user namespace, `uid` and `gid`
    the ids that it gave to the call, as it sees them; `initial` whether that is the initial user namespace. `types` are the types of
    namespaces that the call was about. `settings` are the contents of files below /proc/sys by their path from there, as
    `user/max_net_namespaces`.
    """

    path: str | None = None
    mount: Mount | None = None
    mount_point: bool | None = None
    lock: LockFacts | None = None
    pid: int | None = None
    threads: int | None = None
    chrooted: bool | None = None
    capabilities: tuple[str, ...] | None = None
    id_map: IdMap | None = None
    uid: int | None = None
    gid: int | None = None
    initial: bool | None = None
    types: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def process(self) -> str:
        """The process that called, as a part of a path in /proc."""
        return "self" if self.pid is None else str(self.pid)
