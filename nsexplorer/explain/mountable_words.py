"""The answer of `can-mount` in one sentence, with its evidence and the ways out."""

from collections.abc import Iterator, Sequence

from nsexplorer.model.answer import Answer, Evidence, Fix
from nsexplorer.model.mountable import Mountable

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
    blocked = next((each.session.text for each in filesystems if each.session.allowed is False and each.session.reason is None), None)
    if blocked is not None and not session:
        parts.append(f"and has no session: {blocked}")
    return Answer("; ".join(parts), tuple(_evidence(filesystems)), tuple(_fixes(filesystems, bool(here), blocked)))


def _evidence(filesystems: Sequence[Mountable]) -> Iterator[Evidence]:
    yield Evidence("each was tried in throw-away processes and mounted nowhere", "fsopen(2), fsconfig(2), fsmount(2)")
    for each in filesystems:
        for place in (each.here, each.session_all):
            if place.reason == "too-revealing":
                covers = f": covered by {', '.join(place.covered_by)}" if place.covered_by else ""
                yield Evidence(f"{each.fstype}: {place.text}{covers}", "fsmount(2), /proc/self/mountinfo")
                break


def _fixes(filesystems: Sequence[Mountable], some: bool, blocked: str | None) -> Iterator[Fix]:
    by_name = {each.fstype: each for each in filesystems}
    if blocked is not None:
        yield Fix("see which layer refuses user namespaces here", "nsexplorer doctor")
    wanted = {kind for each in filesystems if each.here.reason == "needs-namespace" for kind in each.here.needs}
    if wanted and blocked is None:
        flags = " ".join(flag for kind, flag in FLAGS.items() if kind in wanted)
        yield Fix("a shell with the namespaces that this takes", f"unshare {flags} sh")
    if any(each.session_all.reason == "too-revealing" for each in filesystems):
        yield Fix("have whoever started this container leave /proc or /sys uncovered, as `podman run --security-opt unmask=ALL` does")
    if (fuse := by_name.get("fuse")) is not None and "device" in (fuse.here.reason, fuse.session.reason):
        yield Fix("have root let everyone use FUSE", "chmod 0666 /dev/fuse")
    refused = [name for name in (*ON_SERVERS, *ON_DEVICES) if name in by_name and by_name[name].here.reason == "initial-user-namespace"]
    if refused:
        yield Fix(f"have {_list(refused)} mounted outside, and bind that in here; or use a FUSE file system for it")


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
