"""Where the file of a namespace can be opened from the viewer's side: links in /proc, and bind mounts."""

from collections.abc import Iterator

from nsexplorer.model.snapshot import Snapshot

ENOUGH = 8
"""How many of a namespace's processes are named: the next one is for when the one before has ended meanwhile."""


def handles(snapshot: Snapshot, identifier: str) -> Iterator[str]:
    """Paths that lead to the nsfs file of a namespace, the surest first: through processes and threads in it, through descriptors, then
    where it is bind mounted in the viewer's own mount namespace. They hold for the moment of the snapshot: what is opened must be checked.
    """
    namespace = snapshot.namespace(identifier)
    if namespace is None:
        return
    leader = () if namespace.leader is None else (namespace.leader,)
    for pid in dict.fromkeys((*leader, *namespace.members[:ENOUGH])):
        yield f"/proc/{pid}/ns/{namespace.type}"
    for pin in namespace.pins:
        if pin.kind == "thread":
            yield f"/proc/{pin.pid}/task/{pin.tid}/ns/{namespace.type}"
        elif pin.kind == "fd":
            yield f"/proc/{pin.pid}/fd/{pin.fd}"
        elif pin.kind == "bind" and pin.path is not None and pin.within == snapshot.own.get("mnt"):
            yield pin.path
