"""The JSON of `show`: everything about one namespace, or one process."""

from collections.abc import Callable
from typing import Any

from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts
from nsexplorer.model.capability_names import names
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.details import Capabilities
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.documents.ls import namespace_row, pin_row

_DETAILS = ("inner_pids", "command_line", "uids", "gids", "groups", "capabilities", "no_new_privileges", "seccomp", "cgroup", "cwd")

UserNames = Callable[[int], str | None]
"""The name of a user, by uid, where there is one."""


def show(snapshot: Snapshot, answer: NamespaceFacts | ProcessFacts, user: UserNames) -> dict[str, Any]:
    """The answer's one key, `namespace` or `process`."""
    if isinstance(answer, NamespaceFacts):
        return {"namespace": _namespace(snapshot, answer, user)}
    facts = {**process_row(answer.process, user), "tid": answer.tid}
    facts["namespaces"] = {kind: named.id for kind, named in answer.namespaces}
    facts["threads"] = [{"tid": thread.tid, "namespaces": dict(thread.namespaces)} for thread in answer.threads]
    return {"process": {**facts, "container": _container(answer.container), "unit": _unit(answer.unit)}}


def _namespace(snapshot: Snapshot, answer: NamespaceFacts, user: UserNames) -> dict[str, Any]:
    namespace = answer.namespace
    processes = [{**dict.fromkeys(("tid", "fd", "path", "in", "namespace")), "kind": "process", "pid": pid} for pid in namespace.members]
    return {
        **namespace_row(snapshot, namespace),
        "pins": processes + [pin_row(pin) for pin in namespace.pins if pin.kind != "process"],
        "members": [process_row(process, user) for process in answer.members],
        "owned": [named.id for named in answer.owned],
        "id_map": _id_map(answer.id_map),
        "container": _container(answer.container),
        "unit": _unit(answer.unit),
        "unit_options": list(map(_option, answer.options)),
    }


def process_row(process: Process, user: UserNames) -> dict[str, Any]:
    """One process. What is null because it could not be read has its reason in `unreadable`."""
    details = process.details
    name = user(process.uid)
    unreadable = {} if process.unreadable is None else {"namespaces": process.unreadable}
    if details is None:
        unreadable |= dict.fromkeys(_DETAILS, "it is not in this snapshot")
    elif details.command_line is None:
        unreadable["command_line"] = "it was left out of this snapshot"
    for key, value in (("root", process.root), ("cwd", details and details.cwd)):
        if value is None:
            unreadable.setdefault(key, process.unreadable or ("it has ended" if process.zombie else "its link could not be read"))
    for key in ("no_new_privileges", "seccomp", "cgroup"):
        if details is not None and getattr(details, key) is None:
            unreadable[key] = "the kernel does not tell it"
    if name is None:
        unreadable["user"] = "the user database of this machine has no such uid, or is not that of the snapshot's machine"
    return {
        "pid": process.pid,
        "inner_pids": details and details.inner_pids,
        "parent": process.parent,
        "start": process.start,
        "state": process.state,
        "command": process.command,
        "command_line": details and details.command_line,
        "uid": process.uid,
        "user": name,
        "uids": details and details.uids,
        "gids": details and details.gids,
        "groups": details and details.groups,
        "capabilities": details and _capabilities(details.capabilities),
        "no_new_privileges": details and details.no_new_privileges,
        "seccomp": details and details.seccomp,
        "cgroup": details and details.cgroup,
        "root": process.root,
        "cwd": details and details.cwd,
        "namespaces": dict(process.namespaces),
        "unreadable": unreadable,
    }


def _capabilities(sets: Capabilities) -> dict[str, list[str]]:
    return {
        "effective": list(names(sets.effective)),
        "permitted": list(names(sets.permitted)),
        "inheritable": list(names(sets.inheritable)),
        "bounding": list(names(sets.bounding)),
        "ambient": list(names(sets.ambient)),
    }


def _id_map(id_map: IdMap | None) -> dict[str, Any] | None:
    if id_map is None:
        return None
    return {"uids": _rows(id_map.uids), "gids": _rows(id_map.gids), "setgroups": id_map.setgroups}


def _rows(rows: tuple[IdMapRow, ...]) -> list[dict[str, int]]:
    return [{"inside": row.inside, "outside": row.outside, "count": row.count} for row in rows]


def _container(container: Container | None) -> dict[str, Any] | None:
    if container is None:
        return None
    return {
        "id": container.id,
        "engine": container.engine,
        "name": container.name,
        "pid": container.pid,
        "evidence": container.evidence,
        "unnamed": container.unnamed,
    }


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    return None if unit is None else {"name": unit.name, "pid": unit.pid, "unread": list(unit.unread)}


def _option(option: UnitOption) -> dict[str, Any]:
    return {
        "option": option.option,
        "value": option.value,
        "path": option.path,
        "line": option.line,
        "gives": option.gives,
        "types": list(option.types),
    }
