"""Everything about one mount, as facts: what it means, who else has it, and its fields as the kernel gives them."""

from collections.abc import Sequence

from nsexplorer.explain.mount_details import details
from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.propagation import PeerIndex
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.fact import Fact

ROLES = {"hidden": "warning", "locked": "faint"}
LABELS = {"source": "mounted"}
"""What a detail is called here, where its own label is another fact's."""


def mount_facts(snapshot: Snapshot, answer: MountsAnswer, row: MountRow, peers: PeerIndex) -> Sequence[Fact]:
    """The facts, what matters most first. Peers, masters and slaves in other namespaces can be followed there."""
    mount = row.mount
    source = "the kernel has none to tell" if mount.source is None else neutral(mount.source) or "(empty)"
    facts = [Fact("mount point", neutral(row.target), "name"), Fact("source", source, "plain" if mount.source else "faint")]
    facts += [_explained(answer, row, peers, label, text) for label, text in details(snapshot, answer, row, peers)]
    role = "fault" if mount.deleted_source else "link" if mount.fstype == "nsfs" else "plain"
    unique = "" if mount.unique_id is None else f"; unique {mount.unique_id}"
    facts += [
        Fact("type", neutral(mount.fstype)),
        Fact("root", neutral(mount.root), role, _nsfs(snapshot, row)),
        Fact("options", neutral(",".join(mount.options))),
        Fact("of the fs", neutral(",".join(mount.super_options))),
        Fact("device", mount.device),
        Fact("mount id", f"{mount.id}, on {mount.parent}{unique}"),
    ]
    if mount.optional:
        facts.append(Fact("other fields", neutral(" ".join(mount.optional))))
    return facts


def _explained(answer: MountsAnswer, row: MountRow, peers: PeerIndex, label: str, text: str) -> Fact:
    """A detail as a fact. `peers in mnt:[...] (name)` is a label too long for its column, and leads to the first of them."""
    what, _, where = label.partition(" in ")
    if not where:
        return Fact(LABELS.get(label, label), neutral(text), ROLES.get(label, "plain"))
    namespace = where.partition(" ")[0]
    there = {"peers": peers.peers, "masters": peers.masters_of, "slaves": peers.slaves_of}[what](row.mount)
    first = next((place.mount.id for place in there if place.namespace == namespace), None)
    told = "this namespace" if namespace == answer.namespace else where
    return Fact(what, neutral(f"{told}: {text}"), "link", Place(namespace, "mounts", first))


def _nsfs(snapshot: Snapshot, row: MountRow) -> Place | None:
    """The namespace that an nsfs mount keeps, where the snapshot has it."""
    return Place(row.mount.root) if row.mount.fstype == "nsfs" and row.mount.root in snapshot.namespaces else None
