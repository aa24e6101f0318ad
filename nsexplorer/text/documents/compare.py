"""The JSON of `compare`: two sides, aspect by aspect."""

from collections.abc import Iterable
from typing import Any

from nsexplorer.explain.compare.answer import Comparison
from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.explain.compare.rows import Row
from nsexplorer.explain.compare.side import Side
from nsexplorer.text.documents.envelope import complete
from nsexplorer.text.documents.mounts import mount_row


def compare(answer: Comparison, everything: bool = False) -> dict[str, Any]:
    """The answer's keys; rows that are the same on both sides only where `everything` is wanted, as for `--all`. `counts` has them all."""
    aspects: dict[str, Any] = {}
    counts = {}
    if answer.mounts is not None:
        aspects["mounts"] = [_mounts(pair) for pair in answer.mounts if everything or pair.change != "same"]
        counts["mounts"] = _counts(pair.change for pair in answer.mounts)
    if answer.namespaces is not None:
        aspects["namespaces"] = [{"type": pair.type, "a": pair.a, "b": pair.b, "shared": pair.shared} for pair in answer.namespaces]
    for aspect, rows in answer.rows.items():
        aspects[aspect] = [_row(row) for row in rows if everything or row.change != "same"]
        counts[aspect] = _counts(row.change for row in rows)
    return {
        "a": _side(answer.a),
        "b": _side(answer.b),
        "aspects": aspects,
        "counts": counts,
        "unreadable": dict(answer.unreadable),
    }


def _side(side: Side) -> dict[str, Any]:
    target = side.target
    return {
        "target": target.text,
        "namespace": target.namespace or target.namespaces.get("mnt"),
        "pid": target.pid,
        "machine": side.snapshot.machine,
        "taken": side.snapshot.taken,
        "complete": complete(side.snapshot),
    }


def _mounts(pair: MountPair) -> dict[str, Any]:
    return {
        "path": pair.path,
        "change": pair.change,
        "a": None if pair.a is None else mount_row(pair.a),
        "b": None if pair.b is None else mount_row(pair.b),
        "differences": pair.differences,
        "relation": pair.relation,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "change": row.change, "a": row.a, "b": row.b, "differences": row.differences}


def _counts(changes: Iterable[str]) -> dict[str, int]:
    counts = {"only_a": 0, "only_b": 0, "differs": 0, "same": 0}
    for change in changes:
        counts[change.replace("-", "_")] += 1
    return counts
