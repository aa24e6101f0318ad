"""What people call things by: the containers and services that namespaces belong to, and the name that results for each namespace."""

from functools import cache

from nsexplorer.discovery import details
from nsexplorer.discovery.containers import ReadCgroup, ReadCommandLine, find_containers
from nsexplorer.discovery.draft import Draft
from nsexplorer.discovery.namespace_names import name_namespaces
from nsexplorer.discovery.units import find_units


def collect(draft: Draft) -> None:
    """Fill `draft.containers`, `draft.units` and `draft.names`, looking only at leaders of namespaces that the host does not share."""
    host = frozenset(draft.own.values())
    apart = {pid for namespace, pid in draft.leaders.items() if namespace not in host}
    read_cgroup, read_command_line = _readers(draft)
    viewer = draft.viewer.pid
    draft.containers = find_containers(draft.processes, apart, draft.tables, read_cgroup, read_command_line, viewer)
    draft.units = find_units(draft.processes, read_cgroup, apart, viewer)
    draft.names = name_namespaces(
        draft.processes, draft.leaders, draft.pins, draft.containers, draft.units, host, read_cgroup, read_command_line
    )


def collect_units(draft: Draft) -> None:
    """Fill `draft.units` with the services of all processes, so that each can be named as a target."""
    running = [pid for pid, process in draft.processes.items() if not process.kernel]
    draft.units = find_units(draft.processes, _readers(draft)[0], running, draft.viewer.pid)


def _readers(draft: Draft) -> tuple[ReadCgroup, ReadCommandLine]:
    """What reads a process's control groups and its command line: from its details where the draft has them, else once from /proc."""

    @cache
    def read_cgroup(pid: int) -> str | None:
        known = draft.processes[pid].details if pid in draft.processes else None
        return details.cgroup(pid) if known is None else known.cgroup

    @cache
    def read_command_line(pid: int) -> tuple[str, ...]:
        known = draft.processes[pid].details if pid in draft.processes else None
        return details.command_line(pid) if known is None or known.command_line is None else known.command_line

    return read_cgroup, read_command_line
