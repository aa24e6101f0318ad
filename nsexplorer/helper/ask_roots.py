"""What rooms ask the helper about container roots: to mount one here, and to take it down again."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from nsexplorer.helper import process
from nsexplorer.helper.refusal import Refusal


class MountIdentity(NamedTuple):
    """What tells a mount from any other: mountinfo's id, the id that is never reused (None before Linux 6.8), its device."""

    mount: int
    unique: int | None
    device: str


def ask_mount_root(request: Mapping[str, Any], deadline: float) -> MountIdentity | Refusal:
    """Have a root mounted in our own mount namespace, as `helper/jobs/mount_root.py` says."""
    answers, refusal = process.ask("mount_root", request, deadline)
    if not answers:
        return refusal or Refusal("failed", "the helper ended without an answer")
    return MountIdentity(*answers[0])


def ask_unmount_root(at: str, identity: MountIdentity, deadline: float) -> Refusal | None:
    """Have that mount taken down; None where it is."""
    return process.ask("unmount_root", {"at": at, **identity._asdict()}, deadline).refusal
