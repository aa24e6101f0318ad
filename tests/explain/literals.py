"""Short ways to write down the parts of a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nsexplorer.model.details import Capabilities, Details
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Completeness, Snapshot, Viewer

INITIAL_USER = "user:[4026531837]"
HOST: Mapping[str, str] = {
    "cgroup": "cgroup:[4026531835]",
    "ipc": "ipc:[4026531839]",
    "mnt": "mnt:[4026531832]",
    "net": "net:[4026531833]",
    "pid": "pid:[4026531836]",
    "time": "time:[4026531834]",
    "user": INITIAL_USER,
    "uts": "uts:[4026531838]",
}


def mount(id: int, parent: int, target: str, **facts: Any) -> Mount:
    """A mount of a tmpfs, unless `facts` say otherwise."""
    defaults: dict[str, Any] = {
        "device": f"0:{id}",
        "root": "/",
        "options": ("rw", "relatime"),
        "shared": None,
        "master": None,
        "propagate_from": None,
        "unbindable": False,
        "optional": (),
        "fstype": "tmpfs",
        "source": "none",
        "super_options": ("rw",),
    }
    return Mount(id=id, parent=parent, target=target, **(defaults | facts))


def table(namespace: str, mounts: Iterable[Mount], members: Sequence[int] = (), root: str = "/") -> MountTable:
    return MountTable(namespace, root, members[0] if members else None, tuple(members), "mountinfo", tuple(mounts))


def process(pid: int, parent: int = 1, command: str = "sleep", uid: int = 0, **facts: Any) -> Process:
    """A process in the host's namespaces, but for those that `inside` gives."""
    inside = facts.pop("inside", {})
    state, threads, kernel = facts.pop("state", "S"), facts.pop("threads", 1), facts.pop("kernel", False)
    return Process(pid, 1000 + pid, parent, state, command, uid, threads, kernel, {**HOST, **inside}, **facts)


def details(*command_line: str) -> Details:
    none = Capabilities(0, 0, 0, 0, 0)
    return Details((0, 0, 0, 0), (0, 0, 0, 0), (), (1,), none, False, 0, command_line, "", "/")


def namespace(id: str, **facts: Any) -> Namespace:
    """A namespace with that id; its type and inode are read off it."""
    kind, _, rest = id.partition(":[")
    inode = None if rest.startswith("?") else int(rest[:-1])
    facts.setdefault("owner", INITIAL_USER if id != INITIAL_USER else None)
    return Namespace(id, kind, inode, **facts)


def snapshot(
    namespaces: Iterable[Namespace] = (), processes: Iterable[Process] = (), tables: Iterable[MountTable] = (), **facts: Any
) -> Snapshot:
    """A snapshot with the host's namespaces and these."""
    processes = tuple(processes)
    found = {id: namespace(id, leader=1, members=(1,)) for id in HOST.values()} | {each.id: each for each in namespaces}
    defaults: dict[str, Any] = {
        "taken": 0.0,
        "machine": "here",
        "kernel": "6.18",
        "boot": None,
        "viewer": Viewer(99, 0, (), INITIAL_USER),
        "own": HOST,
        "host": HOST,
        "threads": (),
        "id_maps": {},
        "containers": (),
        "units": (),
        "features": {},
        "complete": Completeness(len(processes), 0, 0, 0, ()),
    }
    return Snapshot(namespaces=found, processes={each.pid: each for each in processes}, tables=tuple(tables), **(defaults | facts))
