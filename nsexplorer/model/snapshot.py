"""Everything that was read at one moment, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TYPE_CHECKING = False  # start-up is part of the product: whoever makes one of these imports it
if TYPE_CHECKING:
    from nsexplorer.model.container import Container, Unit
    from nsexplorer.model.idmap import IdMap
    from nsexplorer.model.mount import MountTable
    from nsexplorer.model.namespace import Namespace
    from nsexplorer.model.process import Process, Thread


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who read the snapshot. `capabilities` are the names of the effective ones, valid in `user_namespace` (None: not readable)."""

    pid: int
    uid: int
    capabilities: tuple[str, ...]
    user_namespace: str | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much could be read. `missing` has a sentence for each thing that was not, with what would complete it.

    `unreadable_processes` have namespace links that this viewer may not read; `unreadable_tables` are mount namespaces known to exist
    whose table is not in the snapshot.
    """

    processes: int
    unreadable_processes: int
    tables: int
    unreadable_tables: int
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing at all is missing."""
        return not (self.unreadable_processes or self.unreadable_tables or self.missing)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The namespaces, mount tables and processes of a machine at the time `taken` (seconds since the epoch).

    `boot` is the id that the kernel gave itself when it was started (random(4), boot_id), None where that cannot be read.
    `namespaces` by id, `processes` by pid, `id_maps` by user namespace id. `own` are the namespaces nsexplorer ran in, by type; `host`
    those that count as the host (the same, unless another was named). `threads` are only those in other namespaces than their
    process. `features` says for each newer kernel interface whether it was used, is missing, or why it was refused.
    """

    taken: float
    machine: str
    kernel: str
    boot: str | None
    viewer: Viewer
    own: Mapping[str, str]
    host: Mapping[str, str]
    namespaces: Mapping[str, Namespace]
    processes: Mapping[int, Process]
    threads: tuple[Thread, ...]
    tables: tuple[MountTable, ...]
    id_maps: Mapping[str, IdMap]
    containers: tuple[Container, ...]
    units: tuple[Unit, ...]
    features: Mapping[str, str]
    complete: Completeness

    def namespace(self, identifier: str | None) -> Namespace | None:
        """The namespace with that id, None where the snapshot has none."""
        return None if identifier is None else self.namespaces.get(identifier)

    def tables_of(self, namespace: str) -> tuple[MountTable, ...]:
        """The tables of that mount namespace, the one that sees most first."""
        found = [table for table in self.tables if table.namespace == namespace]
        return tuple(sorted(found, key=lambda table: (table.root != "/", -len(table.mounts))))

    def table_of_process(self, pid: int) -> MountTable | None:
        """The mount table as that process sees it; None where it has none (a zombie) or it was not read."""
        return next((table for table in self.tables if pid in table.members), None)
