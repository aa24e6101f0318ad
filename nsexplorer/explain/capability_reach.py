"""Over what the capabilities of a process count: the rules of user_namespaces(7), "Capabilities", and "The interaction of ... namespaces".

A capability counts over what belongs to the user namespace that the process is in, or to one below it. Who made a user namespace has all
capabilities in it, while their effective user id is its owner's and they are in its parent.
"""

from dataclasses import dataclass

from nsexplorer.explain.identity import chain
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

OUTSIDE = "outside of the viewer's namespaces"
"""How a snapshot says that the kernel does not tell an owner because it lies above (ioctl_ns(2), EPERM)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the capabilities of a process count over one namespace, which belongs to the user namespace `owner`.

    `counts` is None where the owner is not known. `all_of_them`: it has every capability there, as the one who made it.
    """

    type: str
    namespace: str
    owner: str | None
    counts: bool | None
    all_of_them: bool = False


def over_own(snapshot: Snapshot, process: Process) -> tuple[Reach, ...]:
    """Over each of the namespaces that the process is in, by type."""
    user = process.namespaces.get("user")
    found = []
    for kind in NAMESPACE_TYPES:
        identifier = process.namespaces.get(kind)
        if identifier is None:
            continue
        namespace = snapshot.namespace(identifier)
        owner = identifier if kind == "user" else None if namespace is None else namespace.owner
        found.append(Reach(kind, identifier, owner, _counts(snapshot, user, namespace, owner)))
    return tuple(found)


def _counts(snapshot: Snapshot, user: str | None, namespace: Namespace | None, owner: str | None) -> bool | None:
    """An owner out of the viewer's sight is above the viewer, and so above every process that the viewer sees from there."""
    if user is None:
        return None
    if owner is not None:
        return user in chain(snapshot, owner)
    outside = namespace is not None and namespace.unreadable.get("owner", "").startswith(OUTSIDE)
    return False if outside and snapshot.viewer.user_namespace in chain(snapshot, user) else None


def over_children(snapshot: Snapshot, process: Process) -> tuple[Reach, ...]:
    """Over the user namespaces below the one it is in: those that it made have all capabilities for it, whatever it has itself."""
    user = process.namespaces.get("user")
    below = [each for each in snapshot.namespaces.values() if each.type == "user" and each.id != user and user in chain(snapshot, each.id)]
    return tuple(
        Reach("user", each.id, each.id, _capable(process) or _made(snapshot, process, each), _made(snapshot, process, each))
        for each in sorted(below, key=lambda each: each.inode or 0)
    )


def _capable(process: Process) -> bool:
    return process.details is not None and bool(process.details.capabilities.effective)


def _made(snapshot: Snapshot, process: Process, namespace: Namespace) -> bool:
    """Whether it is in the parent of that namespace, or of one above it, and its effective user made that one."""
    current: Namespace | None = namespace
    while current is not None and current.parent != process.namespaces.get("user"):
        current = snapshot.namespace(current.parent)
    euid = process.details.uids[1] if process.details is not None else process.uid
    return current is not None and current.creator_uid == euid
