"""Processes that /proc itself keeps from this viewer: proc(5), the mount options hidepid= and gid=."""

import os

from nsexplorer.discovery.draft import Draft
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

OPEN = ("hidepid=0", "hidepid=off")


def missing(draft: Draft) -> str | None:
    """A sentence where /proc is mounted so that it hides other users' processes, or closes them, to this viewer."""
    proc = _own_proc(draft)
    if proc is None:
        return None
    hide = next((option for option in proc.super_options if option.startswith("hidepid=")), OPEN[0])
    if hide in OPEN or _may_trace_all(draft) or (hide != "hidepid=ptraceable" and _in_group(draft, proc)):
        return None
    return f"processes of other users: /proc is mounted with {hide}"


def _own_proc(draft: Draft) -> Mount | None:
    """The mount on /proc, the uppermost of several, in the table of this process."""
    for table in draft.tables:
        if draft.viewer.pid in table.members:
            return next((mount for mount in reversed(table.mounts) if (mount.target, mount.fstype) == ("/proc", "proc")), None)
    return None


def _may_trace_all(draft: Draft) -> bool:
    """Whether CAP_SYS_PTRACE is held over all processes of this pid namespace (fs/proc/base.c has_pid_permissions)."""
    facts = draft.facts_of(draft.own.get("pid", ""))
    owner = None if facts is None or facts.owner is None else f"user:[{facts.owner}]"
    return "CAP_SYS_PTRACE" in draft.viewer.capabilities and draft.viewer.user_namespace in (INITIAL_USER_NAMESPACE, owner)


def _in_group(draft: Draft, proc: Mount) -> bool:
    """Whether this viewer is in the group that the mount excepts: the initial root's unless it names another."""
    default = "0" if draft.viewer.user_namespace == INITIAL_USER_NAMESPACE else ""
    group = next((option[len("gid=") :] for option in proc.super_options if option.startswith("gid=")), default)
    return group.isdigit() and int(group) in (os.getegid(), *os.getgroups())
