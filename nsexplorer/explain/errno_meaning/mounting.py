"""What errors of mount(2), umount2(2) and their like mean (mount_namespaces(7), fs/namespace.c)."""

import shlex
from collections.abc import Mapping

from nsexplorer.explain.errno_meaning.meant import Cause, Meant
from nsexplorer.explain.mount_line import mount_line
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.situation import Situation

_LOCK_TEST = "a live test: umount2(2) with MNT_EXPIRE in a copy of the mount namespace"
_ACCESS_TIMES = ("noatime", "nodiratime", "relatime")
_LOCKABLE = ("ro", "nosuid", "nodev", "noexec", *_ACCESS_TIMES)


def _no_mount_point(now: Situation) -> Meant | None:
    if now.mount_point is not False:
        return None
    where = f"; it lies on the mount at {now.mount.target}" if now.mount is not None else ""
    fix = (Fix("unmount that one", shlex.join(["umount", now.mount.target])),) if now.mount is not None else ()
    return "certain", Answer(f"Nothing is mounted at {_path(now)}{where}.", _mount_evidence(now), fix)


def _locked(now: Situation) -> Meant | None:
    if now.lock is not None and now.lock.locked is False:
        return None
    sure = now.lock is not None and now.lock.locked is True
    evidence = (*_mount_evidence(now), *((Evidence("EINVAL there as well", _LOCK_TEST),) if sure else ()))
    sentence = (
        f"The mount at {_path(now)} is {'' if sure else 'likely '}locked: it came from a mount namespace of another user namespace, and "
        f"cannot be taken off alone, since that would show what it covers there."
    )
    fix = (
        Fix("mount something over it, if it only has to be out of sight", shlex.join(["mount", "-t", "tmpfs", "none", _path(now)])),
        Fix("unmount it where it came from: in the mount namespace of the parent user namespace", None),
    )
    return ("certain" if sure else "likely"), Answer(sentence, evidence, fix)


def _busy(now: Situation) -> Meant | None:
    path = _path(now)
    fix = (Fix("see what holds it, in every namespace", shlex.join(["nsexplorer", "holders", path])),)
    return "certain", Answer(
        f"{path} is in use: by files, directories or programs of processes, or by mounts on it.", _mount_evidence(now), fix
    )


def _needs_admin(now: Situation) -> Meant | None:
    if now.capabilities is not None and "CAP_SYS_ADMIN" in now.capabilities and now.initial is not False:
        return None
    sentence = "That takes CAP_SYS_ADMIN in the user namespace that owns the mount namespace."
    lacks = now.capabilities is not None and "CAP_SYS_ADMIN" not in now.capabilities
    evidence = (Evidence("CapEff is without CAP_SYS_ADMIN", f"/proc/{now.process}/status"),) if lacks else ()
    fix = (
        Fix("do it in a mount namespace of your own, where only its processes see it", "unshare --user --map-root-user --mount"),
        Fix("do it as root", None),
    )
    return ("certain" if lacks else "likely"), Answer(sentence, evidence, fix)


def _locked_flags(now: Situation) -> Meant | None:
    if now.mount is None or (now.lock is not None and not now.lock.flags):
        return None
    sure = now.lock is not None
    flags = now.lock.flags if now.lock is not None else tuple(option for option in now.mount.options if option in _LOCKABLE)
    if not flags or (now.initial and not sure):
        return None
    words = ",".join(flags)
    sentence = (
        f"{words} of the mount at {now.mount.target} {'is' if sure else 'is likely'} locked: it came so from a mount namespace of another "
        f"user namespace, so a remount that leaves it out is refused."
    )
    line = shlex.join(["mount", "-o", f"remount,bind,{words}", now.mount.target])
    evidence = (
        *_mount_evidence(now),
        *((Evidence(words, "a live test: remounting without it in a copy of the mount namespace"),) if sure else ()),
    )
    return ("certain" if sure else "likely"), Answer(
        sentence, evidence, (Fix("repeat it in the remount, beside what should change", line),)
    )


def _not_for_user_namespaces(now: Situation) -> Meant | None:
    if now.initial is True or (now.capabilities is not None and "CAP_SYS_ADMIN" not in now.capabilities):
        return None
    sentence = (
        "This file system may not be mounted in a user namespace, or not in this one: it is for the initial one, needs a pid, net, ipc or "
        "cgroup namespace of this one's own, or (proc, sysfs) would show what mounts cover here."
    )
    fix = (
        Fix("see which file systems may be mounted here, and what stands in the way", "nsexplorer can-mount"),
        Fix("mount it outside, and bind it in", None),
    )
    return "likely", Answer(sentence, (), fix)


def _unknown_filesystem(now: Situation) -> Meant | None:
    fix = (Fix("see which it has", "cat /proc/filesystems"),)
    return "certain", Answer("This kernel has no such file system, or its module is not loaded.", (), fix)


def _not_bindable(now: Situation) -> Meant | None:
    if now.mount is not None and now.mount.unbindable:
        sentence = f"The mount at {now.mount.target} is unbindable: no bind mount can be made of it."
        fix = (Fix("make it private first", shlex.join(["mount", "--make-private", now.mount.target])),)
        return "certain", Answer(sentence, _mount_evidence(now), fix)
    if now.initial is True:
        return None
    sentence = "Something locked is mounted below that directory: a bind mount without what lies on it would show what is covered there."
    fix = (Fix("bind it with all that is mounted below", shlex.join(["mount", "--rbind", _path(now), "TARGET"])),)
    return "likely", Answer(sentence, _mount_evidence(now), fix)


def _shared_parent(now: Situation) -> Meant | None:
    sentence = "The mount lies on a shared mount, or is locked: then it cannot be moved (its peers would not know where it went)."
    fix = (Fix("make the mount that it lies on private first, in a mount namespace of your own", None),)
    return "likely", Answer(sentence, _mount_evidence(now), fix)


def _too_many_mounts(now: Situation) -> Meant | None:
    limit = now.settings.get("fs/mount-max")
    if limit is None:
        return None
    sentence = f"The mount namespace would have more than {limit} mounts, the limit; recursive binds and propagation add many at once."
    fix = (
        Fix("see what is mounted", "nsexplorer mounts --list"),
        Fix("raise the limit, as root", f"sysctl -w fs.mount-max={2 * int(limit) if limit.isdecimal() else 'NUMBER'}"),
    )
    return "likely", Answer(sentence, (Evidence(limit, "/proc/sys/fs/mount-max"),), fix)


def _open_for_writing(now: Situation) -> Meant | None:
    path = _path(now)
    sentence = f"A file on {path} is open for writing, or removed and still open: its file system cannot be made read-only meanwhile."
    fix = (
        Fix("see who has it open", shlex.join(["nsexplorer", "holders", path])),
        Fix("make this mount alone read-only, for those who open files from now on", shlex.join(["mount", "-o", "remount,bind,ro", path])),
    )
    return "likely", Answer(sentence, _mount_evidence(now), fix)


def _mounted_already(now: Situation) -> Meant | None:
    sentence = "The device or file system is in use: mounted otherwise, perhaps in another mount namespace, or part of another device."
    fix = (Fix("see what holds it, in every namespace", "nsexplorer holders DEVICE"),)
    return "likely", Answer(sentence, (), fix)


def _no_new_root(now: Situation) -> Meant | None:
    if now.chrooted:
        sentence = "The process is in a chroot: its root is no mount, so it cannot be exchanged for another."
        return "certain", Answer(sentence, (Evidence("its root is not that of its mount namespace", f"/proc/{now.process}/root"),), ())
    if now.mount_point is False:
        sentence = f"The new root has to be a mount point: {_path(now)} is a plain directory."
        line = shlex.join(["mount", "--bind", _path(now), _path(now)])
        return "certain", Answer(sentence, _mount_evidence(now), (Fix("make it one", line),))
    sentence = "The new root, or what it or the old root is mounted on, is shared: then pivot_root(2) refuses."
    return "likely", Answer(sentence, _mount_evidence(now), (Fix("make all mounts private first", "mount --make-rprivate /"),))


def _path(now: Situation) -> str:
    return now.path or (now.mount.target if now.mount is not None else "it")


def _mount_evidence(now: Situation) -> tuple[Evidence, ...]:
    return () if now.mount is None else (Evidence(mount_line(now.mount), f"/proc/{now.process}/mountinfo"),)


CAUSES: Mapping[tuple[str, str], tuple[Cause, ...]] = {
    ("umount", "EINVAL"): (_no_mount_point, _locked),
    ("umount", "EBUSY"): (_busy,),
    ("umount", "EPERM"): (_needs_admin,),
    ("remount", "EPERM"): (_locked_flags, _needs_admin),
    ("mount", "EPERM"): (_not_for_user_namespaces, _needs_admin),
    ("mount", "ENODEV"): (_unknown_filesystem,),
    ("bind", "EINVAL"): (_not_bindable,),
    ("bind", "EPERM"): (_needs_admin,),
    ("move", "EINVAL"): (_shared_parent,),
    ("mount", "ENOSPC"): (_too_many_mounts,),
    ("bind", "ENOSPC"): (_too_many_mounts,),
    ("mount", "EBUSY"): (_mounted_already,),
    ("remount", "EBUSY"): (_open_for_writing,),
    ("pivot_root", "EINVAL"): (_no_new_root,),
    ("pivot_root", "EBUSY"): (_no_new_root,),
    ("rmdir", "EBUSY"): (_busy,),
    ("unlink", "EBUSY"): (_busy,),
}
