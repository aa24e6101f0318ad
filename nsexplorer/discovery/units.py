"""systemd services with a process here, by the control groups that systemd names after its units (systemd.unit(5), cgroups(7))."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from nsexplorer.engines.container_ids import innermost_container
from nsexplorer.linux import cgroups
from nsexplorer.model.process import Process

if TYPE_CHECKING:
    from nsexplorer.model.container import Unit

ReadCgroup = Callable[[int], str | None]

UNIT_TYPES = (".service", ".scope", ".socket", ".mount", ".swap")
"""The types of units that processes are in; slices only hold other units."""


class Service(NamedTuple):
    """A service and its control group, which no other service of the machine has: users' own service managers may have one of that name."""

    name: str
    path: str


def find_units(
    processes: Mapping[int, Process], read_cgroup: ReadCgroup, pids: Collection[int], viewer: int | None = None
) -> tuple[Unit, ...]:
    """The services that these processes are in, each once, with its topmost process (the oldest of several found).

    A service of a system that runs in a container is not this machine's. `viewer` is the pid of the process that looks, by default this
    one: the services of the system around it count, also where that is a container.
    """
    around = container_around(read_cgroup(os.getpid() if viewer is None else viewer) or "")
    parse = cache(service_of)  # many processes share a control group

    @cache
    def service(pid: int) -> Service | None:
        text = read_cgroup(pid)
        return None if text is None else parse(text, around)

    topmost: dict[Service, Process] = {}
    climbed: set[int] = set()
    for process in (processes[pid] for pid in pids if pid in processes):
        found = service(process.pid)
        if found is not None:
            top = _climb(processes, process, found, service, climbed)
            if top is not None:
                topmost[found] = min(topmost.get(found, top), top, key=lambda process: (process.start, process.pid))
    if not topmost:
        return ()
    from nsexplorer.model.container import Unit  # many machines run no service manager

    units = (Unit(found.name, process.pid) for found, process in topmost.items())
    return tuple(sorted(units, key=lambda unit: (unit.name, unit.pid)))


def service_of(text: str, around: int = -1) -> Service | None:
    """The service that the text of /proc/PID/cgroup is of: the innermost unit, where that is a service, and none in a container.

    `around` is what `container_around` gives for the viewer.
    """
    for path in cgroups.paths(text):
        parts = path.strip("/").split("/")
        place = next((place for place in range(len(parts) - 1, -1, -1) if parts[place].endswith(UNIT_TYPES)), None)
        if place is None:
            continue
        inside = innermost_container("/".join(parts[:place]))
        if not parts[place].endswith(".service") or (inside is not None and inside[0] > around):
            return None
        return Service(parts[place], "/".join(parts[: place + 1]))
    return None


def container_around(text: str) -> int:
    """The number of the part of a path in the text of /proc/PID/cgroup that names a container; -1 where there is none."""
    places = [innermost_container(path) for path in cgroups.paths(text)]
    return max((place[0] for place in places if place is not None), default=-1)


def manager_of(unit: str, text: str) -> int | None:
    """The user whose own service manager runs this unit (user@.service(5)), by its control group's path; None where the system's does.

    `text` is that of /proc/PID/cgroup of a process in the unit.
    """
    for path in cgroups.paths(text):
        above = path.partition(f"/{unit}")[0]
        for part in reversed(above.split("/")):
            number = part.removeprefix("user@").removesuffix(".service")
            if part == f"user@{number}.service" and number.isdecimal():
                return int(number)
    return None


def _climb(
    processes: Mapping[int, Process], process: Process, found: Service, service: Callable[[int], Service | None], climbed: set[int]
) -> Process | None:
    """The highest ancestor of a process in the service `found` that can be reached within it; None where the way was `climbed` before."""
    passed: set[int] = set()
    while process.pid not in climbed and process.pid not in passed:
        passed.add(process.pid)
        if process.parent not in processes or service(process.parent) != found:
            break
        process = processes[process.parent]
    known = process.pid in climbed
    climbed |= passed
    return None if known else process
