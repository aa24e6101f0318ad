"""Whether what has the same name in two snapshots is the same namespace: the kernel uses inodes again at once."""

from nsexplorer.model.namespace import Namespace


def same_namespace(was: Namespace, now: Namespace) -> bool:
    """By the 64-bit ids. Where one could not be read (its last process may just have ended): by who is in it, then by its owner."""
    if was is now:
        return True
    if was.nsid is not None and now.nsid is not None:
        return was.nsid == now.nsid
    if was.members and now.members and (was.nsid or now.nsid):
        return not set(was.members).isdisjoint(now.members)
    return was.owner is None or now.owner is None or was.owner == now.owner
