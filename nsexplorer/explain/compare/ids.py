"""Who one is on either side: id maps, setgroups, and the credentials of the process that stands for each."""

from collections.abc import Sequence

from nsexplorer.explain.compare.rows import Facts, Row, aligned
from nsexplorer.explain.compare.side import Side
from nsexplorer.explain.id_maps import to_viewer
from nsexplorer.model.capability_names import names
from nsexplorer.model.idmap import IdMapRow

BESIDE = frozenset({"pid", "command"})
"""Which process the credentials are of is no difference between them."""


def compare_ids(a: Side, b: Side) -> tuple[Row, ...]:
    """A row for the user namespace, its maps of uids and gids, setgroups, and the credentials, capabilities and limits of the leader.

    The outside ids of a map are the viewer's.
    """
    return aligned(_facts(a), _facts(b), BESIDE)


def _facts(side: Side) -> dict[str, Facts]:
    namespace = side.target.namespaces.get("user")
    found: dict[str, Facts] = {"user-namespace": {"id": namespace}}
    id_map = None if namespace is None else to_viewer(side.snapshot, namespace)
    if id_map is not None:
        found["uids"] = {"map": _rows(id_map.uids)}
        found["gids"] = {"map": _rows(id_map.gids)}
        found["setgroups"] = {"setgroups": id_map.setgroups}
    process = side.process
    if process is None or process.details is None:
        return found
    details, sets = process.details, process.details.capabilities
    leader = {"pid": process.pid, "command": process.command}
    found["credentials"] = {**leader, "uids": list(details.uids), "gids": list(details.gids), "groups": sorted(details.groups)}
    found["capabilities"] = {
        **leader,
        "effective": list(names(sets.effective)),
        "permitted": list(names(sets.permitted)),
        "inheritable": list(names(sets.inheritable)),
        "bounding": list(names(sets.bounding)),
        "ambient": list(names(sets.ambient)),
    }
    found["limits"] = {**leader, "no_new_privileges": details.no_new_privileges, "seccomp": details.seccomp}
    return found


def _rows(rows: Sequence[IdMapRow]) -> list[dict[str, int]]:
    return [{"inside": row.inside, "outside": row.outside, "count": row.count} for row in rows]
