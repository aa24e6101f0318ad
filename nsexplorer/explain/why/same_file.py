"""Both sides see the same file: what may differ then is who owns it for each, what its mounts allow, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.denials import denials
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called, inside_of, line_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount

UNDONE = {
    "ro": "rw",
    "nosuid": "suid",
    "nodev": "dev",
    "noexec": "exec",
    "noatime": "atime",
    "nodiratime": "diratime",
    "nosymfollow": "symfollow",
}
"""What mount(8) calls the opposite of an option of a mount: those that are not named stay as they are."""


def idmapped(question: Question) -> Why | None:
    """One side's mount translates ids (mount_setattr(2), MOUNT_ATTR_IDMAP): owners look different."""
    mount, there = question.mount, question.there
    if not question.same or mount is None or there is None:
        return None
    ours, theirs = (side.walk.end if side.walk is not None else None for side in (question.a, question.b))
    owners = ours is not None and theirs is not None and (ours.uid, ours.gid) != (theirs.uid, theirs.gid)
    maps = mount.id_map is not None and there.id_map is not None and mount.id_map != there.id_map
    if mount.idmapped == there.idmapped and not (mount.idmapped and (owners or maps)):
        return None
    seen = ""
    if ours is not None and theirs is not None:
        seen = f": what is {ours.uid}:{ours.gid} in {called(question.a)} is {theirs.uid}:{theirs.gid} in {called(question.b)}"
    which = called(question.b if there.idmapped else question.a)
    return question.found(
        "idmapped",
        f"It is the same file, but the mount of {which} is idmapped, so its owner differs{seen}.",
        [*line_of(question.a, mount), *line_of(question.b, there), *_id_map(there if there.idmapped else mount)],
        [Fix("nothing is wrong with the file: use the ids of the id map, or mount it there without one")],
    )


def _id_map(mount: Mount) -> Iterator[Evidence]:
    if mount.id_map is not None:
        for kind, rows in (("uids", mount.id_map.uids), ("gids", mount.id_map.gids)):
            yield Evidence(f"{kind} of the mount: " + ", ".join(" ".join(map(str, row)) for row in rows), f"statmount(2) of {mount.target}")


def uid_unmapped(question: Question) -> Why | None:
    """An owner on the way has no id in B's user namespace, so that B's capabilities do not count, and the mode denies it."""
    denial = next((each for each in denials(question.snapshot, question.b) if each.unmapped), None) if question.same else None
    if denial is None:
        return None
    step, seer, id_map = denial.step, denial.process, denial.id_map
    whose = " and ".join(denial.unmapped)
    unsure = [Alternative("same-view", "an access control list may allow what the mode does not")] if step.acl else []
    return question.found(
        "uid-unmapped",
        f"It is the same file, but {step.path} cannot be {denial.verb} by {called(question.b)}: its {whose} has no id in {denial.user}, so "
        f"it shows as nobody's there, no capability counts for it, and its mode denies it to others.",
        [
            denial.evidence,
            *(Evidence(f"{row.inside} {row.outside} {row.count}", f"/proc/{seer.pid}/uid_map") for row in id_map.uids),
            *(Evidence(f"{row.inside} {row.outside} {row.count}", f"/proc/{seer.pid}/gid_map") for row in id_map.gids),
        ],
        [
            denial.fix(question.a, question.b),
            Fix("give it to an id that is mapped there, or map its owner: an idmapped mount, `--userns=keep-id`, `:U` on the volume"),
        ],
        alternatives=unsure,
    )


def mount_flags_differ(question: Question) -> Why | None:
    """The mounts allow different things."""
    mount, there = question.mount, question.there
    if not question.same or mount is None or there is None:
        return None
    ours, theirs = (set(each.options) - {"idmapped"} for each in (mount, there))
    if ours == theirs:
        return None
    parts = [
        f"{','.join(sorted(options))} in {called(side)}"
        for options, side in ((ours - theirs, question.a), (theirs - ours, question.b))
        if options
    ]
    undone = (UNDONE[each] for each in there.options if each in UNDONE and each not in ours)
    wanted = dict.fromkeys(("remount", "bind", *mount.options, *undone))
    fix = [Fix("give it the same options there", inside_of(question.b, "mount", "-o", ",".join(wanted), there.target))]
    return question.found(
        "mount-flags-differ",
        f"It is the same file, but the mounts allow different things: {', '.join(parts)}.",
        [*line_of(question.a, mount), *line_of(question.b, there)],
        fix,
    )


def same_namespace(question: Question) -> Why | None:
    """Nothing differs: one mount namespace, one root, one mount."""
    mount, there = question.mount, question.there
    if not question.same or not question.same_root or mount is None or there is None or mount.id != there.id:
        return None
    if question.a.namespace != question.b.namespace:
        return None
    return _nothing_differs(
        question, "same-namespace", f"both are in {question.a.namespace}, and see the same file through the same mount", mount, there
    )


def same_view(question: Question) -> Why | None:
    """Nothing differs: the same file through two mounts."""
    mount, there = question.mount, question.there
    if not question.same or mount is None or there is None:
        return None
    return _nothing_differs(
        question, "same-view", f"{called(question.b)} sees the same file, {relation(question, mount, there)}", mount, there
    )


def _nothing_differs(question: Question, verdict: str, what: str, mount: Mount, there: Mount) -> Why:
    """No mount is in the way; but the mode of the file, or of a directory on the way, may be."""
    lines = [*line_of(question.a, mount), *line_of(question.b, there)]
    denial = next(denials(question.snapshot, question.b), None)
    if denial is None or any(denials(question.snapshot, question.a)):
        return question.found(verdict, f"Nothing differs: {what}.", lines)
    return question.found(
        verdict,
        f"No mount is in the way: {what}. But {denial.step.path} cannot be {denial.verb} by {called(question.b)}: its mode denies it.",
        [*lines, denial.evidence],
        [denial.fix(question.a, question.b)],
    )


def relation(question: Question, ours: Mount, theirs: Mount) -> str:
    """How B's mount is related to A's, in words."""
    if ours.id == theirs.id:
        return "through the same mount"
    if ours.shared is not None and ours.shared == theirs.shared:
        return f"through a peer of the mount (group {ours.shared}): what is mounted below one appears below both"
    if ours.shared is not None and question.peers.receives(theirs, ours.shared):
        return f"through a slave of the mount (group {ours.shared}): what is mounted below it appears here too, and nothing goes back"
    if theirs.shared is not None and question.peers.receives(ours, theirs.shared):
        return f"through the mount's master (group {theirs.shared}): what is mounted below it appears in {called(question.a)} too"
    if ours.master is not None and ours.master == theirs.master:
        return f"through another slave of the same group ({ours.master})"
    return "through a copy of the mount that is not linked to it: what is mounted later on one side stays there"
