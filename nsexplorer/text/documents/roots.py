"""The documents of `roots` and `mount`."""

from collections.abc import Iterable, Sequence
from typing import Any

from nsexplorer.model.root import MountedRoot, RecordedMount, Root, RootMount


def roots(found: Iterable[Root], unread: Sequence[str]) -> dict[str, Any]:
    """Every root, and what stood in the way of more."""
    return {"roots": [_root(each) for each in found], "unread": list(unread)}


def mounts(found: Iterable[RootMount]) -> dict[str, Any]:
    """What nsexplorer mounted, where."""
    return {
        "mounts": [
            {"root": each.root, "in": each.namespace, "path": each.path, "mode": each.mode, "count": each.count, "state": each.state}
            for each in found
        ]
    }


def mounted(path: str) -> dict[str, Any]:
    """Where a root was mounted."""
    return {"path": path}


def _root(root: Root) -> dict[str, Any]:
    return {
        "root": root.root,
        "engine": root.engine,
        "name": root.name,
        "id": root.id,
        "image": root.image,
        "layers": root.layers,
        "size": root.size,
        "running": root.running,
        "pid": root.pid,
        "mounted": [_place(each) for each in root.mounted],
        "records": [_record(each) for each in root.records],
        "unreadable": dict(root.unreadable),
    }


def _place(place: MountedRoot) -> dict[str, Any]:
    return {"in": place.namespace, "path": place.path}


def _record(record: RecordedMount) -> dict[str, Any]:
    return {"path": record.path, "state": record.state, "in": record.namespace, "count": record.count, "source": record.source}
