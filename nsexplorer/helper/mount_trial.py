"""Trying whether a file system may be mounted, without mounting it anywhere: the stage that refuses says why.

fsopen(2) ENODEV: there is no such file system. EPERM there: no CAP_SYS_ADMIN over this mount namespace (or, for sysfs, over the network
namespace). EPERM from FSCONFIG_CMD_CREATE: not for this user namespace, or what it shows belongs to another one. Any other error of it:
it was permitted, and options are missing. EPERM from fsmount(2): too revealing.
"""

import errno
import os
from typing import NamedTuple

from nsexplorer.helper.refusal import of_error
from nsexplorer.linux import mount_api
from nsexplorer.linux.mount_calls import MOUNT_ATTR_NOATIME, MOUNT_ATTR_RDONLY, MS_PRIVATE, MS_REC, mount

INITIAL_USER = "user:[4026531837]"

HARMLESS = frozenset(("devpts", "mqueue", "proc", "ramfs", "sysfs", "tmpfs"))
"""File systems that initial root may make and throw away. Of others the kernel has one only, and making it does something: a cgroup
hierarchy takes controllers over, pstore and efivarfs read hardware. Who gets past fsopen(2) there may have them all: it is left at that.
"""


class Trial(NamedTuple):
    """The stage it ended at (device, open, create, mount, done), the error's name, and what the kernel said; where it is done, the mount
    options that it took.
    """

    stage: str
    error: str | None
    words: tuple[str, ...]


DONE = Trial("done", None, ())

LIKE_THE_ONE_HERE = {
    ("ro",): MOUNT_ATTR_RDONLY,
    ("noatime",): MOUNT_ATTR_NOATIME,
    ("ro", "noatime"): MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOATIME,
}
"""Options that are locked where they came from a more privileged namespace: a new proc or sysfs has to have them too."""


def try_all(fstypes: list[str]) -> dict[str, Trial]:
    """Try these, here, as who we are. `bind`, `overlay` and `fuse` are tried the way they are used.

    Overlay needs layers: unless every mount is refused, this has to be done in a throw-away mount namespace that is cut off.
    """
    initial = os.readlink("/proc/self/ns/user") == INITIAL_USER
    found = {}
    for name in fstypes:
        if name == "bind":
            found[name] = _bind()
        elif name == "overlay":
            found[name] = _overlay(initial)
        elif name == "fuse":
            found[name] = _fuse()
        else:
            stop = initial and name not in HARMLESS
            found[name] = _staged(name, _needed(name), stop)
    return found


def may_mount() -> bool:
    """Whether we have CAP_SYS_ADMIN in the user namespace that owns this mount namespace."""
    return _staged("tmpfs", {}, stop=True) == DONE


def cut_off() -> None:
    """Cut a mount namespace of ours off from all others, so that nothing that is tried in it arrives elsewhere. Raises Refused."""
    try:
        mount(None, b"/", None, MS_REC | MS_PRIVATE)
    except OSError as error:
        raise of_error(error, "mount(2) in a mount namespace of one's own") from error


def _staged(name: str, options: dict[bytes, bytes | None], stop: bool = False) -> Trial:
    try:
        fd = mount_api.fsopen(name.encode("utf-8", "surrogateescape"))
    except OSError as error:
        return _ended("open", error, ())
    try:
        return DONE if stop else _made(fd, options)
    finally:
        os.close(fd)


def _made(fd: int, options: dict[bytes, bytes | None]) -> Trial:
    try:
        for key, value in options.items():
            mount_api.set_option(fd, key, value)
        mount_api.create(fd)
    except OSError as error:
        return _ended("create", error, mount_api.words(fd))
    try:
        os.close(mount_api.fsmount(fd))
    except OSError as error:
        return _like_the_one_here(fd) or _ended("mount", error, mount_api.words(fd))
    return DONE


def _like_the_one_here(fd: int) -> Trial | None:
    for options, attributes in LIKE_THE_ONE_HERE.items():
        try:
            os.close(mount_api.fsmount(fd, attributes))
        except OSError:
            continue
        return Trial("done", None, options)
    return None


def _needed(name: str) -> dict[bytes, bytes | None]:
    """The options without which the answer would be about something else: of version 1, only hierarchies that exist may be mounted."""
    if name != "cgroup":
        return {}
    with open("/proc/self/cgroup", "rb") as file:
        for line in file:
            controllers = line.split(b":")[1]
            if controllers.startswith(b"name="):
                return {b"name": controllers[5:], b"none": None}
            if controllers:
                return dict.fromkeys(controllers.split(b","))
    return {}


def _bind() -> Trial:
    try:
        os.close(mount_api.bind(b"/"))
    except OSError as error:
        return _ended("mount", error, ())
    return DONE


def _overlay(initial: bool) -> Trial:
    """With layers on a tmpfs of our own, laid over the root directory of this mount namespace, where nothing looks."""
    try:
        layers = _tmpfs()
    except OSError as error:
        return _ended("open", error, ())
    before = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        mount_api.move_mount(layers, -100, b"/")
        os.fchdir(layers)
        for name in ("lower", "upper", "work"):
            os.mkdir(name)
        options: dict[bytes, bytes | None] = {b"lowerdir": b"lower", b"upperdir": b"upper", b"workdir": b"work"}
        if not initial:
            options[b"userxattr"] = None  # trusted.* attributes are for initial root alone; Linux 5.11
        trial = _staged("overlay", options)
        os.fchdir(before)
        return trial
    finally:
        os.close(before)
        os.close(layers)


def _tmpfs() -> int:
    """A mount of a new tmpfs, which hangs nowhere yet. Raises OSError."""
    context = mount_api.fsopen(b"tmpfs")
    try:
        mount_api.create(context)
        return mount_api.fsmount(context)
    finally:
        os.close(context)


def _fuse() -> Trial:
    try:
        device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        present = _staged("fuse", {}, stop=True)
        return present if present.error else _ended("device", error, ())
    try:
        options: dict[bytes, bytes | None] = {b"fd": b"%d" % device, b"rootmode": b"40000", b"user_id": b"0", b"group_id": b"0"}
        return _staged("fuse", options)
    finally:
        os.close(device)


def _ended(stage: str, error: OSError, words: tuple[str, ...]) -> Trial:
    return Trial(stage, errno.errorcode.get(error.errno or 0, str(error.errno)), words)
