"""What there is to say about one mount, as labelled lines in the order they should be read."""

from collections.abc import Iterator, Sequence

from nsexplorer.explain import overlay
from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.naming import name_of
from nsexplorer.explain.propagation import PeerIndex, Place, in_words
from nsexplorer.model.filesystems import describe
from nsexplorer.model.idmap import MountIdMap
from nsexplorer.model.mount import DELETED, Mount
from nsexplorer.model.snapshot import Snapshot

Fact = tuple[str, str]
"""A label and what it is."""

PATHS_SHOWN = 5
"""So many paths of one namespace are named before the rest is counted."""


def details(snapshot: Snapshot, answer: MountsAnswer, row: MountRow, peers: PeerIndex) -> tuple[Fact, ...]:
    """What the mount is, what hides and locks it, its layers, where its mounts go and come from, its id map."""
    mount = row.mount
    return (
        ("file system", describe(mount.fstype)),
        *_hidden(answer, row),
        *_source(mount),
        *_layers(mount),
        *_locked(answer, row),
        ("propagation", in_words(mount)),
        *_places(snapshot, "peers", peers.peers(mount)),
        *_places(snapshot, "masters", peers.masters_of(mount)),
        *_places(snapshot, "slaves", peers.slaves_of(mount)),
        *_id_map(mount),
    )


def hidden_in_words(answer: MountsAnswer, row: MountRow) -> str | None:
    """What hides the mount, in one sentence; None where nothing does."""
    hidden = row.hidden_by
    if hidden is None:
        return None
    other = next((each for each in answer.rows if each.mount.id == hidden.mount), None)
    name = f"mount {hidden.mount}" if other is None else f"mount {hidden.mount} ({other.mount.fstype} on {other.target})"
    match hidden.rule:
        case "overmounted":
            return f"{name} lies directly on it."
        case "covered":
            return f"{name} covers it: it lies on a directory above, or on the mount that this one is on."
        case "outside-root":
            whose = "" if answer.viewpoint.pid is None else f" of process {answer.viewpoint.pid}"
            return f"It is not below the root directory{whose}" + (f", which is on {name}." if hidden.mount is not None else ".")


def _hidden(answer: MountsAnswer, row: MountRow) -> Iterator[Fact]:
    words = hidden_in_words(answer, row)
    if words is not None and row.hidden_by is not None:
        yield "hidden", f"{row.hidden_by.rule}: {words}"


def _source(mount: Mount) -> Iterator[Fact]:
    if mount.deleted_source:
        yield "source", f"The directory mounted here, {mount.root.removesuffix(DELETED)}, was removed where it came from."
    elif mount.root != "/" and mount.fstype != "nsfs":
        yield "source", f"Only {mount.root} of the file system on device {mount.device} is mounted here."


def _layers(mount: Mount) -> Iterator[Fact]:
    sentence = overlay.sentence(mount)
    if sentence is not None:
        yield "overlay", sentence
    stack = overlay.decode(mount)
    if stack is None:
        return
    for layer in reversed(stack.layers):
        yield f"{layer.kind} layer", layer.path
    if stack.relative:
        yield "layers", "Relative paths started from the working directory of whoever mounted it, which is not kept."
    if stack.flags:
        yield "overlay flags", ", ".join(stack.flags)


def _locked(answer: MountsAnswer, row: MountRow) -> Iterator[Fact]:
    if row.locked:
        yield "locked", "It came from a more privileged mount namespace: it cannot be unmounted or moved here."
    elif row.locked is None and "locked" in answer.unreadable:
        yield "locked", f"Not known: {answer.unreadable['locked']}."
    if row.locked_flags:
        yield "locked flags", f"{', '.join(row.locked_flags)}: cannot be taken off here."


def _places(snapshot: Snapshot, label: str, places: Sequence[Place]) -> Iterator[Fact]:
    paths: dict[str, list[str]] = {}
    for place in places:
        paths.setdefault(place.namespace, []).append(place.mount.target)
    for identifier, targets in paths.items():
        namespace = snapshot.namespace(identifier)
        name = "" if namespace is None else f" ({name_of(snapshot, namespace)})"
        more = f" and {len(targets) - PATHS_SHOWN} more" if len(targets) > PATHS_SHOWN else ""
        yield f"{label} in {identifier}{name}", ", ".join(targets[:PATHS_SHOWN]) + more


def _id_map(mount: Mount) -> Iterator[Fact]:
    if mount.id_map is not None:
        yield "id map", _map_in_words(mount.id_map)
    elif mount.idmapped:
        yield "id map", "Owners are translated on this mount; by which map, only statmount(2) tells (Linux 6.15)."


def _map_in_words(maps: MountIdMap) -> str:
    kinds = (("uid", maps.uids), ("gid", maps.gids))
    rows = [f"{kind} {inside} is {outside}, {count} ids" for kind, found in kinds for inside, outside, count in found]
    return "; ".join(rows)
