"""The JSON of `predict`: what a target gets at a path, or what would come of mounting or unmounting there."""

from collections.abc import Sequence
from typing import Any

from nsexplorer.explain.predict.mount import MountPrediction, Reception
from nsexplorer.explain.predict.path import PathPrediction
from nsexplorer.explain.predict.umount import UmountPrediction
from nsexplorer.model.answer import Answer
from nsexplorer.model.mount import Mount
from nsexplorer.text.documents.answer import answer, place
from nsexplorer.text.documents.mounts import mount_row


def predict_path(known: PathPrediction, words: Answer) -> dict[str, Any]:
    """The keys of `predict PATH`."""
    return {
        "in": place(known.side.target, "mnt"),
        "path": known.path,
        "resolved": known.resolved,
        "mount": None if known.row is None else mount_row(known.row),
        "host_path": known.host_path,
        "exists": known.exists,
        "owner": None if known.owner is None else known.owner._asdict(),
        "read_only": known.read_only,
        "uid": None if known.writer is None else known.writer.inside,
        "may_write": known.may_write,
        "reasons": known.reasons,
        **answer(words),
        "unreadable": dict(known.unreadable),
    }


def predict_mount(known: MountPrediction, words: Answer) -> dict[str, Any]:
    """The keys of `predict mount PATH`."""
    return {
        "from": place(known.side.target, "mnt"),
        "path": known.path,
        "on": known.parent.id,
        "receives": list(map(_reception, known.receives)),
        "others": [{"namespace": each.namespace, "reason": each.reason, "certain": each.certain} for each in known.others],
        "hides": _mounts(known.hides),
        "fails": known.fails,
        **answer(words),
    }


def predict_umount(known: UmountPrediction, words: Answer) -> dict[str, Any]:
    """The keys of `predict umount PATH`."""
    return {
        "from": place(known.side.target, "mnt"),
        "path": known.path,
        "unmounts": known.mount.id,
        "goes": [{"namespace": each.namespace, "as": each.role, "path": each.path, "mount": each.mount.id} for each in known.goes],
        "stays": [
            {"namespace": each.namespace, "path": each.path, "mount": each.mount.id, "reason": each.reason, "certain": each.certain}
            for each in known.stays
        ],
        "users": [user._asdict() for user in known.users],
        "unreadable_processes": known.unreadable_processes,
        "unreadable": {} if known.unreadable_processes is not None else {"unreadable_processes": "nobody looked for open files"},
        "fails": known.fails,
        **answer(words),
    }


def _reception(known: Reception) -> dict[str, Any]:
    hidden = known.hidden_by
    return {
        "namespace": known.namespace,
        "as": known.role,
        "path": known.path,
        "on": known.parent.id,
        "hidden_by": None if hidden is None else {"mount": _existing(hidden.mount), "rule": hidden.rule},
        "hides": _mounts(known.hides),
    }


def _existing(mount: int | None) -> int | None:
    """The id of a mount that is there; null for one that would come with the new one."""
    return mount if mount is not None and mount > 0 else None


def _mounts(mounts: Sequence[Mount]) -> list[dict[str, Any]]:
    return [{"mount": mount.id, "path": mount.target} for mount in mounts]
