"""Kernel interfaces that a kernel may lack, by name. The kernel is asked, its version never parsed.

`NSEXPLORER_WITHOUT=statmount,nsid` in the environment makes those count as missing, for tests and bug reports.
"""

import os

FEATURES = {
    "fanotify": "fanotify(7) on mount namespaces: mounts made and gone, as it happens (Linux 6.15)",
    "listmount": "listmount(2): the mounts of a namespace by its id (Linux 6.8; other namespaces 6.11)",
    "mnt_get_next": "NS_MNT_GET_NEXT: all mount namespaces, also those without a process (Linux 6.12)",
    "mountinfo_poll": "POLLPRI on /proc/PID/mountinfo: changes of a mount table, as it happens (Linux 2.6.30)",
    "mount_setattr": "mount_setattr(2): to try which flags of a mount are locked (Linux 5.12; a remount before)",
    "nsid": "NS_GET_ID and NS_GET_MNTNS_ID: ids of namespaces that are never reused (Linux 6.18; mount namespaces 6.11)",
    "pidfd_getfd": "pidfd_getfd(2): to ask another process's socket for its network namespace (Linux 5.6)",
    "process_events": "the process events connector: processes that start and end, as it happens (for everyone since Linux 6.6)",
    "schedstat": "/proc/PID/schedstat: to know which processes have not run since the last look (CONFIG_SCHED_INFO)",
    "statmount": "statmount(2): unique mount ids, id maps of mounts, tables without a process (Linux 6.8; other namespaces 6.11)",
}
"""What can be switched off, each with what it is good for and since when."""


def switched_off() -> frozenset[str]:
    """The names in NSEXPLORER_WITHOUT."""
    return frozenset(filter(None, os.environ.get("NSEXPLORER_WITHOUT", "").replace(" ", "").split(",")))


def wanted(name: str) -> bool:
    """Whether that feature may be used: not whether the kernel has it."""
    assert name in FEATURES, name
    return name not in switched_off()
