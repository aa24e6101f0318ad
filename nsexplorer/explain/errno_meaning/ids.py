"""What errors mean where ids have no number in a user namespace (user_namespaces(7))."""

from collections.abc import Mapping

from nsexplorer.explain.errno_meaning.meant import Cause, Meant
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.situation import Situation


def _unmapped_id(now: Situation) -> Meant | None:
    asked = [(kind, number) for kind, number in (("uid", now.uid), ("gid", now.gid)) if number is not None]
    if now.id_map is None or not asked:
        sentence = "The id likely has no mapping in the user namespace of the process: no file can get it."
        return "likely", Answer(sentence, (), (_MAP_IT,))
    rows = {"uid": now.id_map.uids, "gid": now.id_map.gids}
    without = [(kind, number) for kind, number in asked if not any(row.inside <= number < row.inside + row.count for row in rows[kind])]
    if not without:
        return None
    kind, number = without[0]
    spans = ", ".join(f"{row.inside}-{row.inside + row.count - 1}" for row in rows[kind]) or "none at all"
    sentence = f"{kind} {number} has no mapping in the user namespace of the process: only {spans} have."
    lines = tuple(Evidence(f"{row.inside} {row.outside} {row.count}", f"/proc/{now.process}/{kind}_map") for row in rows[kind])
    return "certain", Answer(sentence, lines or (Evidence("empty", f"/proc/{now.process}/{kind}_map"),), (_MAP_IT,))


def _unmapped_on_filesystem(now: Situation) -> Meant | None:
    sentence = (
        "An id has no number on that file system: it belongs to a user namespace (or the mount has an id map) in which the process's own "
        "uid or gid is not mapped, so nothing can be made there in its name."
    )
    return "likely", Answer(
        sentence, (), (Fix("do it as an id that is mapped there: from inside, with `nsexplorer map ID --in TARGET` to see which", None),)
    )


def _others_file(now: Situation) -> Meant | None:
    if now.initial is True:
        return None
    sentence = (
        "The file's owner or group has no mapping in the user namespace of the process (it shows as 65534): capabilities in there do not "
        "count for it."
    )
    return "likely", Answer(sentence, (), (Fix("change it from the outside, as its owner or as root", None),))


def _setgroups_denied(now: Situation) -> Meant | None:
    if now.id_map is not None and now.id_map.setgroups == "allow":
        return None
    sure = now.id_map is not None and now.id_map.setgroups == "deny"
    off = "off" if sure else "likely off"
    sentence = f"setgroups(2) is switched {off} in this user namespace, as where its maker wrote the map of groups without privilege."
    evidence = (Evidence("deny", f"/proc/{now.process}/setgroups"),) if sure else ()
    fix = (Fix("have newgidmap write the map, with subordinate ids", "unshare --user --map-auto --map-root-user"),)
    return ("certain" if sure else "likely"), Answer(sentence, evidence, fix)


def _map_refused(now: Situation) -> Meant | None:
    sentence = (
        "A map is written once, by a process with CAP_SETUID (CAP_SETGID) in the parent user namespace; anyone else may map the own id "
        "alone, and the gid only after writing `deny` to setgroups."
    )
    return "likely", Answer(sentence, (), (Fix("have newuidmap and newgidmap write it, with subordinate ids", None),))


_MAP_IT = Fix("use a user namespace with more ids mapped: with subordinate ids", "unshare --user --map-auto --map-root-user")

CAUSES: Mapping[tuple[str, str], tuple[Cause, ...]] = {
    ("chown", "EINVAL"): (_unmapped_id,),
    ("chown", "EPERM"): (_others_file,),
    ("setuid", "EINVAL"): (_unmapped_id,),
    ("open", "EOVERFLOW"): (_unmapped_on_filesystem,),
    ("mkdir", "EOVERFLOW"): (_unmapped_on_filesystem,),
    ("setgroups", "EPERM"): (_setgroups_denied,),
    ("uid_map", "EPERM"): (_map_refused,),
    ("gid_map", "EPERM"): (_map_refused,),
}
