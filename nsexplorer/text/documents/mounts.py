"""The JSON of `mounts`: one mount table from a stated viewpoint."""

from collections.abc import Sequence
from typing import Any

from nsexplorer.explain.mounts import MountRow, MountsAnswer
from nsexplorer.explain.overlay import decode


def mounts(answer: MountsAnswer, rows: Sequence[MountRow]) -> dict[str, Any]:
    """The answer's keys, with these of its mounts. `unreadable` says of a key why it is null wherever it is."""
    return {
        "viewpoint": {"as": answer.viewpoint.kind, "pid": answer.viewpoint.pid},
        "namespace": answer.namespace,
        "mounts": [mount_row(row) for row in rows],
        "unreadable": dict(answer.unreadable),
    }


def mount_row(row: MountRow) -> dict[str, Any]:
    """One mount."""
    mount, hidden, id_map = row.mount, row.hidden_by, row.mount.id_map
    return {
        "id": mount.id,
        "unique_id": mount.unique_id,
        "parent": mount.parent,
        "device": mount.device,
        "root": mount.root,
        "target": row.target,
        "fstype": mount.fstype,
        "source": mount.source,
        "options": mount.options,
        "super_options": mount.super_options,
        "propagation": mount.propagation,
        "shared": mount.shared,
        "master": mount.master,
        "propagate_from": mount.propagate_from,
        "visible": row.visible,
        "hidden_by": None if hidden is None else {"mount": hidden.mount, "rule": hidden.rule},
        "locked": row.locked,
        "locked_flags": row.locked_flags,
        "idmap": None if id_map is None else {"uids": _id_rows(id_map.uids), "gids": _id_rows(id_map.gids)},
        "deleted_source": mount.deleted_source,
        "overlay": _overlay(row) if mount.fstype == "overlay" else None,
    }


def _id_rows(rows: Sequence[tuple[int, int, int]]) -> list[dict[str, int]]:
    return [{"inside": inside, "outside": outside, "count": count} for inside, outside, count in rows]


def _overlay(row: MountRow) -> dict[str, Any] | None:
    layers = decode(row.mount)
    if layers is None:
        return None
    return {"lower": layers.lower, "data": layers.data, "upper": layers.upper, "work": layers.work, "flags": layers.flags}
