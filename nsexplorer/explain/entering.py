"""How to go into the namespaces of a target: which to join, in which order, and which rule would refuse (setns(2))."""

from collections.abc import Collection
from dataclasses import dataclass

from nsexplorer.explain.errors import UnknownTarget, Unreadable
from nsexplorer.explain.handles import handles
from nsexplorer.explain.identity import chain
from nsexplorer.explain.targets import Target
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Snapshot

OTHERS = tuple(kind for kind in NAMESPACE_TYPES if kind not in ("user", "mnt"))


@dataclass(frozen=True, slots=True)
class Joining:
    """One namespace to join: its type, its id, and a path that opens its file."""

    kind: str
    namespace: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`joins` are in the order in which they work. `pid` is the process whose root and working directory go with it, None for a bare
    namespace. `refused` is the rule that will refuse, None where none is known that would.
    """

    target: Target
    joins: tuple[Joining, ...]
    pid: int | None
    refused: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types that are joined, in order."""
        return tuple(each.kind for each in self.joins)


def entry(snapshot: Snapshot, target: Target, kinds: Collection[str]) -> Entry:
    """How the viewer goes into the target's namespaces of these types; what is shared already is not joined.

    Raises Unreadable where the target's namespaces are not known, UnknownTarget where nothing leads to the file of one.
    """
    wanted = {kind: target.namespaces[kind] for kind in kinds if kind in target.namespaces}
    missing = [kind for kind in kinds if kind not in target.namespaces]
    pid = target.pid if target.pid is not None else _leader(snapshot, target)
    apart = [kind for kind in _order(snapshot, wanted) if snapshot.own.get(kind) != wanted[kind]]
    if missing and not apart:
        raise Unreadable(target.text, f"its {', '.join(missing)} namespaces could not be read")
    joins = tuple(Joining(kind, wanted[kind], _path(snapshot, wanted[kind], kind, pid, target)) for kind in apart)
    return Entry(target, joins, pid, _refused(snapshot, joins))


def _leader(snapshot: Snapshot, target: Target) -> int | None:
    namespace = snapshot.namespace(target.namespace)
    return None if namespace is None or namespace.type not in ("mnt", "pid", "user") else namespace.leader


def _order(snapshot: Snapshot, wanted: dict[str, str]) -> list[str]:
    """What a user namespace above the target's owns needs the rights that one has now; what the target's own owns, those that one gets by
    joining it. So the user namespace comes between. The mount namespace comes last: /proc is another there.
    """
    user = wanted.get("user")
    before: list[str] = []
    after: list[str] = []
    for kind in OTHERS:
        if kind in wanted:
            namespace = snapshot.namespace(wanted[kind])
            owner = None if namespace is None else namespace.owner
            owned = user is not None and (owner is None or user in chain(snapshot, owner))
            (after if owned else before).append(kind)
    first_mount = "mnt" in wanted and user is not None and not _owned_below(snapshot, wanted["mnt"], user)
    middle = ["user"] if user is not None else []
    last = ["mnt"] if "mnt" in wanted else []
    return [*before, *last, *middle, *after] if first_mount else [*before, *middle, *after, *last]


def _owned_below(snapshot: Snapshot, identifier: str, user: str) -> bool:
    namespace = snapshot.namespace(identifier)
    return namespace is None or namespace.owner is None or user in chain(snapshot, namespace.owner)


def _path(snapshot: Snapshot, identifier: str, kind: str, pid: int | None, target: Target) -> str:
    if pid is not None and pid in snapshot.processes and snapshot.processes[pid].namespaces.get(kind) == identifier:
        return f"/proc/{pid}/ns/{kind}"
    found = next(handles(snapshot, identifier), None)
    if found is None:
        raise UnknownTarget(target.text, f"nothing leads to the file of {identifier}", "name a process that is in it")
    return found


def _refused(snapshot: Snapshot, joins: tuple[Joining, ...]) -> str | None:
    """The first that setns(2) will refuse: each takes CAP_SYS_ADMIN over it, the mount namespace CAP_SYS_CHROOT at home besides."""
    here = snapshot.viewer.user_namespace
    admin = "CAP_SYS_ADMIN" in snapshot.viewer.capabilities
    for each in joins:
        owner = each.namespace if each.kind == "user" else _owner(snapshot, each.namespace)
        if owner is None or here is None:
            continue
        if not _has_rights(snapshot, here, admin, owner):
            what = "in it" if each.kind == "user" else f"in {owner}, which owns it"
            return (
                f"joining {each.namespace} takes CAP_SYS_ADMIN {what} (setns(2)), and you have it neither here nor as the one who made it"
            )
        if each.kind == "user":
            here, admin = each.namespace, True
    return None


def _owner(snapshot: Snapshot, identifier: str) -> str | None:
    namespace = snapshot.namespace(identifier)
    return None if namespace is None else namespace.owner


def _has_rights(snapshot: Snapshot, here: str, admin: bool, over: str) -> bool:
    """The rules of user_namespaces(7): a capability counts here and below; who made a namespace from here has all in it."""
    above = chain(snapshot, over)
    if here not in above:
        return False
    if admin:
        return True
    child = next((each for each in above if (known := snapshot.namespace(each)) is not None and known.parent == here), None)
    made = None if child is None else snapshot.namespace(child)
    return made is not None and made.creator_uid == snapshot.viewer.uid
