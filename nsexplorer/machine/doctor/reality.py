"""What came of trying, and which layer it was where that failed: settings say what should be, trying says what is."""

from collections.abc import Iterator, Sequence

from nsexplorer.helper.ask import UserNamespaceTrial
from nsexplorer.helper.refusal import Refusal
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State

UNSHARE = "unshare(2) with CLONE_NEWUSER, in a child"
MAPS = "newuidmap(1) and newgidmap(1) for a child"
INSIDE = "a child that was root of a new user namespace"

STEPS = {"mount_namespace": "unshare(2) of a mount namespace", "tmpfs": "mount(2) of a tmpfs"}

BLAMED: dict[str, tuple[str, ...]] = {
    "EPERM": ("chroot", "unprivileged-userns-clone", "seccomp", "apparmor", "selinux"),
    "EACCES": ("selinux", "apparmor"),
    "ENOSPC": ("max-user-namespaces", "nesting-depth"),
    "EUSERS": ("nesting-depth", "max-user-namespaces"),
    "EINVAL": ("kernel-namespaces",),
    "ENOSYS": ("seccomp", "kernel-namespaces"),
    "maps": ("no-new-privs", "bounding-set", "newuidmap", "newgidmap", "account", "subuid", "subgid", "mapped-ids"),
    "inside": ("apparmor", "selinux", "seccomp", "max-mnt-namespaces"),
}
"""Which checks may explain an error, the likeliest first."""


def checks(examined: Examined, known: Sequence[Check]) -> Iterator[Check]:
    """`user-namespace`, `id-maps`, `rights-inside`: by the trials, with the layer that refused as far as the other checks tell."""
    yield user_namespace(examined.single, known)
    if isinstance(examined.single, UserNamespaceTrial) and examined.single.unshare is None:
        yield id_maps(examined.many, known, examined.maps_ids)
        best = examined.many if isinstance(examined.many, UserNamespaceTrial) and examined.many.inside else examined.single
        yield rights_inside(best, known)


def user_namespace(trial: UserNamespaceTrial | Refusal, known: Sequence[Check]) -> Check:
    """Whether a user namespace could be made."""
    if isinstance(trial, Refusal):
        return Check("user-namespace", "unknown", f"making a user namespace could not be tried: {trial.reason}", UNSHARE)
    if trial.unshare is None:
        against = [check for check in known if check.state == "fault" and check.id in BLAMED["EPERM"] + BLAMED["ENOSPC"]]
        beside = f", although {against[0].source} says otherwise" if against else ""
        return Check("user-namespace", "ok", f"a user namespace can be made{beside}", UNSHARE)
    return _blamed("user-namespace", f"making a user namespace fails with {trial.unshare}", UNSHARE, BLAMED.get(trial.unshare, ()), known)


def id_maps(trial: UserNamespaceTrial | Refusal | None, known: Sequence[Check], privileged: bool) -> Check:
    """Whether more than one id could be mapped."""
    if trial is None:
        return _blamed("id-maps", "only one id can be mapped", MAPS, BLAMED["maps"], known, "warning" if privileged else "fault")
    if isinstance(trial, Refusal):
        return Check("id-maps", "unknown", f"mapping ids could not be tried: {trial.reason}", MAPS)
    failed = {kind: each for kind, each in trial.maps.items() if each.error is not None}
    if trial.unshare is None and not failed:
        which = "all ids of this user namespace" if privileged else "the ids that are set aside"
        return Check("id-maps", "ok", f"{which} can be mapped", "uid_map and gid_map of a child" if privileged else MAPS)
    words = "; ".join(f"{kind}_map: {each.error}" + (f" ({each.said})" if each.said else "") for kind, each in failed.items())
    return _blamed("id-maps", f"mapping the ids that are set aside fails: {words}", MAPS, BLAMED["maps"], known)


def rights_inside(trial: UserNamespaceTrial, known: Sequence[Check]) -> Check:
    """Whether root of the user namespace has its rights: a security module may take them away."""
    if not trial.inside:
        words = "; ".join(f"{kind}_map: {each.error}" for kind, each in trial.maps.items() if each.error)
        return _blamed("rights-inside", f"not even one id can be mapped ({words})", INSIDE, BLAMED["inside"], known)
    failed = [f"{STEPS[step]} ({error})" for step, error in trial.refused.items()]
    if not trial.capabilities:
        return _blamed("rights-inside", "root of a user namespace has no capabilities in it", INSIDE, BLAMED["inside"], known)
    if failed:
        return _blamed("rights-inside", f"root of a user namespace is refused: {', '.join(failed)}", INSIDE, BLAMED["inside"], known)
    return Check("rights-inside", "ok", "root of a user namespace can make a mount namespace and mount in it", INSIDE)


def _blamed(name: str, what: str, source: str, suspects: Sequence[str], known: Sequence[Check], state: State = "fault") -> Check:
    """The failure with the layer that explains it: a fault for certain, a warning likely; else all that were ruled out."""
    by_id = {check.id: check for check in known}
    for wanted, how in (("fault", "because"), ("warning", "likely because")):
        for suspect in suspects:
            check = by_id.get(suspect)
            if check is not None and check.state == wanted:
                return Check(name, state, f"{what}, {how} {check.text}", f"{source}; {check.source}", check.fix)
    ruled_out = ", ".join(suspect for suspect in suspects if suspect in by_id) or "nothing"
    words = f"{what}, which nothing that can be read here explains (looked at: {ruled_out})"
    fix = (Fix("as root, ask the kernel's log", "dmesg | tail"),)
    return Check(name, state, words, source, fix)
