"""Which processes have run since the capture before: the others are in the same namespaces, and hold the same descriptors.

unshare(2) and setns(2) give no event, so a refresh would have to read every link again. But a process has to run to do either:
/proc/PID/schedstat counts the time it has run, in nanoseconds, and how often (Documentation/scheduler/sched-stats.rst), one for each
thread. A running thread's time is brought up to date at every tick, which is much shorter than any refresh interval.
"""

from nsexplorer.discovery.draft import Draft
from nsexplorer.linux import procfs
from nsexplorer.linux.features import wanted


def collect(draft: Draft) -> None:
    """Fill `draft.ran` with each process's count, read before anything else of it, and `draft.idle`."""
    if not wanted("schedstat"):
        draft.features["schedstat"] = "switched off"
        return
    memory = draft.memory
    idle = set()
    for name in procfs.pids():
        pid = int(name)
        try:
            ran = procfs.read_once(b"/proc/%b/schedstat" % name)
            known = memory.processes.get(pid)
            if known is not None and known.threads > 1:
                ran += b"".join(procfs.read_once(b"/proc/%b/task/%d/schedstat" % (name, tid)) for tid in sorted(procfs.threads(pid)))
        except OSError:
            continue
        draft.ran[pid] = ran
        if known is not None and memory.ran.get(pid) == ran:
            idle.add(pid)
    draft.idle = frozenset(idle)
    draft.features["schedstat"] = "used" if draft.ran else "missing"
