"""The documents of `whoami` and `map`."""

from typing import Any

from nsexplorer.explain.capability_reach import Reach
from nsexplorer.explain.id_translation import MapAnswer
from nsexplorer.explain.identity import Level
from nsexplorer.explain.whoami import WhoamiAnswer
from nsexplorer.model.accounts import SubordinateIds, SubordinateRange
from nsexplorer.text.documents.answer import answer, place


def whoami(found: WhoamiAnswer) -> dict[str, Any]:
    """Who a process is."""
    return {
        "in": {**place(found.target, "user"), "pid": found.process.pid},
        **answer(found.answer),
        "chain": [_level(each) for each in found.levels],
        "groups": [{"gid": inside, "viewer_gid": outside} for outside, inside in found.groups],
        "over": [_reach(each) for each in (*found.over, *found.below)],
        "no_new_privileges": found.no_new_privileges,
        "securebits": None if found.securebits is None else list(found.securebits),
        "subordinate": None if found.set_aside is None else _set_aside(found.set_aside),
        "unreadable": _unknown(found),
    }


def _set_aside(known: SubordinateIds) -> dict[str, Any]:
    return {"uids": [_range(each) for each in known.uids], "gids": [_range(each) for each in known.gids]}


def _unknown(found: WhoamiAnswer) -> dict[str, str]:
    unknown = {}
    if found.securebits is None:
        unknown["securebits"] = "the kernel tells a process its own only"
    if found.set_aside is None:
        unknown["subordinate"] = "who its user is on the machine that it runs on was not read"
    return unknown


def map_id(found: MapAnswer) -> dict[str, Any]:
    """What an id, or a file's owner, is elsewhere."""
    return {
        "what": found.what,
        "in": place(found.target, "user"),
        "to": None if found.to is None else place(found.to, "user"),
        **answer(found.answer),
        "chain": [_level(each) for each in found.levels],
    }


def _level(level: Level) -> dict[str, Any]:
    capabilities = {} if level.capabilities is not None else {"capabilities": "an id has none: processes have"}
    return {
        "namespace": level.namespace,
        "name": level.name,
        "uid": level.uid,
        "gid": level.gid,
        "user": level.user,
        "group": level.group,
        "setgroups": level.setgroups,
        "capabilities": None if level.capabilities is None else list(level.capabilities),
        "subordinate_uid": _range(level.subordinate_uid),
        "subordinate_gid": _range(level.subordinate_gid),
        "unreadable": {**level.unreadable, **capabilities},
    }


def _range(known: SubordinateRange | None) -> dict[str, Any] | None:
    return None if known is None else {"owner": known.owner, "first": known.first, "count": known.count}


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "type": reach.type,
        "namespace": reach.namespace,
        "owner": reach.owner,
        "counts": reach.counts,
        "all_of_them": reach.all_of_them,
    }
