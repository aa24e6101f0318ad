"""Roots that processes run on, told by the kernel's facts alone: containers of any engine, and unshared chroots."""

from collections.abc import Collection, Iterator

from nsexplorer.model.container import Container
from nsexplorer.model.process import Process
from nsexplorer.model.root import MountedRoot, Root
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.found import FoundRoot

NO_RECORDS = "no record of the engine that can be read has it"


def running_containers(snapshot: Snapshot, known: Collection[str]) -> Iterator[FoundRoot]:
    """The running containers but those whose ids are `known`: their stores cannot be read, or there are none."""
    for container in snapshot.containers:
        if container.id not in known:
            process = snapshot.processes.get(container.pid)
            yield _running(container, None if process is None else _mount_namespace(snapshot, process))


def _running(container: Container, namespace: str | None) -> FoundRoot:
    unreadable = dict.fromkeys(("image", "layers", "size"), NO_RECORDS)
    if container.name is None and container.unnamed is not None:
        unreadable["name"] = container.unnamed
    mounted = () if namespace is None else (MountedRoot(namespace, "/"),)
    root = Root("", container.engine, container.name, container.id, running=True, pid=container.pid, mounted=mounted, unreadable=unreadable)
    return FoundRoot(root, "container", () if container.name is None else (container.name,), (container.engine,))


def chroots(snapshot: Snapshot) -> Iterator[FoundRoot]:
    """Root directories other than the host's that no container explains: one for each mount namespace and directory.

    A process with another root directory than its namespace's is in a chroot(2). A namespace has another root than the host where
    another directory, or another file system, is mounted at its `/`: somebody called pivot_root(2) there.
    """
    ours = _root_mount(snapshot, snapshot.host.get("mnt"))
    contained = {
        _mount_namespace(snapshot, process) for container in snapshot.containers if (process := snapshot.processes.get(container.pid))
    }
    found: dict[tuple[str, str], Process] = {}
    for process in sorted(snapshot.processes.values(), key=lambda process: (process.start, process.pid)):
        namespace = None if process.kernel or process.zombie or process.root is None else _mount_namespace(snapshot, process)
        if namespace is None or process.root is None or namespace in contained:
            continue
        if process.root == "/" and (ours is None or _root_mount(snapshot, namespace) in (None, ours)):
            continue
        found.setdefault((namespace, process.root), process)
    for (namespace, path), process in found.items():
        engine = "unshare" if path == "/" else "chroot"
        unreadable = dict.fromkeys(("image", "layers", "size"), "no engine made it")
        root = Root(
            "", engine, process.command, f"{engine}-{process.pid}", running=True, pid=process.pid,
            mounted=(MountedRoot(namespace, path),), unreadable=unreadable,
        )  # fmt: skip
        yield FoundRoot(root, "container", (process.command,), (engine,))


def _mount_namespace(snapshot: Snapshot, process: Process) -> str | None:
    known = process.namespaces.get("mnt")
    if known is not None:
        return known
    table = snapshot.table_of_process(process.pid)
    return None if table is None else table.namespace


def _root_mount(snapshot: Snapshot, namespace: str | None) -> tuple[str, str] | None:
    """The device and the directory of it at the root of a mount namespace."""
    for table in snapshot.tables_of(namespace) if namespace is not None else ():
        for mount in table.mounts:
            if mount.target == "/" and table.root == "/":
                return mount.device, mount.root
    return None
