"""The two sides of a comparison, and whether what the kernel numbers means the same on both."""

from dataclasses import dataclass

from nsexplorer.explain.targets import Target
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Side:
    """A target and the snapshot it is in. `saved`: that was loaded from a file, so that nothing more can be read live of the target."""

    snapshot: Snapshot
    target: Target
    saved: bool = False

    @property
    def process(self) -> Process | None:
        """The process that stands for the target: itself, or the leader of its namespace, of the host's user namespace for the host."""
        pid = self.target.pid
        if pid is None:
            namespace = self.snapshot.namespace(self.target.namespace or self.target.namespaces.get("user"))
            pid = None if namespace is None else namespace.leader
        return None if pid is None else self.snapshot.processes.get(pid)


def same_boot(a: Snapshot, b: Snapshot) -> bool:
    """Whether both snapshots are of one machine since it was last started: only then do numbers of the kernel (inodes, devices, peer
    groups, unique ids, pids) mean the same in both.

    Where either has no boot id, what tells is that processes are the same by pid and start time: a third of the smaller one's, so that a
    few that start at the same tick of every boot do not count for it.
    """
    if a is b:
        return True
    if a.boot is not None and b.boot is not None:
        return a.boot == b.boot
    if (a.machine, a.kernel) != (b.machine, b.kernel):
        return False
    ones, others = _identities(a), _identities(b)
    return len(ones & others) * 3 >= max(1, min(len(ones), len(others)))


def _identities(snapshot: Snapshot) -> set[tuple[int, int]]:
    """The processes but for the kernel's threads, which are the same at every start, and nsexplorer itself, which is there only now."""
    return {
        (process.pid, process.start) for process in snapshot.processes.values() if not process.kernel and process.pid != snapshot.viewer.pid
    }
