"""What people call things by: the containers and services that namespaces belong to, and the name that results for each namespace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs

if TYPE_CHECKING:
    from nsexplorer.discovery.containers import ReadCgroup, ReadCommandLine


def collect(draft: Draft) -> None:
    """Fill `draft.containers`, `draft.units` and `draft.names`, looking only at leaders of namespaces that the host does not share."""
    host = frozenset(draft.host.values())
    apart = {pid for namespace, pid in draft.leaders.items() if namespace not in host and not draft.processes[pid].kernel}
    if not apart and not draft.bind_mounts:
        return  # nothing has a name, and what finds names is not cheap to import
    from nsexplorer.discovery.containers import find_containers
    from nsexplorer.discovery.namespace_names import name_namespaces
    from nsexplorer.discovery.session_records import sessions
    from nsexplorer.discovery.units import find_units

    read_cgroup, read_command_line = _readers(draft)
    viewer = draft.viewer.pid
    draft.containers = find_containers(draft.processes, apart, draft.tables, read_cgroup, read_command_line, viewer)
    draft.units = find_units(draft.processes, read_cgroup, apart, viewer)
    draft.names = name_namespaces(
        draft.processes, draft.leaders, draft.pins, sessions(), draft.containers, draft.units, host, read_cgroup, read_command_line
    )


def collect_units(draft: Draft) -> None:
    """Fill `draft.units` with the services of all processes, so that each can be named as a target."""
    from nsexplorer.discovery.units import find_units

    running = [pid for pid, process in draft.processes.items() if not process.kernel]
    draft.units = find_units(draft.processes, _readers(draft)[0], running, draft.viewer.pid)


def _readers(draft: Draft) -> tuple[ReadCgroup, ReadCommandLine]:
    """What reads a process's control groups and its command line: from its details where the draft has them, else once from /proc."""

    @cache
    def read_cgroup(pid: int) -> str | None:
        known = draft.processes[pid].details if pid in draft.processes else None
        if known is not None:
            return known.cgroup
        try:
            return procfs.cgroup(pid)
        except OSError:
            return None

    @cache
    def read_command_line(pid: int) -> tuple[str, ...]:
        known = draft.processes[pid].details if pid in draft.processes else None
        if known is not None and known.command_line is not None:
            return known.command_line
        try:
            return procfs.command_line(pid)
        except OSError:
            return ()

    return read_cgroup, read_command_line
