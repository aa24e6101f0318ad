"""What errors mean on the way to a file: dead FUSE, autofs, read-only mounts, links over mounts, device nodes."""

import shlex
from collections.abc import Mapping

from nsexplorer.explain.errno_meaning.meant import Cause, Meant
from nsexplorer.explain.mount_line import mount_line
from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.situation import Situation


def _dead_fuse(now: Situation) -> Meant | None:
    fuse = now.mount is not None and now.mount.fstype.startswith("fuse")
    if now.mount is not None and not fuse:
        return None
    what = f"behind {now.mount.target} ({now.mount.fstype})" if now.mount is not None else "behind it"
    fix = [] if now.mount is None else [Fix("take the mount off", shlex.join(["umount", "-l", now.mount.target]))]
    fix.append(Fix("start the program again; what was started meanwhile may have the dead mount still: it has to start anew", None))
    sentence = f"The program {what} has ended: the FUSE mount is still there, but nobody answers."
    return ("certain" if fuse else "likely"), Answer(sentence, _mount(now), tuple(fix))


def _fuse_refuses(now: Situation) -> Meant | None:
    if now.mount is None or not now.mount.fstype.startswith("fuse") or "allow_other" in now.mount.super_options:
        return None
    owner = next((option.partition("=")[2] for option in now.mount.super_options if option.startswith("user_id=")), "")
    if now.uid is not None and str(now.uid) == owner:
        return None
    sentence = f"{now.mount.target} is a FUSE mount of uid {owner} without allow_other: the kernel lets no other user in, not even root."
    fix = (
        Fix("look as that user", None),
        Fix("have it mounted with `-o allow_other` (user_allow_other in /etc/fuse.conf)", None),
    )
    return ("certain" if now.uid is not None else "likely"), Answer(sentence, _mount(now), fix)


def _autofs(now: Situation) -> Meant | None:
    if now.mount is None or now.mount.fstype != "autofs":
        return None
    sentence = (
        f"{now.mount.target} is an automount point (autofs): the file system is mounted in the mount namespace of its daemon, and does not "
        f"arrive here, so the kernel asks again and again, and gives up."
    )
    fix = (
        Fix("trigger it in the daemon's mount namespace first, then bind it in", None),
        Fix("hand the directory above over as a slave, so that what is mounted later arrives: `rslave`", None),
    )
    return "certain", Answer(sentence, _mount(now), fix)


def _links(now: Situation) -> Meant | None:
    if now.mount is not None and now.mount.fstype == "autofs":
        return None
    fix = (Fix("see each link on the way", shlex.join(["namei", "-l", now.path])),) if now.path else ()
    return "likely", Answer("Symbolic links on the way lead in a circle, or are more than 40.", (), fix)


def _read_only(now: Situation) -> Meant | None:
    if now.mount is None:
        return None
    if now.mount.read_only:
        sentence = f"The mount at {now.mount.target} is read-only; its file system may be writable through another mount."
        line = shlex.join(["mount", "-o", "remount,bind,rw", now.mount.target])
        return "certain", Answer(sentence, _mount(now), (Fix("make the mount writable, where it is not locked", line),))
    if "ro" in now.mount.super_options:
        sentence = f"The file system at {now.mount.target} is read-only as a whole, whatever its mounts say."
        line = shlex.join(["mount", "-o", "remount,rw", now.mount.target])
        return "certain", Answer(sentence, _mount(now), (Fix("make the file system writable, in the initial user namespace", line),))
    return None


def _over_mounts(now: Situation) -> Meant | None:
    sentence = "Both sides must be on the same mount: two mounts of one file system count as different, as two bind mounts do."
    return "likely", Answer(sentence, _mount(now), (Fix("copy, and remove what was copied", None),))


def _no_device_nodes(now: Situation) -> Meant | None:
    if now.initial is True:
        return None
    sentence = "Device nodes can be made in the initial user namespace only: CAP_MKNOD of any other does not count."
    fix = (Fix("bind the node that the outside has", "touch NODE; mount --bind /dev/NODE NODE"),)
    return ("certain" if now.initial is False else "likely"), Answer(sentence, (), fix)


def _stale(now: Situation) -> Meant | None:
    sentence = "What was open or mounted there is gone on the server, or the directory it was is no more."
    fix = (Fix("mount it anew", shlex.join(["umount", "-l", now.mount.target])),) if now.mount is not None else ()
    return "likely", Answer(sentence, _mount(now), fix)


def _not_traceable(now: Situation) -> Meant | None:
    if now.path is None or not now.path.startswith("/proc/"):
        return None
    sentence = (
        "Looking into a process takes the permission to trace it: the same user, or CAP_SYS_PTRACE in its user namespace (ptrace(2))."
    )
    return "likely", Answer(sentence, (), (Fix("look as its user, or as root", None),))


def _not_by_mode(now: Situation) -> Meant | None:
    if now.path is None or now.path.startswith("/proc/"):
        return None
    sentence = "A directory on the way may not be searched by this user, or what is there not opened, by its mode or access control list."
    fix = (Fix("see the owner and mode of each part of the way", shlex.join(["namei", "-l", now.path])),)
    return "likely", Answer(sentence, (), fix)


def _no_devices(now: Situation) -> Meant | None:
    if now.mount is None or "nodev" not in now.mount.options:
        return None
    sentence = f"The mount at {now.mount.target} is nodev: a device node on it cannot be opened."
    fix = (Fix("bind the node from a mount that allows devices", "touch NODE; mount --bind /dev/NODE NODE"),)
    return "likely", Answer(sentence, _mount(now), fix)


def _no_programs(now: Situation) -> Meant | None:
    if now.mount is None or "noexec" not in now.mount.options:
        return None
    sentence = f"The mount at {now.mount.target} is noexec: no program on it can be run."
    line = shlex.join(["mount", "-o", "remount,bind,exec", now.mount.target])
    return "certain", Answer(sentence, _mount(now), (Fix("allow it, where the flag is not locked", line),))


def _mount(now: Situation) -> tuple[Evidence, ...]:
    return () if now.mount is None else (Evidence(mount_line(now.mount), f"/proc/{now.process}/mountinfo"),)


CAUSES: Mapping[tuple[str, str], tuple[Cause, ...]] = {
    ("open", "ENOTCONN"): (_dead_fuse,),
    ("open", "EACCES"): (_fuse_refuses, _not_traceable, _no_devices, _not_by_mode),
    ("execve", "EACCES"): (_no_programs, _not_by_mode),
    ("open", "ELOOP"): (_autofs, _links),
    ("open", "EROFS"): (_read_only,),
    ("mkdir", "EROFS"): (_read_only,),
    ("rename", "EXDEV"): (_over_mounts,),
    ("link", "EXDEV"): (_over_mounts,),
    ("mknod", "EPERM"): (_no_device_nodes,),
    ("open", "ESTALE"): (_stale,),
}
