"""The file system that the container store of this user is on."""

import os
import tomllib
from collections.abc import Iterator

from nsexplorer.explain.visibility import lookup
from nsexplorer.linux.procfs import read, text
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check
from nsexplorer.model.mount import Mount

REMOTE = ("9p", "afs", "ceph", "cifs", "glusterfs", "gpfs", "lustre", "nfs", "nfs4", "smb3", "virtiofs")
"""Their servers know nothing of user namespaces: changing a file's owner to a subordinate id is refused."""


def checks(examined: Examined) -> Iterator[Check]:
    """`store`: of Buildah and Podman, where their configuration, or their habit, puts it."""
    directory, source = _directory(examined)
    if directory is not None:
        yield judged(directory, source, lookup(examined.mounts, directory, "process"))


def judged(directory: str, source: str, mount: Mount | None) -> Check:
    """By the mount that the directory is on, by the mount table alone: nothing there is touched."""
    if mount is None:
        return Check("store", "unknown", f"the mount that {directory} is on is not in the mount table", source)
    words = f"the container store {directory} is on {mount.fstype} ({mount.target})"
    fix = (Fix("put it on a local file system: `graphroot` in ~/.config/containers/storage.conf (rootless_storage_path in the system's)"),)
    if mount.fstype in REMOTE:
        return Check("store", "fault", f"{words}: its server refuses owners that are subordinate ids", source, fix)
    if mount.fstype in ("overlay", "vfat", "exfat") or mount.fstype.startswith("fuse"):
        volume = (Fix("in a container, put a volume there", f"podman run -v {directory}"),) if mount.target == "/" else ()
        return Check("store", "warning", f"{words}, which overlay cannot have its upper layer on", source, volume or fix)
    if mount.read_only:
        return Check("store", "fault", f"{words}, which is mounted read-only", source, fix)
    return Check("store", "ok", words, source)


def _directory(examined: Examined) -> tuple[str | None, str]:
    """Where the store is, and what says so (containers-storage.conf(5))."""
    root = examined.uid == 0 and "_CONTAINERS_USERNS_CONFIGURED" not in examined.environment  # set by `buildah unshare` for its user's
    config = examined.environment.get("XDG_CONFIG_HOME") or os.path.join(examined.home, ".config")
    own = examined.environment.get("CONTAINERS_STORAGE_CONF") or os.path.join(config, "containers/storage.conf")
    for path in ([] if root else [own]) + ["/etc/containers/storage.conf", "/usr/share/containers/storage.conf"]:
        try:
            known = tomllib.loads(text(read(os.fsencode(path)))).get("storage", {})
        except (OSError, ValueError):
            continue
        key = "graphroot" if root or path == own else "rootless_storage_path"
        if isinstance(known, dict) and isinstance(known.get(key), str) and known[key].startswith("/") and "$" not in known[key]:
            return known[key], f"{path}, /proc/self/mountinfo"
        break
    if root:
        return "/var/lib/containers/storage", "the default place, /proc/self/mountinfo"
    data = examined.environment.get("XDG_DATA_HOME") or os.path.join(examined.home, ".local/share")
    return (os.path.join(data, "containers/storage") if data.startswith("/") else None), "the default place, /proc/self/mountinfo"
