"""Who is behind what: the process with its service or container, and who stands for a mount namespace."""

from collections.abc import Mapping

from nsexplorer.explain.holders.holder import Who
from nsexplorer.explain.identity import chain
from nsexplorer.explain.naming import command_of
from nsexplorer.explain.target_names import SESSION
from nsexplorer.model.container import Container, Unit
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot


class People:
    """Looks up processes; each is climbed from to its container and its service once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.units: Mapping[int, Unit] = {unit.pid: unit for unit in snapshot.units}
        self.containers: Mapping[int, Container] = {container.pid: container for container in snapshot.containers}
        self.in_namespace: Mapping[str, Container] = _by_mount_namespace(snapshot)
        self.known: dict[int, Who | None] = {}

    def who(self, pid: int) -> Who | None:
        """The process; None where it is not in the snapshot."""
        if pid not in self.known:
            self.known[pid] = self._look(pid)
        return self.known[pid]

    def of_namespace(self, namespace: str) -> Who | None:
        """The process that leads a namespace; None where no process is in it."""
        found = self.snapshot.namespaces.get(namespace)
        pid = None if found is None else found.leader or next(iter(found.members), None)
        return None if pid is None else self.who(pid)

    def container(self, pid: int) -> Container | None:
        """The container that a process runs in: in its mount namespace, or below its first process."""
        process = self.snapshot.processes.get(pid)
        beside = None if process is None else self.in_namespace.get(process.namespaces.get("mnt", ""))
        above = self._above(pid, self.containers)
        return beside or (None if above is None else self.containers[above])

    def unit(self, pid: int) -> Unit | None:
        """The service that a process runs in."""
        above = self._above(pid, self.units)
        return None if above is None else self.units[above]

    def _look(self, pid: int) -> Who | None:
        process = self.snapshot.processes.get(pid)
        if process is None:
            return None
        container, unit = self.container(pid), self.unit(pid)
        return Who(
            pid,
            command_of(process),
            process.uid,
            None if unit is None else unit.name,
            None if container is None else container.name or container.id,
            self._session(process),
        )

    def _session(self, process: Process) -> str | None:
        """The session that a process is in, by its user namespace or one around that."""
        for identifier in chain(self.snapshot, process.namespaces.get("user", "")):
            namespace = self.snapshot.namespace(identifier)
            if namespace is not None and namespace.name is not None and namespace.name.startswith(SESSION):
                return namespace.name.removeprefix(SESSION)
        return None

    def _above(self, pid: int, marked: Mapping[int, object]) -> int | None:
        """The nearest process at or above it that is marked."""
        seen = set()
        while pid not in seen and pid not in marked and pid in self.snapshot.processes:
            seen.add(pid)
            pid = self.snapshot.processes[pid].parent
        return pid if pid in marked else None


def _by_mount_namespace(snapshot: Snapshot) -> Mapping[str, Container]:
    found: dict[str, Container] = {}
    for container in snapshot.containers:
        process = snapshot.processes.get(container.pid)
        namespace = None if process is None else process.namespaces.get("mnt")
        if namespace is not None and namespace != snapshot.host.get("mnt"):
            found.setdefault(namespace, container)
    return found
