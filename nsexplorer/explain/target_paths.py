"""Namespaces by the path of an nsfs file: a link in /proc, or a place where one is bind-mounted."""

import os.path
import re

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.visibility import lookup
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Snapshot

_OF_PROCESS = re.compile(r"/proc/(\d+|self|thread-self)(?:/task/(\d+))?/ns/(\w+)")
_DESCRIPTOR = re.compile(r"/proc/(\d+)/fd/(\d+)")
_FOR_CHILDREN = "_for_children"


def find_path(snapshot: Snapshot, path: str) -> str:
    """The id of the namespace whose nsfs file is at that absolute path, on the host's side. Raises UnknownTarget."""
    path = "/" + os.path.normpath(path).lstrip("/")
    if found := _OF_PROCESS.fullmatch(path):
        return _of_process(snapshot, path, found[1], found[2], found[3])
    if found := _DESCRIPTOR.fullmatch(path):
        return _of_descriptor(snapshot, path, int(found[1]), int(found[2]))
    return _bound(snapshot, path)


def _of_process(snapshot: Snapshot, path: str, pid: str, tid: str | None, link: str) -> str:
    kind = link.removesuffix(_FOR_CHILDREN)
    if kind not in NAMESPACE_TYPES or (kind != link and kind not in ("pid", "time")):
        raise UnknownTarget(path, f"{link} is not a type of namespace", f"the types are {', '.join(NAMESPACE_TYPES)}")
    if not pid.isdigit():
        return _own(snapshot, path, kind)
    process = snapshot.processes.get(int(pid))
    if process is None:
        raise UnknownTarget(path, f"there is no process {pid}")
    namespaces = process.namespaces
    if tid is not None and tid != pid:
        namespaces = next(
            (thread.namespaces for thread in snapshot.threads if (thread.pid, thread.tid) == (int(pid), int(tid))), namespaces
        )
    if kind != link:
        number = int(pid)
        for namespace in snapshot.namespaces.values():
            if namespace.type == kind and any(pin.kind == "for_children" and pin.pid == number for pin in namespace.pins):
                return namespace.id
    if kind not in namespaces:
        raise UnknownTarget(path, f"that link of process {pid} could not be read ({process.unreadable or 'the kernel gives none'})")
    return namespaces[kind]


def _own(snapshot: Snapshot, path: str, kind: str) -> str:
    if kind not in snapshot.own:
        raise UnknownTarget(path, f"this kernel has no {kind} namespaces")
    return snapshot.own[kind]


def _of_descriptor(snapshot: Snapshot, path: str, pid: int, fd: int) -> str:
    for namespace in snapshot.namespaces.values():
        if any(pin.kind == "fd" and (pin.pid, pin.fd) == (pid, fd) for pin in namespace.pins):
            return namespace.id
    raise UnknownTarget(path, "no such descriptor is open on an nsfs file, or it could not be read")


def _bound(snapshot: Snapshot, path: str) -> str:
    if path.startswith("/var/run/"):
        path = path.removeprefix("/var")  # a symbolic link since FHS 3.0, which a table does not show
    host = snapshot.host.get("mnt", "")
    tables = snapshot.tables_of(host)
    mount = lookup(tables[0].mounts, path, "entrant") if tables else None
    if mount is not None and mount.target == path and mount.fstype == "nsfs":
        return mount.root
    elsewhere = sorted(
        f"{namespace.id} is bound there in {pin.within}"
        for namespace in snapshot.namespaces.values()
        for pin in namespace.pins
        if pin.kind == "bind" and pin.path == path and pin.within != host
    )
    if elsewhere:
        raise UnknownTarget(path, "no nsfs file is bound there on the host", f"{', '.join(elsewhere)}: name that one")
    raise UnknownTarget(path, f"no nsfs file is bound there in the host's mount table {host}")
