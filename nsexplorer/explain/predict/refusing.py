"""File systems that decide for themselves who may write, whatever mode bits say."""

from collections.abc import Iterable

from nsexplorer.explain.id_maps import down
from nsexplorer.explain.predict.permission import ALLOWED, Judgement
from nsexplorer.explain.predict.writer import Writer
from nsexplorer.model.filesystems import pseudo
from nsexplorer.model.idmap import IdMap
from nsexplorer.model.mount import Mount
from nsexplorer.model.namespace import INITIAL_USER_NAMESPACE

REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "ceph", "afs", "lustre", "glusterfs", "vboxsf"})
"""A server on the other side has the last word (root squashing of NFS, for example: exports(5))."""


def by_file_system(mount: Mount, writer: Writer, id_maps: Iterable[IdMap]) -> Judgement:
    """What the type of file system adds to the mode bits: a refusal, a doubt, or nothing. `id_maps` are all that are known."""
    if mount.fstype.partition(".")[0] in ("fuse", "fuseblk"):
        return _fuse(mount, writer, id_maps)
    if mount.fstype in REMOTE:
        return Judgement(None, f"the server behind this {mount.fstype} has the last word, and was not asked")
    if pseudo(mount.fstype) and mount.fstype != "devtmpfs" and writer.user_namespace != INITIAL_USER_NAMESPACE:
        return Judgement(
            None, f"{mount.fstype} is an interface of the kernel, which may ask for capabilities in the initial user namespace besides"
        )
    return ALLOWED


def _fuse(mount: Mount, writer: Writer, id_maps: Iterable[IdMap]) -> Judgement:
    """fuse(4), mount.fuse(8): without allow_other nobody but who mounted it gets in, not even root (fs/fuse/dir.c)."""
    values = dict(option.partition("=")[::2] for option in mount.super_options)
    if "allow_other" not in values and values.get("user_id", "").isdecimal():
        # The number is one of the user namespace that it was mounted in, which no table names.
        who = int(values["user_id"])
        if writer.uid not in {who, *(down(each.uids, who) for each in id_maps)}:
            return Judgement(False, f"this FUSE mount of user {who} has no allow_other: nobody else gets in, not even root")
        if down(writer.maps.uids, who) != writer.uid:
            return Judgement(None, f"this FUSE mount has no allow_other, and which user its user_id={who} is could not be told")
    if "default_permissions" not in values:
        return Judgement(None, "the program behind this FUSE mount decides, and was not asked (it has no default_permissions)")
    return ALLOWED
