"""Why a mount namespace does not receive what is mounted at a place elsewhere."""

from nsexplorer.explain.places import Spot, shows
from nsexplorer.explain.propagation import PeerIndex
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot


def why_not_received(snapshot: Snapshot, namespace: Namespace, spot: Spot, peers: PeerIndex) -> tuple[str, bool]:
    """The reason, as a part of a sentence, and whether it is certain: it is not where something could not be read.

    It is for a namespace that has no mount which is known to receive from the peer group of the place's mount and to show the place.
    """
    group = spot.mount.shared
    if group is None:
        return f"mount {spot.mount.id} at {spot.mount.target} is {spot.mount.propagation}: what is mounted below it goes nowhere else", True
    tables = snapshot.tables_of(namespace.id)
    if not tables:
        return f"its mount table could not be read ({namespace.unreadable.get('table', 'no reason known')}), so it may receive it", False
    whole = tables[0].root == "/"
    mounts = [mount for mount in tables[0].mounts if mount.device == spot.mount.device]
    showing = [mount for mount in mounts if shows(mount, spot.inside)]
    if not showing:
        return _shows_elsewhere(mounts, spot, peers, group), whole
    for mount in showing:
        unread = _unread_group(mount, peers)
        if unread is not None:
            return (
                f"its mount {mount.id} at {mount.target} receives from peer group {unread}, of which no member could be read, "
                f"so it may receive it"
            ), False
    mount = showing[0]
    return f"its mount {mount.id} at {mount.target} shows that directory, but is {_deaf(mount, group)}", whole


def _shows_elsewhere(mounts: list[Mount], spot: Spot, peers: PeerIndex, group: int) -> str:
    listening = next((mount for mount in mounts if peers.receives(mount, group)), None)
    if listening is None:
        return "none of its mounts shows that directory"
    return f"its mount {listening.id} at {listening.target} would receive it, but shows only {listening.root} of that file system"


def _unread_group(mount: Mount, peers: PeerIndex) -> int | None:
    """The first peer group up the chain of masters that nothing is known of; None where the chain is known to its end."""
    pending = [mount.master]
    seen = set()
    while pending:
        group = pending.pop()
        if group is None or group in seen:
            continue
        seen.add(group)
        members = peers.members.get(group)
        if not members:
            return group
        pending += [place.mount.master for place in members]
    return None


def _deaf(mount: Mount, group: int) -> str:
    if mount.shared is None and mount.master is None:
        return f"{mount.propagation}: nothing arrives there"
    numbers = " and ".join(
        word for word in (mount.shared and f"in peer group {mount.shared}", mount.master and f"a slave of {mount.master}") if word
    )
    return f"{numbers}, which receives nothing from peer group {group}"
