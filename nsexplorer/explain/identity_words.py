"""Identities in words, and the lines that prove them."""

from collections.abc import Iterator, Sequence

from nsexplorer.explain.id_maps import OVERFLOW
from nsexplorer.explain.identity import Level
from nsexplorer.model.accounts import SubordinateRange
from nsexplorer.model.answer import Evidence
from nsexplorer.model.idmap import IdMapRow
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE
from nsexplorer.model.snapshot import Snapshot


def who(level: Level) -> str:
    """The ids of one level with their names, as `uid 0 (root), gid 0 (root)`."""
    return f"{_id('uid', level.uid, level.user)}, {_id('gid', level.gid, level.group)}"


def _id(key: str, identifier: int | None, name: str | None) -> str:
    if identifier is None:
        return f"no {key}"
    return f"{key} {identifier}" + (f" ({name})" if name else "")


def where(level: Level) -> str:
    """The user namespace of a level, and whose it is."""
    if level.namespace is None:
        return level.name
    return f"{level.namespace} ({level.name})" if level.name else level.namespace


def path_outwards(levels: Sequence[Level]) -> str:
    """What the ids are from level to level, each once where nothing changes."""
    parts: list[tuple[str, list[str]]] = []
    for level in levels:
        if parts and parts[-1][0] == who(level):
            parts[-1][1].append(where(level))
        else:
            parts.append((who(level), [where(level)]))
    return "; ".join(f"{ids} in {' and '.join(places)}" for ids, places in parts)


def unmapped_words(levels: Sequence[Level]) -> str | None:
    """What an id without a mapping looks like; None where all have one."""
    if not any(("no mapping" in reason) for level in levels for reason in level.unreadable.values()):
        return None
    return f"an id without a mapping shows as {OVERFLOW} there, which is what `nobody` is called"


def map_evidence(snapshot: Snapshot, levels: Sequence[Level]) -> Iterator[Evidence]:
    """The id maps of the levels, as the viewer read them."""
    for level in levels:
        id_map = None if level.namespace is None else snapshot.id_maps.get(level.namespace)
        namespace = snapshot.namespace(level.namespace)
        if id_map is None or namespace is None or (namespace.id == INITIAL_USER_NAMESPACE and len(levels) > 1):
            continue  # every id to itself
        reader = namespace.leader if namespace.leader is not None else "self"
        for key, rows in (("uid_map", id_map.uids), ("gid_map", id_map.gids)):
            yield Evidence(f"{key} of {level.namespace}: {_rows(rows)}", f"/proc/{reader}/{key}")
    for level in levels:
        for path, identifier, known in (
            ("/etc/subuid", level.uid, level.subordinate_uid),
            ("/etc/subgid", level.gid, level.subordinate_gid),
        ):
            if known is not None and identifier is not None:
                yield Evidence(f"{identifier} is {_place(identifier, known)}", path)


def _rows(rows: Sequence[IdMapRow]) -> str:
    return ", ".join(f"{row.inside} {row.outside} {row.count}" for row in rows) or "empty: nothing is mapped yet"


def _place(identifier: int, known: SubordinateRange) -> str:
    return f"number {identifier - known.first} of the {known.count} subordinate ids of {known.owner}, which start at {known.first}"
