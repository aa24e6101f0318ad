"""How many namespaces and mounts there may be: where a limit is reached, unshare(2) fails with ENOSPC, `No space left on device`."""

from collections.abc import Iterator

from nsexplorer.explain.identity import chain
from nsexplorer.machine.doctor.examined import Examined, number
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

FEW = 1024
"""Limits below that are soon reached by containers; rootlesskit warns at the same number."""

DEEPEST = 33
"""How deep user namespaces may be nested: one is made in any that is at most 32 deep (kernel/user_namespace.c, create_user_ns)."""


def checks(examined: Examined) -> Iterator[Check]:
    """`max-TYPE-namespaces` for the types that a session has, `nesting-depth`, `mount-max`."""
    for kind in ("user", "mnt", "pid", "net"):
        yield limit(kind, number(f"/proc/sys/user/max_{kind}_namespaces"), _in_use(examined, kind))
    yield _depth(examined)
    yield mounts(number("/proc/sys/fs/mount-max"), len(examined.mounts))


def limit(kind: str, most: int | None, used: int) -> Check:
    """By the limit of this user namespace, which counts for each of its users, and how many of this user's were found."""
    path = f"/proc/sys/user/max_{kind}_namespaces"
    name = f"max-{kind}-namespaces"
    if most is None:
        return Check(name, "unknown", f"the limit of {kind} namespaces cannot be read", path)
    words = f"user.max_{kind}_namespaces lets each user have {most}, and {used} of this user's were found"
    fix = (Fix("as root, raise it, in this and in each user namespace around it", f"sysctl -w user.max_{kind}_namespaces=15000"),)
    if most == 0 or used >= most:
        state: State = "fault" if kind in ("user", "mnt") else "warning"
        return Check(name, state, f"{words}: no more can be made (`No space left on device`)", path, fix)
    return Check(name, "warning" if most < FEW else "ok", words + (": few for containers" if most < FEW else ""), path, fix * (most < FEW))


def _in_use(examined: Examined, kind: str) -> int:
    """User namespaces count for who made them; others for who made the user namespace that owns them, as far as that can be told."""
    snapshot = examined.snapshot
    found = 0
    for namespace in snapshot.namespaces.values():
        if namespace.type == kind:
            maker = namespace if kind == "user" else snapshot.namespace(namespace.owner)
            found += maker is not None and maker.creator_uid == examined.uid and maker.id != INITIAL_USER_NAMESPACE
    return found


def _depth(examined: Examined) -> Check:
    own = examined.snapshot.viewer.user_namespace
    levels = () if own is None else chain(examined.snapshot, own)
    initial = bool(levels) and levels[-1] == INITIAL_USER_NAMESPACE
    depth = len(levels) - 1
    source = "NS_GET_PARENT of /proc/self/ns/user (ioctl_ns(2))"
    if initial and depth == 0:
        return Check("nesting-depth", "ok", f"this is the initial user namespace: {DEEPEST} more may be nested in it", source)
    if initial:
        state: State = "ok" if depth < DEEPEST else "fault"
        return Check("nesting-depth", state, f"this user namespace is {depth} deep, of {DEEPEST} at most", source)
    words = f"this is not the initial user namespace: how deep it is (of {DEEPEST} at most), and the limits around it, cannot be seen here"
    return Check("nesting-depth", "warning", words, source, (Fix("for what is refused in here, look at those outside: run this there"),))


def mounts(most: int | None, used: int) -> Check:
    """By the most mounts that a mount namespace may have, and how many this one has."""
    path = "/proc/sys/fs/mount-max"
    if most is None:
        return Check("mount-max", "unknown", "the limit of mounts cannot be read: it may belong to the initial user namespace", path)
    fix = (Fix("as root, raise it", f"sysctl -w fs.mount-max={most * 2}"),)
    words = f"{used} mounts here, of {most} at most"
    return Check("mount-max", "warning", words, path, fix) if used > most * 0.8 else Check("mount-max", "ok", words, path)
