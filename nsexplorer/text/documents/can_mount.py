"""The document of `can-mount`."""

from collections.abc import Sequence
from typing import Any

from nsexplorer.explain.targets import Target
from nsexplorer.model.answer import Answer
from nsexplorer.model.mountable import Mountable, Permission
from nsexplorer.text.documents.answer import answer as answer_keys
from nsexplorer.text.documents.answer import place


def can_mount(target: Target, answer: Answer, filesystems: Sequence[Mountable]) -> dict[str, Any]:
    """Which file systems may be mounted in the namespaces of the target."""
    return {"in": place(target, "mnt"), **answer_keys(answer), "filesystems": [_filesystem(each) for each in filesystems]}


def _filesystem(each: Mountable) -> dict[str, Any]:
    return {
        "fstype": each.fstype,
        "here": _permission(each.here),
        "session": _permission(each.session),
        "session_all": _permission(each.session_all),
    }


def _permission(permission: Permission) -> dict[str, Any]:
    return {
        "allowed": permission.allowed,
        "reason": permission.reason,
        "text": permission.text,
        "needs": list(permission.needs),
        "covered_by": list(permission.covered_by),
        "unreadable": dict(permission.unreadable),
    }
