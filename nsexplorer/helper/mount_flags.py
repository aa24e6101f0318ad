"""Which flags of a mount are locked: found out by taking them off, which the kernel refuses with EPERM (mount_setattr(2)).

Flags belong to one mount alone. Only a mount of a throw-away copy of a namespace may be tried like that.
"""

import errno

from nsexplorer.linux.features import wanted
from nsexplorer.linux.mount_calls import (
    AT_EMPTY_PATH,
    MOUNT_ATTR__ATIME,
    MOUNT_ATTR_NOATIME,
    MOUNT_ATTR_NODEV,
    MOUNT_ATTR_NOEXEC,
    MOUNT_ATTR_NOSUID,
    MOUNT_ATTR_RDONLY,
    MOUNT_ATTR_RELATIME,
    MS_BIND,
    MS_NOATIME,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_RDONLY,
    MS_RELATIME,
    MS_REMOUNT,
    mount,
    mount_setattr,
)

ATTRIBUTES = {"ro": MOUNT_ATTR_RDONLY, "nosuid": MOUNT_ATTR_NOSUID, "nodev": MOUNT_ATTR_NODEV, "noexec": MOUNT_ATTR_NOEXEC}
FLAGS = {"ro": MS_RDONLY, "nosuid": MS_NOSUID, "nodev": MS_NODEV, "noexec": MS_NOEXEC}

ATIME = "atime"
"""Stands for the mode of access times, whichever it is: `relatime`, `noatime` or none of them for strict."""


def locked_flags(fd: int, path: bytes, options: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the mount's `options`, and `atime`, cannot be changed. `fd` is open on the mount, and `path` leads there. Raises OSError."""
    candidates = (*(name for name in ATTRIBUTES if name in options), ATIME)
    if _can_lose(fd, path, options, candidates):
        return ()
    return tuple(name for name in candidates if not _can_lose(fd, path, options, (name,)))


def _can_lose(fd: int, path: bytes, options: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether the kernel lets the mount go without all of these flags; it has changed none of them if not."""
    try:
        if wanted("mount_setattr"):
            try:
                _set_attributes(fd, options, names)
                return True
            except OSError as error:
                if error.errno != errno.ENOSYS:
                    raise
        _remount(path, options, names)
    except OSError as error:
        if error.errno == errno.EPERM:
            return False
        raise
    return True


def _set_attributes(fd: int, options: tuple[str, ...], names: tuple[str, ...]) -> None:
    clear = sum(ATTRIBUTES.get(name, 0) for name in names)
    other = 0
    if ATIME in names:
        clear |= MOUNT_ATTR__ATIME
        other = MOUNT_ATTR_RELATIME if "noatime" in options else MOUNT_ATTR_NOATIME
    mount_setattr(fd, b"", AT_EMPTY_PATH, other, clear)


def _remount(path: bytes, options: tuple[str, ...], names: tuple[str, ...]) -> None:
    """The same before Linux 5.12, by mount(2): what is not named goes, but for the access time mode, which stays unless one is named."""
    flags = MS_REMOUNT | MS_BIND | sum(bit for name, bit in FLAGS.items() if name in options and name not in names)
    if ATIME in names:
        flags |= MS_RELATIME if "noatime" in options else MS_NOATIME
    mount(None, path, None, flags)
