"""The answer of `can-mount` in one sentence, with its evidence and the ways out."""

from collections.abc import Iterator, Sequence

from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.mountable import Mountable

OF_ROOTLESS = ("sysfs", "proc", "tmpfs", "bind", "fuse", "overlay")

FLAGS = {"user": "--user --map-root-user", "mnt": "--mount", "pid": "--pid --fork", "net": "--net", "ipc": "--ipc", "cgroup": "--cgroup"}
"""The options of unshare(1) that give a namespace of that type."""

ON_SERVERS = ("9p", "ceph", "cifs", "nfs", "nfs4", "virtiofs")
ON_DEVICES = ("btrfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "iso9660", "ntfs3", "squashfs", "udf", "vfat", "xfs", "zfs")


def answer(called: str, filesystems: Sequence[Mountable]) -> Answer:
    """What may be mounted in the namespaces of what is called so, how that was found out, and how to get what may not."""
    here = [each.fstype for each in filesystems if each.here.allowed]
    session = [each.fstype for each in filesystems if each.session.allowed and not each.here.allowed]
    everything = [each.fstype for each in filesystems if each.session_all.allowed and each.fstype not in (*here, *session)]
    parts = [f"{called} may mount {_list(here) if here else 'nothing as it is'}"]
    if session:
        parts.append(f"in user and mount namespaces of its own also {_list(session)}")
    if everything:
        parts.append(f"with pid, net, ipc and cgroup namespaces too {_list(everything)}")
    blocked = no_session(filesystems)
    if blocked is not None:
        parts.append(f"nor in user and mount namespaces of its own: {blocked}")
    return Answer("; ".join(parts), tuple(_evidence(filesystems, blocked)), tuple(_fixes(filesystems, blocked)))


def no_session(filesystems: Sequence[Mountable]) -> str | None:
    """The one reason why nothing at all may be mounted, or could be tried, in user and mount namespaces of its own; None where some may."""
    why = {None if each.session.allowed else each.session.text for each in filesystems}
    return why.pop() if len(why) == 1 else None


def _evidence(filesystems: Sequence[Mountable], blocked: str | None) -> Iterator[Evidence]:
    if blocked is not None:
        yield Evidence(blocked, "unshare(2), mount(2), fsopen(2) in throw-away processes")
    else:
        yield Evidence("each was tried in throw-away processes and mounted nowhere", "fsopen(2), fsconfig(2), fsmount(2)")
        yield from _of_rootless(filesystems)
    for each in filesystems:
        for place in (each.here, each.session_all):
            if place.reason == "too-revealing":
                covers = f": covered by {', '.join(place.covered_by)}" if place.covered_by else ""
                yield Evidence(f"{each.fstype}: {place.text}{covers}", "fsmount(2), /proc/self/mountinfo")
                break


def _of_rootless(filesystems: Sequence[Mountable]) -> Iterator[Evidence]:
    """What rootless containers live from, and what people miss most there."""
    by_name = {each.fstype: each for each in filesystems}
    known = [by_name[name] for name in OF_ROOTLESS if name in by_name]
    able = [f"{each.fstype}{_with(each)}" for each in known if each.session_all.allowed]
    if able:
        yield Evidence(f"of {_list(OF_ROOTLESS)}, which rootless containers use, a session may mount {_list(able)}", "the trials")
    nfs = by_name.get("nfs")
    if nfs is not None and not nfs.session_all.allowed:
        absent = f"{nfs.session_all.text}; one that has it lets only root of the initial user namespace mount it"
        yield Evidence(
            f"nfs may not: {absent if nfs.session_all.reason == 'absent' else nfs.session_all.text}", "the trials, user_namespaces(7)"
        )


def _with(each: Mountable) -> str:
    if each.session.allowed or not each.session.needs:
        return ""
    return f" (with a {_list(each.session.needs)} namespace too)"


def _fixes(filesystems: Sequence[Mountable], blocked: str | None) -> Iterator[Fix]:
    by_name = {each.fstype: each for each in filesystems}
    if blocked is not None:
        yield Fix("see which layer refuses user namespaces here", "nsexplorer doctor")
    wanted = {kind for each in filesystems if each.here.reason == "needs-namespace" for kind in each.here.needs}
    if wanted and blocked is None:
        flags = " ".join(flag for kind, flag in FLAGS.items() if kind in wanted)
        yield Fix("a shell with the namespaces that this takes", f"unshare {flags} sh")
    yield from dict.fromkeys(fix for each in filesystems for fix in (*each.session_all.fix, *each.here.fix))
    refused = [name for name in (*ON_SERVERS, *ON_DEVICES) if name in by_name and by_name[name].here.reason == "initial-user-namespace"]
    if refused:
        yield Fix(f"have {_list(refused)} mounted outside, and bind that in here; or use a FUSE file system for it")


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
