"""Which file systems may be mounted, by what came of trying them in several places: the stage that refused, and where it was let pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nsexplorer.explain import fuse_device
from nsexplorer.explain.too_revealing import REVEALING, cover
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import Mount
from nsexplorer.model.mountable import Mountable, MountTrial, Permission

EXTRA = ("pid", "net", "ipc", "cgroup")
"""The types of namespaces that decide about file systems, beside user and mnt."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "here": (),
    "session": ("user", "mnt"),
    **{kind: ("user", "mnt", kind) for kind in EXTRA},
    "session_all": ("user", "mnt", *EXTRA),
}
"""Where each is tried: by name, the types of namespaces that are made for it. The single ones tell which of them it takes."""

SHOWS = {"proc": "pid", "sysfs": "net", "mqueue": "ipc", "cgroup": "cgroup", "cgroup2": "cgroup", "cpuset": "cgroup"}
"""The type of namespace that a file system shows. It has to be one's own, and that can be told where no session could be made to try it."""

SINCE = {"overlay": "5.11", "binfmt_misc": "6.7", "fuse": "4.18", "cgroup": "4.6", "cgroup2": "4.6", "mqueue": "3.9", "devpts": "3.9",
         "ramfs": "3.9", "tmpfs": "3.9", "proc": "3.8", "sysfs": "3.8"}  # fmt: skip
"""Since which Linux a user namespace may mount them (FS_USERNS_MOUNT; user_namespaces(7) and the commits)."""

AS_USED = ("bind", "overlay", "fuse")
"""Those that are tried with all that they need: any error counts. Of others, an error that is no refusal says that options are missing."""

REFUSALS = ("EPERM", "EACCES", "ENODEV", "ENOSYS")

LACKS_RIGHTS = "it takes CAP_SYS_ADMIN over the mount namespace, which is had in one of one's own"

NOT_EVEN_TMPFS = "not even a tmpfs may be mounted, which every kernel lets a user namespace mount"

WITHOUT_FILTER = Fix("in a container: have it started without the filter", "podman run --security-opt seccomp=unconfined")

UNCOVERED = Fix(
    "have whoever started this container leave it uncovered, writable too where it is read-only", "podman run --security-opt unmask=ALL"
)

OK = Permission(True, "ok")


@dataclass(frozen=True, slots=True)
class MountTrials:
    """What came of trying in each of PLACES: trials by file system, or a sentence why that place could not be had.

    `table` is the mount table that the places start from. `able` says whether who is asked about has CAP_SYS_ADMIN over it.
    `modules` are the file systems that are not in the kernel now, but in a module of its; they were not tried. `filtered` says whether a
    seccomp filter judged the system calls.
    """

    places: Mapping[str, Mapping[str, MountTrial] | str]
    table: Sequence[Mount]
    able: bool
    modules: frozenset[str]
    initial: bool
    filtered: bool = False


def mountable(trials: MountTrials, fstypes: Sequence[str]) -> tuple[Mountable, ...]:
    """For each file system, in that order, whether it may be mounted here, in a session, and in one with all namespaces of its own."""
    return tuple(_mountable(trials, fstype) for fstype in fstypes)


def _mountable(trials: MountTrials, fstype: str) -> Mountable:
    everything = _permission(trials, fstype, "session_all")
    session = _completed(trials, fstype, _permission(trials, fstype, "session"), everything)
    here = _permission(trials, fstype, "here")
    here = _completed(trials, fstype, here, everything) if trials.able else _without_rights(session, everything)
    return Mountable(fstype, here, session, everything)


def _completed(trials: MountTrials, fstype: str, refused: Permission, everything: Permission) -> Permission:
    """A refusal that turns out to be for want of a namespace of its own: with all of them, it is let pass, or comes further."""
    if refused.reason != "initial-user-namespace" or not (everything.reason in ("ok", "too-revealing") or fstype in SHOWS):
        return refused
    needs = _needs(trials, fstype)
    if everything.reason == "too-revealing":
        return Permission(False, "too-revealing", everything.text, needs, everything.covered_by, fix=everything.fix)
    words = f"it takes {_and(needs)} namespace of one's own, which is what it shows"
    return Permission(False, "needs-namespace", words, needs)


def _without_rights(session: Permission, everything: Permission) -> Permission:
    """Who has no CAP_SYS_ADMIN over this mount namespace may mount nothing in it: what a session may says what is missing."""
    if session.allowed:
        return Permission(False, "needs-namespace", LACKS_RIGHTS, ("user", "mnt"))
    if everything.allowed:
        return Permission(False, "needs-namespace", session.text, ("user", "mnt", *session.needs))
    return session


def _permission(trials: MountTrials, fstype: str, place: str) -> Permission:
    if fstype in trials.modules:
        return _in_a_module(trials, fstype, place)
    found = trials.places[place]
    if isinstance(found, str):
        return Permission(False, None, found, unreadable={"reason": found})
    trial = found.get(fstype)
    if trial is None:
        return Permission(None, None, "it was not tried", unreadable={"allowed": "it was not tried", "reason": "it was not tried"})
    if trial.error is None and trial.words:
        return Permission(True, "ok", f"with the mount options {','.join(trial.words)}, which the {fstype} here has")
    if trial.error is None or (fstype not in AS_USED and trial.stage == "create" and trial.error not in REFUSALS):
        return OK
    if trial.stage == "device":
        return fuse_device.refused(trial.error)
    if fstype == "fuse" and trial.error == "EINVAL":
        return fuse_device.another_device(trial.error)
    if trial.error == "ENODEV" and trial.stage == "open":
        return Permission(False, "absent", "this kernel does not have it")
    if trial.error == "EACCES":
        return Permission(False, "security-module", "a security module refuses it: the kernel itself would have said EPERM (EACCES came)")
    if trial.error == "ENOSYS":
        return _no_such_call(trials)
    if trial.stage == "mount" and fstype in REVEALING:
        return _too_revealing(trials, fstype, trial)
    return _not_permitted(trials, fstype, place, trial)


def _not_permitted(trials: MountTrials, fstype: str, place: str, trial: MountTrial) -> Permission:
    """Refused with EPERM, or for a reason of its own (of those tried as they are used)."""
    if trial.error != "EPERM":
        words = f"it was refused with {trial.error}" + (f": {said(trial)}" if trial.words else "")
        return Permission(False, None, words, unreadable={"reason": words})
    canary = trials.places[place]
    if place != "here" and isinstance(canary, Mapping) and canary.get("tmpfs", MountTrial("done")).error is not None:
        if trials.filtered:
            return Permission(False, "security-module", f"{NOT_EVEN_TMPFS}: likely it is the seccomp filter", fix=(WITHOUT_FILTER,))
        return Permission(False, "security-module", f"{NOT_EVEN_TMPFS}: a security module takes the capabilities away")
    if place != "here" and fstype in SINCE and fstype not in SHOWS:
        return Permission(False, "kernel-too-old", f"a user namespace may mount it since Linux {SINCE[fstype]}")
    return Permission(False, "initial-user-namespace", "only root of the initial user namespace may mount it")


def _no_such_call(trials: MountTrials) -> Permission:
    """Where fsopen(2) gives ENOSYS: mount(2), which is older, may yet work, and was not tried."""
    if not trials.filtered:
        return Permission(False, "kernel-too-old", "this kernel has no fsopen(2) (Linux 5.2)")
    words = "a seccomp filter refuses fsopen(2), which it is tried with (ENOSYS)"
    return Permission(None, None, words, unreadable={"allowed": words, "reason": words}, fix=(WITHOUT_FILTER,))


def _in_a_module(trials: MountTrials, fstype: str, place: str) -> Permission:
    words = "it is in a module that is not loaded: the first mount loads it"
    if place == "here" and trials.able and trials.initial:
        return Permission(True, "ok", words)
    if fstype in SINCE:
        return Permission(None, None, words, unreadable={"allowed": f"{words}, so it was not tried", "reason": "it was not tried"})
    return Permission(False, "initial-user-namespace", "only root of the initial user namespace may mount it")


def _too_revealing(trials: MountTrials, fstype: str, trial: MountTrial) -> Permission:
    covered = cover(trials.table, fstype)
    if covered.covers:
        words = f"a new {fstype} would show what is covered in the one here"
    elif not covered.whole:
        words = f"no whole {fstype} is mounted here, and a new one would show more than there is"
    elif covered.read_only:
        words = f"the {fstype} here is read-only, and so must a new one be"
    else:
        words = f"a new {fstype} would show more than the one here"
    words += f" (the kernel: {said(trial)})" if trial.words else ""
    return Permission(False, "too-revealing", words, covered_by=tuple(mount.target for mount in covered.covers), fix=(UNCOVERED,))


def said(trial: MountTrial) -> str:
    """The last of the kernel's words, without the letter that says how grave it is (`e` error, `w` warning, `i` information)."""
    last = trial.words[-1] if trial.words else ""
    return last[2:] if last[:2] in ("e ", "w ", "i ") else last


def _needs(trials: MountTrials, fstype: str) -> tuple[str, ...]:
    """The types of namespaces each of which brings it further than a session does."""
    found = []
    session = trials.places["session"]
    for kind in EXTRA:
        place = trials.places[kind]
        if isinstance(place, Mapping) and isinstance(session, Mapping) and place.get(fstype) != session.get(fstype):
            found.append(kind)
    return tuple(found) or ((SHOWS[fstype],) if fstype in SHOWS else ())


def _and(kinds: Sequence[str]) -> str:
    if not kinds:
        return "a further"
    return f"{'an' if kinds[0] == 'ipc' else 'a'} {kinds[0]}" if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
