"""All that is read to tell who holds something, beside a snapshot of the machine."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache

from nsexplorer.discovery import holds
from nsexplorer.discovery.holds import OpenFiles, Sought, Task
from nsexplorer.linux import procfs
from nsexplorer.model.hold import Hold, HoldKind, Holds
from nsexplorer.model.snapshot import Snapshot

DIRECTORIES: tuple[HoldKind, ...] = ("cwd", "root")

DeviceOf = Callable[[list[str]], Mapping[str, tuple[str, int]]]
"""The device and the mount of what links in /proc lead to, as `PID/fd/N` and `PID/cwd`."""


def find(snapshot: Snapshot, sought: Sought, device_of: DeviceOf, known: OpenFiles) -> Holds:
    """What the processes of a snapshot hold of what is sought. Of files on detached mounts only those on the devices are kept.

    `known` are the descriptors that the capture of the snapshot has seen.
    """
    found = holds.find(_tasks(snapshot), sought, known)
    detached: dict[int, Hold] = {}
    for hold in found.holds:
        if hold.mount is not None and hold.mount not in sought.known:
            detached.setdefault(hold.mount, hold)  # all files of a mount are on one device
    links = {mount: f"{hold.tid or hold.pid}/fd/{hold.fd}" for mount, hold in detached.items()}
    devices = device_of(list(links.values())) if links else {}
    on = {mount: devices[link][0] for mount, link in links.items() if link in devices and devices[link][1] == mount}
    kept = (hold if hold.mount not in links else replace(hold, device=on.get(hold.mount or 0)) for hold in found.holds)
    silent = tuple(f"/proc/{link}" for link in links.values() if link not in devices and _is_there(link))
    of_sought = tuple(hold for hold in kept if hold.mount not in links or hold.device in sought.devices)
    return replace(found, holds=of_sought, not_looked_at=silent)


def _is_there(link: str) -> bool:
    """Whether that link in /proc can still be read: no file is looked at."""
    try:
        os.readlink(f"/proc/{link}")
    except OSError:
        return False
    return True


def on_detached_mounts(snapshot: Snapshot, sought: Sought, device_of: DeviceOf) -> Holds:
    """Working and root directories on mounts that stand in no table. No text of /proc tells of these: each has to be looked at."""
    links: dict[str, tuple[Task, HoldKind]] = {}
    for task in _tasks(snapshot):
        links |= {f"{task.tid or task.pid}/{kind}": (task, kind) for kind in DIRECTORIES}
    found = []
    devices = device_of(list(links))
    for link, (device, mount) in devices.items():
        if device in sought.devices and mount not in sought.known:
            task, kind = links[link]
            try:
                path = procfs.text(os.readlink(f"/proc/{link}".encode()))
            except OSError:
                continue
            found.append(Hold(task.pid, kind, path, task.tid, mount=mount, device=device))
    silent = tuple(f"/proc/{link}" for link in links if link not in devices and _is_there(link))
    return Holds(tuple(found), (), (), silent)


def with_units(snapshot: Snapshot, pids: Collection[int]) -> Snapshot:
    """The snapshot with the services that these processes are in, where it does not know them."""
    from nsexplorer.discovery.units import find_units

    @cache
    def read_cgroup(pid: int) -> str | None:
        try:
            return procfs.cgroup(pid)
        except OSError:
            return None

    known = {unit.pid for unit in snapshot.units}
    found = find_units(snapshot.processes, read_cgroup, pids, snapshot.viewer.pid)
    return replace(snapshot, units=(*snapshot.units, *(unit for unit in found if unit.pid not in known)))


def _tasks(snapshot: Snapshot) -> list[Task]:
    """Every process that may hold something but the one that looks, and threads that have a mount namespace of their own."""
    viewer = snapshot.viewer.pid
    found = [Task(process.pid) for process in snapshot.processes.values() if not process.kernel and process.pid != viewer]
    apart = (thread for thread in snapshot.threads if _apart(snapshot, thread.pid, thread.namespaces.get("mnt")))
    return found + [Task(thread.pid, thread.tid) for thread in apart if thread.pid != viewer]


def _apart(snapshot: Snapshot, pid: int, namespace: str | None) -> bool:
    process = snapshot.processes.get(pid)
    return process is not None and (process.zombie or process.namespaces.get("mnt") != namespace)
