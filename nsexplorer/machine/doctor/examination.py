"""All checks of `doctor`, layer by layer, and what came of trying."""

import os
from collections.abc import Callable, Iterator, Mapping

from nsexplorer.discovery.subordinate_ids import subordinate_ids
from nsexplorer.explain.targets import resolve
from nsexplorer.helper.ask import MapRequest, Program, UserNamespaceTrial, ask_programs, ask_user_namespace
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.procfs import parse_status, read
from nsexplorer.machine.can_mount import can_mount
from nsexplorer.machine.doctor import (
    confinement,
    container_engines,
    control_groups,
    filesystems,
    id_mappers,
    kernel,
    limits,
    reality,
    root_propagation,
    runtime_directory,
    security_modules,
    settings,
    store,
    subordinate,
)
from nsexplorer.machine.doctor.examined import Examined, lacking
from nsexplorer.model.accounts import SubordinateIds
from nsexplorer.model.check import Check
from nsexplorer.model.idmap import IdMapRow
from nsexplorer.model.snapshot import Snapshot

DEADLINE = 5.0
"""Seconds that one trial may take."""

LAYERS: tuple[Callable[[Examined], Iterator[Check]], ...] = (
    kernel.checks,
    settings.checks,
    limits.checks,
    security_modules.checks,
    confinement.checks,
    id_mappers.checks,
    subordinate.checks,
    filesystems.checks,
    store.checks,
    runtime_directory.checks,
    control_groups.checks,
    root_propagation.checks,
    container_engines.checks,
)

PROGRAMS = ("newuidmap", "newgidmap", *container_engines.ENGINES, *container_engines.BESIDE)
DIRECTORIES = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def examine(snapshot: Snapshot, user: str, home: str, environment: Mapping[str, str]) -> tuple[Check, ...]:
    """Every check for the user that we run as, what was tried first. `user` is its name, else its number."""
    examined = _examined(snapshot, user, home, environment)
    known = tuple(check for layer in LAYERS for check in layer(examined))
    return (*reality.checks(examined, known), *known)


def _examined(snapshot: Snapshot, user: str, home: str, environment: Mapping[str, str]) -> Examined:
    uid, gid = os.geteuid(), os.getegid()
    path = [each for each in environment.get("PATH", "").split(":") if each.startswith("/")]
    programs = ask_programs(PROGRAMS, list(dict.fromkeys([*path, *DIRECTORIES])), DEADLINE)
    ranges = subordinate_ids()
    namespace = snapshot.own.get("mnt")
    tables = () if namespace is None else snapshot.tables_of(namespace)
    own = snapshot.table_of_process(snapshot.viewer.pid) or (tables[0] if tables else None)
    status = parse_status(read(b"/proc/self/status"))
    one = MapRequest(((0, uid, 1),), None), MapRequest(((0, gid, 1),), None)
    return Examined(
        snapshot=snapshot,
        uid=uid,
        gid=gid,
        user=user,
        home=home,
        environment=environment,
        status=status,
        programs=programs,
        subordinate=ranges,
        many=_many(snapshot, user, uid, gid, ranges, programs, not lacking(status.effective)),
        single=ask_user_namespace(*one, DEADLINE),
        mountable={each.fstype: each for each in can_mount(snapshot, resolve(snapshot, "self")).filesystems},
        mounts=() if own is None else own.mounts,
    )


def _many(
    snapshot: Snapshot, user: str, uid: int, gid: int, ranges: SubordinateIds, programs: Mapping[str, Program], privileged: bool
) -> UserNamespaceTrial | Refusal | None:
    """What comes of mapping all ids that this user may: those of its own user namespace where it is privileged, having CAP_SETUID and
    CAP_SETGID; else those set aside for it.

    None where there are none, or nothing to map them with.
    """
    if privileged:
        own = snapshot.id_maps.get(snapshot.viewer.user_namespace or "")
        rows = [_itself(each) for each in ((own.uids, own.gids) if own is not None else ((), ()))]
        return ask_user_namespace(MapRequest(rows[0], None), MapRequest(rows[1], None), DEADLINE) if all(rows) else None
    requests = []
    for name, own_id, known in (("newuidmap", uid, ranges.uids), ("newgidmap", gid, ranges.gids)):
        mine = subordinate.of_user(known, user, uid)
        program = programs.get(name)
        if not mine or program is None:
            return None
        rows_of = tuple((row.inside, row.outside, row.count) for row in subordinate.expected(mine, own_id))
        requests.append(MapRequest(rows_of, program.path))
    return ask_user_namespace(requests[0], requests[1], DEADLINE)


def _itself(rows: tuple[IdMapRow, ...]) -> tuple[tuple[int, int, int], ...]:
    return tuple((row.inside, row.inside, row.count) for row in rows)
