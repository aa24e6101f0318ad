"""The answer of `map`: an id, or a file's owner, seen from a user namespace, from those around it, or from another one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nsexplorer.explain.errors import IdentityUnreadable
from nsexplorer.explain.identity import Ids, Level, ids_of_number, ids_of_owner, level, levels
from nsexplorer.explain.identity_words import map_evidence, path_outwards, unmapped_words
from nsexplorer.explain.targets import Target
from nsexplorer.model.accounts import Accounts, SubordinateIds
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Step


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """`what` was asked about, an id or a path; `ids` are what that is for the viewer."""

    what: str
    target: Target
    to: Target | None
    ids: Ids
    levels: tuple[Level, ...]
    answer: Answer


def map_number(
    snapshot: Snapshot,
    number: int,
    target: Target,
    to: Target | None,
    accounts: Mapping[str, Accounts] | None = None,
    subordinate: SubordinateIds | None = None,
) -> MapAnswer:
    """The id `number` of the target's user namespace, taken as a uid and as a gid. Raises IdentityUnreadable."""
    user_namespace = _user_namespace(target)
    ids = ids_of_number(snapshot, user_namespace, number)
    return _answer(snapshot, str(number), target, to, ids, (accounts or {}, subordinate), ())


def map_owner(
    snapshot: Snapshot,
    path: str,
    owner: Step,
    target: Target,
    to: Target | None,
    accounts: Mapping[str, Accounts] | None = None,
    subordinate: SubordinateIds | None = None,
) -> MapAnswer:
    """The owner of a file that the target sees at `path`, by the last step of the way there. Raises IdentityUnreadable."""
    ids = ids_of_owner(snapshot, owner.uid, owner.gid)
    seen = Evidence(
        f"{owner.path} belongs to uid {owner.uid} and gid {owner.gid}, as seen from {snapshot.viewer.user_namespace}", "statx(2)"
    )
    return _answer(snapshot, path, target, to, ids, (accounts or {}, subordinate), (seen,))


def _user_namespace(target: Target) -> str:
    found = target.namespaces.get("user")
    if found is None:
        raise IdentityUnreadable(target.text, "its user namespace could not be read")
    return found


def _answer(
    snapshot: Snapshot,
    what: str,
    target: Target,
    to: Target | None,
    ids: Ids,
    names: tuple[Mapping[str, Accounts], SubordinateIds | None],
    evidence: tuple[Evidence, ...],
) -> MapAnswer:
    user_namespace = _user_namespace(target)
    if to is None:
        found = levels(snapshot, user_namespace, ids, *names)
    else:
        both = (user_namespace, _user_namespace(to))
        found = tuple(level(snapshot, each, ids, names[0].get(each), names[1]) for each in both)
    subject = f"{what} is" if what.isdigit() else f"The owner of {what} is"
    lines = (*evidence, *map_evidence(snapshot, found), *_unmapped(found))
    return MapAnswer(what, target, to, ids, found, Answer(f"{subject} {path_outwards(found)}", lines, tuple(_fixes(what, found))))


def _unmapped(found: tuple[Level, ...]) -> Iterator[Evidence]:
    reasons = {(key, each.unreadable[key]): None for each in found for key in ("uid", "gid") if key in each.unreadable}
    for key, reason in reasons:
        yield Evidence(f"{key}: {reason}", f"/proc/PID/{key}_map")
    words = unmapped_words(found)
    if words is not None:
        yield Evidence(words, "/proc/sys/kernel/overflowuid, user_namespaces(7)")


def _fixes(what: str, found: tuple[Level, ...]) -> Iterator[Fix]:
    """A file whose owner has no number inside can be used there by nobody as its owner, not even by root (CAP_CHOWN needs it mapped)."""
    if not what.isdigit() and found and "no mapping" in found[0].unreadable.get("uid", ""):
        yield Fix("give it, from outside, to an id that the user namespace has: the outside ids of its uid_map")
    if not what.isdigit() and found and (known := found[0].subordinate_uid) is not None:
        words = f"as {known.owner}, whose subordinate id that is, use or remove it as root of a user namespace that has it mapped"
        yield Fix(words, "unshare --map-auto --map-root-user sh")
