"""The answer of `whoami`: who a process is inside, in each user namespace around it, and over what its capabilities count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nsexplorer.explain.capability_reach import Reach, over_children, over_own
from nsexplorer.explain.errors import IdentityUnreadable, UnknownTarget
from nsexplorer.explain.identity import Level, ids_of_owner, levels
from nsexplorer.explain.identity_words import map_evidence, path_outwards, unmapped_words
from nsexplorer.explain.naming import command_of
from nsexplorer.explain.targets import Target
from nsexplorer.model.accounts import Accounts, SubordinateIds
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.capability_names import names
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

SECUREBITS = (
    "noroot", "noroot_locked", "no_setuid_fixup", "no_setuid_fixup_locked", "keep_caps", "keep_caps_locked",
    "no_cap_ambient_raise", "no_cap_ambient_raise_locked",
)  # fmt: skip
"""By bit (include/uapi/linux/securebits.h)."""


@dataclass(frozen=True, slots=True)
class WhoamiAnswer:
    """Who the process `process` is. `groups` are its supplementary groups as the viewer sees them, each with what it is inside (None:
    without a mapping). `over` are the namespaces it is in, `below` the user namespaces under its own. `securebits` is None where it
    cannot be read: the kernel tells a process its own only. `set_aside` are the subordinate ids that its user may map (subuid(5)), None
    where that is not known.
    """

    target: Target
    process: Process
    levels: tuple[Level, ...]
    groups: tuple[tuple[int, int | None], ...]
    over: tuple[Reach, ...]
    below: tuple[Reach, ...]
    no_new_privileges: bool | None
    securebits: tuple[str, ...] | None
    set_aside: SubordinateIds | None
    answer: Answer


def subject(snapshot: Snapshot, target: Target) -> Process:
    """The process that is asked about: the target itself, else the leader of its user namespace. Raises UnknownTarget."""
    if target.pid is not None and target.pid in snapshot.processes:
        return snapshot.processes[target.pid]
    for identifier in (target.namespace, target.namespaces.get("user")):
        namespace = snapshot.namespace(identifier)
        if namespace is not None and namespace.leader in snapshot.processes:
            return snapshot.processes[namespace.leader or 0]
    raise UnknownTarget(target.text, "no process of it was read, so there is nobody to be told about", "name a process")


def whoami(
    snapshot: Snapshot,
    target: Target,
    accounts: Mapping[str, Accounts] | None = None,
    subordinate: SubordinateIds | None = None,
    securebits: int | None = None,
) -> WhoamiAnswer:
    """Who the target's process is. `accounts` are names by user namespace; `securebits` those of the process, where they can be had.

    Raises UnknownTarget where there is no such process, IdentityUnreadable where its user namespace could not be told.
    """
    process = subject(snapshot, target)
    user_namespace = process.namespaces.get("user")
    if user_namespace is None:
        raise IdentityUnreadable(target.text, f"its user namespace could not be read ({process.unreadable})")
    details = process.details
    uid, gid = (details.uids[1], details.gids[1]) if details is not None else (process.uid, process.uid)
    found = levels(snapshot, user_namespace, ids_of_owner(snapshot, uid, gid), accounts, subordinate)
    effective = () if details is None else names(details.capabilities.effective)
    found = tuple(replace(level, capabilities=() if number else effective) for number, level in enumerate(found))
    groups = () if details is None else details.groups
    inside = [levels(snapshot, user_namespace, ids_of_owner(snapshot, uid, group))[0].gid for group in groups]
    return WhoamiAnswer(
        target=target,
        process=process,
        levels=found,
        groups=tuple(zip(groups, inside, strict=True)),
        over=over_own(snapshot, process),
        below=over_children(snapshot, process),
        no_new_privileges=None if details is None else details.no_new_privileges,
        securebits=None if securebits is None else tuple(name for bit, name in enumerate(SECUREBITS) if securebits >> bit & 1),
        set_aside=_set_aside(snapshot, found, subordinate),
        answer=Answer(_sentence(target, process, found), tuple(_evidence(snapshot, process, found)), tuple(_fixes(found))),
    )


def _set_aside(snapshot: Snapshot, found: tuple[Level, ...], subordinate: SubordinateIds | None) -> SubordinateIds | None:
    """The ranges of the user that the process is for the viewer, whose files were read."""
    own = next((level for level in found if level.namespace == snapshot.viewer.user_namespace), None)
    if own is None or own.uid is None or subordinate is None:
        return None
    owners = {str(own.uid), own.user}
    return replace(
        subordinate,
        uids=tuple(each for each in subordinate.uids if each.owner in owners),
        gids=tuple(each for each in subordinate.gids if each.owner in owners),
    )


def _sentence(target: Target, process: Process, found: tuple[Level, ...]) -> str:
    subject = "You are" if target.kind == "self" else f"Process {process.pid} ({command_of(process)}) is"
    return f"{subject} {path_outwards(found)}"


def _evidence(snapshot: Snapshot, process: Process, found: tuple[Level, ...]) -> Iterator[Evidence]:
    if process.details is not None:
        source = f"/proc/{process.pid}/status"
        yield Evidence(f"Uid: {' '.join(map(str, process.details.uids))}, Gid: {' '.join(map(str, process.details.gids))}", source)
        yield Evidence(f"CapEff: {process.details.capabilities.effective:016x}", source)
    yield from map_evidence(snapshot, found)
    if found[0].setgroups == "deny":
        yield Evidence(f"setgroups of {found[0].namespace}: deny", f"/proc/{process.pid}/setgroups")
    words = unmapped_words(found)
    if words is not None:
        yield Evidence(words, "/proc/sys/kernel/overflowuid, user_namespaces(7)")


def _fixes(found: tuple[Level, ...]) -> Iterator[Fix]:
    if found[0].setgroups == "deny":
        yield Fix(
            "setgroups(2) is denied here, so programs that drop their groups (apt, su, sshd) fail: have the groups mapped by newgidmap",
            "unshare --map-auto --map-root-user --mount sh",
        )
    if "no mapping" in found[0].unreadable.get("uid", ""):
        yield Fix("enter its user namespace as an id that is mapped there, or have this one mapped: see /etc/subuid")
