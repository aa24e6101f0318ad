"""Running containers: which engine's, their id and their name, each told by its first process.

Only leaders of namespaces are looked at. The id comes from their control group and mount table, the name from the process that keeps
the container, else from the engine's records.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from nsexplorer.engines.container_ids import UNKNOWN, ContainerId, from_cgroup, is_long_id
from nsexplorer.engines.container_mounts import MountTrace, from_mounts
from nsexplorer.engines.container_processes import Keeper, keeper, may_keep
from nsexplorer.model.mount import MountTable
from nsexplorer.model.process import Process

if TYPE_CHECKING:
    from nsexplorer.engines.records import Records
    from nsexplorer.model.container import Container

ReadCgroup = Callable[[int], str | None]
ReadCommandLine = Callable[[int], tuple[str, ...]]


class _Sighting(NamedTuple):
    """A process in a container, and what tells which."""

    pid: int
    found: ContainerId
    trace: MountTrace
    keeper: Keeper | None


def find_containers(
    processes: Mapping[int, Process],
    leaders: Collection[int],
    tables: Sequence[MountTable],
    read_cgroup: ReadCgroup,
    read_command_line: ReadCommandLine,
    viewer: int | None = None,
) -> tuple[Container, ...]:
    """One Container for each running container that one of the `leaders` is in; its `pid` is the first of them that was started.

    `leaders` are the leaders of namespaces other than the host's. The readers give None and () where nothing can be read. `viewer` is
    the pid of the process that looks, by default this one: a container around it is the host, and is left out.
    """
    sight = _Sight(processes, tables, read_cgroup, read_command_line)
    own = os.getpid() if viewer is None else viewer
    around = sight.look(own)
    first: dict[str | tuple[str, str], _Sighting] = {}
    for process in sorted((processes[pid] for pid in leaders if pid in processes), key=lambda process: (process.start, process.pid)):
        seen = None if process.kernel or process.zombie else sight.look(process.pid)
        if seen is not None and (around is None or _key(seen.found) != _key(around.found)):
            first.setdefault(_key(seen.found), seen)
    if not first:
        return ()
    from nsexplorer.engines.records import Records  # many machines have no container, and no use for it

    records = Records(sight.table(own))
    return tuple(_container(seen, records) for seen in first.values())


class _Sight:
    """Looks at processes; goes through each mount table, and reads each keeper's command line, once."""

    def __init__(
        self, processes: Mapping[int, Process], tables: Sequence[MountTable], read_cgroup: ReadCgroup, read_command_line: ReadCommandLine
    ) -> None:
        self._processes = processes
        self._tables = {pid: table for table in tables for pid in table.members}
        self._read_cgroup = read_cgroup
        self._read_command_line = read_command_line
        self._traces: dict[int, MountTrace] = {}
        self._keepers: dict[int, Keeper | None] = {}

    def table(self, pid: int) -> MountTable | None:
        """The mount table as that process sees it."""
        return self._tables.get(pid)

    def look(self, pid: int) -> _Sighting | None:
        """What tells that this process is in a container, None where nothing does."""
        cgroup, trace, kept = from_cgroup(self._read_cgroup(pid) or ""), self._trace(pid), self._keeper(pid)
        found = _decide(cgroup, trace, kept)
        return None if found is None else _Sighting(pid, found, trace, kept)

    def _trace(self, pid: int) -> MountTrace:
        table = self._tables.get(pid)
        if table is None:
            return MountTrace()
        if id(table) not in self._traces:
            self._traces[id(table)] = from_mounts(table.mounts)
        return self._traces[id(table)]

    def _keeper(self, pid: int) -> Keeper | None:
        """The container that the nearest keeper among the ancestors keeps: all processes in a container descend from its keeper."""
        process = self._processes.get(pid)
        climbed = {pid}
        while process is not None and process.parent not in climbed:
            climbed.add(process.parent)  # a snapshot of parents that change may have a circle
            process = self._processes.get(process.parent)
            if process is not None and may_keep(process.command):
                if process.pid not in self._keepers:
                    self._keepers[process.pid] = keeper(self._read_command_line(process.pid))
                found = self._keepers[process.pid]
                if found is not None:
                    return found
        return None


def _key(found: ContainerId) -> str | tuple[str, str]:
    """What two processes of one container have in common. A long id is unique; a name is within its engine."""
    return found.id if is_long_id(found.id) else (found.engine, found.id)


def _decide(cgroup: ContainerId | None, trace: MountTrace, kept: Keeper | None) -> ContainerId | None:
    """The container that these facts tell of; where they tell of several, the innermost.

    A rootless container may have no control group of its own, and then stands in that of a container around it: the file that only it
    has comes first. Not so with cri-o, where that file may be the pod's, while each container has its control group.
    """
    if trace.own is not None and (cgroup is None or cgroup.engine != "cri-o"):
        return trace.own
    if cgroup is not None:
        engines = (kept, trace.network, trace.layer) if cgroup.engine == UNKNOWN else ()
        return next((cgroup._replace(engine=other.engine) for other in engines if other is not None), cgroup)
    if kept is not None and kept.id is not None:
        return ContainerId(kept.engine, kept.id, "command line of the process that keeps it")
    if trace.network is not None:
        return trace.network
    if trace.layer is not None:
        return ContainerId(trace.layer.engine, trace.layer.name, f"{trace.layer.evidence} (the id is the layer's)")
    return None


def _container(seen: _Sighting, records: Records) -> Container:
    from nsexplorer.model.container import Container  # many machines have no container

    found, kept = seen.found, seen.keeper
    engine = found.engine if kept is None else kept.engine
    name = None if kept is None else kept.name
    if name is not None and engine != "buildah":
        return Container(found.id, engine, seen.pid, name, found.evidence)
    record, looked_at = records.find(found._replace(engine=engine), seen.trace, None if kept is None else kept.namespace)
    if record is not None:
        found = _by_record(found, record.id, record.path)
        engine, name = record.engine, record.name or name
    if name is None and not is_long_id(found.id) and engine != "buildah":
        name = found.id  # ctr run, lxc and systemd-nspawn know a container by its name alone
    return Container(found.id, engine, seen.pid, name, found.evidence, None if name is not None else _unnamed(looked_at))


def _by_record(found: ContainerId, identifier: str, path: str) -> ContainerId:
    """The id that a record has for the layer, where the kernel's facts did not tell the container's own."""
    if found.id == identifier:
        return found
    return found._replace(id=identifier, evidence=f"{found.evidence}; {path}")


def _unnamed(looked_at: Sequence[str]) -> str:
    """Why a container has no name: what was looked at. Records that do not exist are told only where there is nothing else to tell."""
    present = [text for text in looked_at if not text.endswith("no such file or directory")]
    told = "; ".join(present or looked_at)
    return f"no record names it ({told})" if told else "its engine keeps no record that is known here"
