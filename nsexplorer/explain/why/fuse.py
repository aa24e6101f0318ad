"""`fuse-refuses-others`: a FUSE file system serves the user who mounted it, and nobody else (mount.fuse(8), `allow_other`)."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount
from nsexplorer.model.process import Process


def fuse_refuses_others(question: Question) -> Why | None:
    """Both see the mount, and B is not who mounted it: not even root may look into it then (fs/fuse/dir.c, fuse_allow_current_process)."""
    mount, there, seer = question.mount, question.b.at(question.path_in), question.b.process
    if mount is None or there is None or seer is None or not question.same_place or not there.fstype.startswith("fuse"):
        return None
    if not _refused(there, seer):
        return None
    user = _number(there, "user_id")
    unsure = [Alternative("same-view", "the ids of the mount count in the user namespace that it was made in")] if question.b.locks else []
    return question.found(
        "fuse-refuses-others",
        f"Both have the mount, but a FUSE file system without allow_other serves only the user who mounted it, {user}: "
        f"{called(question.b)} is user {seer.uid}, and is refused.",
        [*line_of(question.b, there), Evidence(f"user {seer.uid}", f"/proc/{seer.pid}/status")],
        [
            Fix(f"look at it as user {user}"),
            Fix("mount it with `-o allow_other` (an ordinary user needs user_allow_other in /etc/fuse.conf)"),
        ],
        alternatives=unsure,
    )


def _refused(mount: Mount, process: Process) -> bool:
    user, group = _number(mount, "user_id"), _number(mount, "group_id")
    if "allow_other" in mount.super_options or user is None:
        return False
    if process.details is None:
        return process.uid != user
    same_group = group is None or all(gid == group for gid in process.details.gids[:3])
    return not same_group or any(uid != user for uid in process.details.uids[:3])


def _number(mount: Mount, name: str) -> int | None:
    value = next((each.partition("=")[2] for each in mount.super_options if each.startswith(name + "=")), "")
    return int(value) if value.isdecimal() else None
