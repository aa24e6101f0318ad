"""Reading a file that an engine keeps, without doing harm: it may be huge, broken, a trap, or on a file system whose server is gone."""

import os
import stat

from nsexplorer.model.mount import MountTable

SIZE_LIMIT = 8 << 20
TEXT_LIMIT = 255

LOCAL_FILE_SYSTEMS = frozenset(
    {"bcachefs", "btrfs", "erofs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "ramfs", "squashfs", "tmpfs", "xfs", "zfs"}
)
"""Where opening a file cannot wait for a server, for a FUSE daemon or for an automount."""


class UnreadableError(Exception):
    """A record that was not read; the text says why."""


def read_json(path: str, table: MountTable | None) -> object:
    """The JSON document in the file at `path`, an absolute path in the mount namespace of `table`, which must be this process's own.

    Raises UnreadableError. No symbolic link is followed: the store of a stranger could lead anywhere.
    """
    refused = refusal(path, table)
    if refused is not None:
        raise UnreadableError(f"{path}: {refused}")
    from nsexplorer.linux.openat2 import open_without_links

    try:
        fd = open_without_links(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise UnreadableError(f"{path}: {reason(error)}") from None
    try:
        return _parse(fd, path)
    except OSError as error:
        raise UnreadableError(f"{path}: {reason(error)}") from None
    finally:
        os.close(fd)


def refusal(path: str, table: MountTable | None) -> str | None:
    """Why nothing may be opened at `path` in the mount namespace of `table`: it could wait for ever. None where all is local.

    Only the file system of `/` may be any: this program runs from it.
    """
    if table is None:
        return "not opened, as it is not known what is mounted there"
    for mount in table.mounts:
        holds = mount.target != "/" and (path == mount.target or path.startswith(mount.target + "/"))
        if holds and mount.fstype not in LOCAL_FILE_SYSTEMS:
            return f"not opened, as {mount.fstype} is mounted at {mount.target}"
    return None


def foreign_mounts(path: str, table: MountTable | None) -> list[tuple[str, str]]:
    """The mounts below a directory, each with its type, on which opening a file could wait for ever."""
    mounts = () if table is None else table.mounts
    return [
        (mount.target, mount.fstype) for mount in mounts if mount.target.startswith(path + "/") and mount.fstype not in LOCAL_FILE_SYSTEMS
    ]


def _parse(fd: int, path: str) -> object:
    import json

    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(f"{path}: not a regular file")
    with os.fdopen(os.dup(fd), "rb") as file:
        data = file.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise UnreadableError(f"{path}: larger than {SIZE_LIMIT >> 20} MiB")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UnreadableError(f"{path}: not valid JSON") from None


def reason(error: OSError) -> str:
    """What went wrong with a file, as the second half of a sentence."""
    text = error.strerror or str(error)
    return text[0].lower() + text[1:]


def text_at(document: object, *keys: str) -> str | None:
    """The text under these keys of nested JSON objects; None where there is none, it is empty, or it cannot be a name."""
    for key in keys:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return name_text(document)


def name_text(value: object) -> str | None:
    """`value` where it can be a name: some text of at most 255 characters that can be written as UTF-8."""
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_LIMIT:
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return value


def path_on(device: str, path: str, table: MountTable | None) -> str | None:
    """Where a directory of the file system on `device` is in the mount namespace of `table`; None where it is nowhere mounted there."""
    best: tuple[str, str] | None = None
    for mount in table.mounts if table is not None else ():
        root = mount.root.rstrip("/")
        if mount.device != device or not (path + "/").startswith(root + "/"):
            continue
        if best is None or len(root) >= len(best[0]):
            best = (root, mount.target.rstrip("/") + path[len(root) :])
    return None if best is None else best[1]
