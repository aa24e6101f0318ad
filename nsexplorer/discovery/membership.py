"""Who is in each namespace, and who leads it."""

from collections.abc import Iterable, Mapping

from nsexplorer.discovery.draft import Draft
from nsexplorer.model.process import Process


def collect(draft: Draft) -> None:
    """Fill `draft.members` and `draft.leaders`."""
    members: dict[str, list[int]] = {}
    for pid in sorted(draft.processes):
        for namespace in draft.processes[pid].namespaces.values():
            try:
                members[namespace].append(pid)
            except KeyError:
                members[namespace] = [pid]
    draft.members = members
    draft.leaders = {namespace: leader(draft.processes, pids) for namespace, pids in members.items()}


def leader(processes: Mapping[int, Process], members: Iterable[int]) -> int:
    """The topmost of these processes, that is one without an ancestor among them; the oldest of several."""
    inside = set(members)
    top = [pid for pid in inside if processes[pid].parent not in inside and not _below(processes, pid, inside)]
    return min(top or inside, key=lambda pid: (processes[pid].start, pid))


def _below(processes: Mapping[int, Process], pid: int, inside: set[int]) -> bool:
    """Whether an ancestor further up than the parent is inside. Reading is not atomic: pids may even seem to go in a circle."""
    passed = {pid}
    above = processes[pid].parent
    while above in processes and above not in passed:
        if above in inside:
            return True
        passed.add(above)
        above = processes[above].parent
    return False
