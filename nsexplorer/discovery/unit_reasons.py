"""Which lines of its unit files gave a service namespaces or mounts of its own."""

from dataclasses import replace

from nsexplorer.discovery.draft import Draft
from nsexplorer.discovery.unit_files import read_unit


def collect(draft: Draft) -> None:
    """Fill in the options of each service that has a namespace the host does not share; the files are read once per capture."""
    host = frozenset(draft.host.values())
    before = {} if draft.memory.snapshot is None else {(unit.name, unit.pid): unit for unit in draft.memory.snapshot.units}
    own_table = next((table for table in draft.tables if draft.viewer.pid in table.members), None)
    units = []
    for unit in draft.units:
        process = draft.processes[unit.pid]
        if host.issuperset(process.namespaces.values()):
            units.append(unit)
            continue
        known = before.get((unit.name, unit.pid))
        if known is not None and unit.pid in draft.idle:
            units.append(known)
            continue
        reading = read_unit(unit.name, None if process.details is None else process.details.cgroup, own_table)
        units.append(replace(unit, options=reading.options, unread=reading.unread))
    draft.units = tuple(units)
