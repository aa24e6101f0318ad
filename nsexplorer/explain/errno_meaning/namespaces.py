"""What errors of unshare(2), setns(2), and of fork(2) in a pid namespace mean."""

import shlex
from collections.abc import Mapping

from nsexplorer.explain.errno_meaning.meant import Cause, Meant
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.situation import Situation

_SWITCHES = {
    "kernel/unprivileged_userns_clone": "0",  # Debian's patch
    "kernel/apparmor_restrict_unprivileged_userns": "1",  # Ubuntu 23.10, AppArmor 4
}


def _limit(now: Situation) -> Meant | None:
    names = [f"user/max_{kind}_namespaces" for kind in (now.types or NAMESPACE_TYPES)]
    known = [(name, now.settings[name]) for name in names if name in now.settings]
    spent = [(name, value) for name, value in known if value == "0"]
    if spent:
        name = spent[0][0]
        sentence = f"No namespace of that type may be made here: /proc/sys/{name} is 0."
        line = shlex.join(["sysctl", "-w", f"{name.replace('/', '.')}=10000"])
        return "certain", Answer(sentence, _settings(spent), (Fix("raise the limit, as root of the namespace that set it", line),))
    depth = ", or user namespaces are nested 33 deep" if "user" in (now.types or ("user",)) else ""
    sentence = f"A limit is reached: so many namespaces as one user may have here, or in a user namespace above, exist already{depth}."
    fix = [Fix("see which exist", "nsexplorer ls")]
    fix += [Fix("raise the limit, as root", shlex.join(["sysctl", "-w", f"{name.replace('/', '.')}=NUMBER"])) for name, _ in known[:1]]
    return "likely", Answer(sentence, _settings(known), tuple(fix))


def _threads(now: Situation) -> Meant | None:
    if now.threads == 1:
        return None
    sure = now.threads is not None and bool({"user", "mnt"} & set(now.types or ("user",)))
    how_many = "several threads" if now.threads is None else f"{now.threads} threads"
    sentence = (
        f"The process has {'' if sure else 'likely '}{how_many}: only one with a single thread may change its user namespace, or join a "
        f"mount namespace."
    )
    evidence = (Evidence(f"Threads: {now.threads}", f"/proc/{now.process}/status"),) if now.threads is not None else ()
    return ("certain" if sure else "likely"), Answer(sentence, evidence, (Fix("do it in a child, before it starts threads", None),))


def _not_possible(now: Situation) -> Meant | None:
    if now.threads is None:
        return None
    if "user" in now.types:
        sentence = "The process is in that user namespace already: there is nothing to join, and no way to get its capabilities again."
    elif "pid" in now.types:
        sentence = "That pid namespace is not the process's own, nor one below it: there is no way up."
    else:
        return None
    return "likely", Answer(sentence, (), ())


def _chrooted(now: Situation) -> Meant | None:
    if not now.chrooted or "user" not in (now.types or ("user",)):
        return None
    sentence = "The process is in a chroot: no user namespace can be made there, as its root would get out of it."
    evidence = (Evidence("its root is not that of its mount namespace", f"/proc/{now.process}/root"),)
    return "certain", Answer(sentence, evidence, (Fix("enter with pivot_root(2) instead of chroot(2), as container engines do", None),))


def _switched_off(now: Situation) -> Meant | None:
    off = [(name, value) for name, value in now.settings.items() if _SWITCHES.get(name) == value]
    if not off:
        return None
    name = off[0][0]
    sentence = f"Ordinary users may not make user namespaces here: /proc/sys/{name} is {off[0][1]}."
    line = shlex.join(["sysctl", "-w", f"{name.replace('/', '.')}={1 - int(off[0][1])}"])
    return "certain", Answer(sentence, _settings(off), (Fix("allow it, as root, if that is wanted here", line),))


def _unmapped_self(now: Situation) -> Meant | None:
    if now.id_map is None or (now.id_map.uids and now.id_map.gids):
        return None
    sentence = "The user namespace of the process has no id map yet: its ids have no number there, and that is needed to make another."
    evidence = (Evidence("empty", f"/proc/{now.process}/uid_map"),)
    return "certain", Answer(sentence, evidence, (Fix("write the maps first, as `unshare --map-root-user` does", None),))


def _lacks_admin(now: Situation) -> Meant | None:
    if now.types == ("user",) or (now.initial and now.capabilities is not None and "CAP_SYS_ADMIN" in now.capabilities):
        return None
    sure = now.capabilities is not None and "CAP_SYS_ADMIN" not in now.capabilities
    evidence = (Evidence("CapEff is without CAP_SYS_ADMIN", f"/proc/{now.process}/status"),) if sure else ()
    fix = (Fix("make a user namespace with it: its first process has all capabilities in there", "unshare --user --map-root-user"),)
    return ("certain" if sure else "likely"), Answer("That takes CAP_SYS_ADMIN in the user namespace of the process.", evidence, fix)


def _lacks_admin_there(now: Situation) -> Meant | None:
    sentence = (
        "Joining takes CAP_SYS_ADMIN in the user namespace that owns the namespace, and for all types but user also in one's own "
        "(for mount namespaces CAP_SYS_CHROOT too)."
    )
    fix = (
        Fix("join the user namespace that owns it first", shlex.join(["nsenter", "-t", "PID", "-U", "--preserve-credentials", "-m"])),
        Fix("join it as root", None),
    )
    return "likely", Answer(sentence, (), fix)


def _filtered(now: Situation) -> Meant | None:
    sentence = "A security module or a seccomp filter (of a container engine, or of a service's RestrictNamespaces=) likely refuses it."
    fix = (Fix("see whether a filter is in force: 2 is one", f"grep Seccomp: /proc/{now.process}/status"),)
    return "likely", Answer(sentence, (), fix)


def _first_process_ended(now: Situation) -> Meant | None:
    sentence = "The first process of the pid namespace that children are born into has ended: no process can be made there any more."
    evidence = (Evidence("the namespace that children are born into", f"/proc/{now.process}/ns/pid_for_children"),)
    return "likely", Answer(
        sentence, evidence, (Fix("have the command be the first process from the start", "unshare --pid --fork COMMAND"),)
    )


def _settings(known: list[tuple[str, str]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(value, f"/proc/sys/{name}") for name, value in known)


CAUSES: Mapping[tuple[str, str], tuple[Cause, ...]] = {
    ("unshare", "ENOSPC"): (_limit,),
    ("unshare", "EUSERS"): (_limit,),
    ("unshare", "EINVAL"): (_threads,),
    ("unshare", "EPERM"): (_chrooted, _switched_off, _unmapped_self, _lacks_admin, _filtered),
    ("setns", "EINVAL"): (_threads, _not_possible),
    ("setns", "EPERM"): (_lacks_admin_there,),
    ("fork", "ENOMEM"): (_first_process_ended,),
}
