"""What is told of each process beyond its namespaces: ids, capabilities, inner pids, command line, control group, directory."""

import os
from dataclasses import replace

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.linux.procfs import PROC
from nsexplorer.model.details import Capabilities, Details


def collect(draft: Draft) -> None:
    """Fill the details of every process. One that has not run since the capture before keeps them, but for what others do to it."""
    for pid, process in draft.processes.items():
        if process.details is not None and pid in draft.idle:
            details: Details | None = _again(pid, process.details)
        else:
            details = read(pid)
        if details != process.details:
            draft.processes[pid] = replace(process, details=details)


def _again(pid: int, before: Details) -> Details:
    """Another process may move it to another control group, and rename or remove the directory that it stands in."""
    now = cgroup(pid), _cwd(pid)
    return before if now == (before.cgroup, before.cwd) else replace(before, cgroup=now[0], cwd=now[1])


def read(pid: int) -> Details | None:
    """The details of one process; None where it is gone."""
    try:
        status = procfs.parse_status(procfs.read_once(b"%b%d/status" % (PROC, pid)))
    except (OSError, ValueError):
        return None
    return Details(
        status.uids,
        status.gids,
        status.groups,
        status.inner_pids,
        Capabilities(status.effective, status.permitted, status.inheritable, status.bounding, status.ambient),
        status.no_new_privileges,
        status.seccomp,
        command_line(pid),
        cgroup(pid),
        _cwd(pid),
    )


def command_line(pid: int) -> tuple[str, ...]:
    """The words of a process's command line; none for kernel threads, zombies and processes that are gone."""
    try:
        return procfs.command_line(pid)
    except OSError:
        return ()


def cgroup(pid: int) -> str | None:
    """The text of a process's control groups; None where it is gone."""
    try:
        return procfs.cgroup(pid)
    except OSError:
        return None


def _cwd(pid: int) -> str | None:
    try:
        return procfs.text(os.readlink(b"%b%d/cwd" % (PROC, pid)))
    except OSError:
        return None
