"""Where mounts go and come from, over all mount tables of a snapshot (mount_namespaces(7), "SHARED SUBTREES").

Peer group numbers are machine-wide, so tables of different namespaces join on them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot


class Place(NamedTuple):
    """A mount and the mount namespace it is in. Its target is seen from the root of the table that shows most of that namespace."""

    namespace: str
    mount: Mount


@dataclass(frozen=True, slots=True)
class PeerIndex:
    """All members and all slaves of each peer group, by its number. Made by `index`; what was not read is not in it."""

    members: Mapping[int, tuple[Place, ...]]
    slaves: Mapping[int, tuple[Place, ...]]

    def peers(self, mount: Mount) -> tuple[Place, ...]:
        """The other mounts of its peer group: what is mounted below one appears below all."""
        return tuple(place for place in self.members.get(mount.shared or 0, ()) if place.mount.id != mount.id)

    def slaves_of(self, mount: Mount) -> tuple[Place, ...]:
        """The mounts that receive from its peer group directly and send nothing back."""
        return () if mount.shared is None else self.slaves.get(mount.shared, ())

    def masters_of(self, mount: Mount) -> tuple[Place, ...]:
        """The mounts of the peer group that it is a slave of."""
        return () if mount.master is None else self.members.get(mount.master, ())

    def reach(self, group: int) -> frozenset[int]:
        """The peer groups that receive what is mounted below a member of this one: itself, and groups of slaves, theirs and so on."""
        reached = {group}
        pending = [group]
        while pending:
            for place in self.slaves.get(pending.pop(), ()):
                further = place.mount.shared
                if further is not None and further not in reached:
                    reached.add(further)
                    pending.append(further)
        return frozenset(reached)

    def receives(self, mount: Mount, group: int) -> bool:
        """Whether what is mounted below a member of that group arrives below this mount too."""
        return bool({mount.shared, mount.master} & self.reach(group))

    def receivers(self, group: int) -> tuple[Place, ...]:
        """All mounts below which something appears when it is mounted below a member of that group, members first."""
        found: dict[int, Place] = {}
        groups = [group, *sorted(self.reach(group) - {group})]
        for places in ([self.members.get(number, ()) for number in groups], [self.slaves.get(number, ()) for number in groups]):
            for place in (place for each in places for place in each):
                found.setdefault(place.mount.id, place)
        return tuple(found.values())


def index(snapshot: Snapshot) -> PeerIndex:
    """The peer groups of all tables of a snapshot. A mount that several tables of one namespace show counts once."""
    members: dict[int, list[Place]] = {}
    slaves: dict[int, list[Place]] = {}
    seen: set[int] = set()
    for table in sorted(snapshot.tables, key=lambda table: (table.root != "/", -len(table.mounts))):
        namespace = table.namespace
        for mount in table.mounts:
            shared, master = mount.shared, mount.master
            if (shared is None and master is None) or mount.id in seen:
                continue
            seen.add(mount.id)
            place = Place(namespace, mount)
            if shared is not None:
                members.setdefault(shared, []).append(place)
            if master is not None:
                slaves.setdefault(master, []).append(place)
    return PeerIndex(_frozen(members), _frozen(slaves))


def _frozen(groups: Mapping[int, Iterable[Place]]) -> Mapping[int, tuple[Place, ...]]:
    return {number: tuple(places) for number, places in groups.items()}


def in_words(mount: Mount) -> str:
    """How mounts travel from and to below this one, with its group numbers."""
    match mount.propagation:
        case "shared":
            words = f"shared in peer group {mount.shared}: what is mounted below it appears below its peers, and what they get appears here"
        case "slave":
            words = f"slave of peer group {mount.master}: what is mounted below that group's members appears here, nothing goes back"
        case "shared+slave":
            words = (
                f"shared in peer group {mount.shared} and slave of peer group {mount.master}: it exchanges mounts with its peers, "
                f"and receives those of its masters without sending any back"
            )
        case "unbindable":
            words = "unbindable: private, and no bind mount can be made of it"
        case _:
            words = "private: what is mounted below it appears nowhere else, and nothing arrives from elsewhere"
    if mount.propagate_from is not None:
        words += f"; the nearest group it receives from that has a member below this root directory is {mount.propagate_from}"
    return words
