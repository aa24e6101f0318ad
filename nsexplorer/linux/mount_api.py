"""The mount calls of Linux 5.2: fsopen(2), fsconfig(2), fsmount(2), move_mount(2), open_tree(2).

A new mount is made in stages, each with its own refusal, and hangs nowhere until move_mount(2): closing its descriptor undoes it all.
Only the helper may call them. Names are bytes. Every function raises OSError.
"""

import ctypes
import os

from nsexplorer.linux.libc import NR_OPEN_TREE, syscall

# <asm-generic/unistd.h>
NR_MOVE_MOUNT = 429
NR_FSOPEN = 430
NR_FSCONFIG = 431
NR_FSMOUNT = 432

# <linux/mount.h>, include/uapi
FSCONFIG_SET_FLAG = 0
FSCONFIG_SET_STRING = 1
FSCONFIG_SET_FD = 5
FSCONFIG_CMD_CREATE = 6
FSOPEN_CLOEXEC = 1
FSMOUNT_CLOEXEC = 1
MOVE_MOUNT_F_EMPTY_PATH = 0x4
OPEN_TREE_CLONE = 1
AT_RECURSIVE = 0x8000  # <linux/fcntl.h>

AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000

MESSAGE = 4096
LONGEST_VALUE = 255
"""Bytes of an option's value: fsconfig(2) takes no more."""


def fsopen(fstype: bytes) -> int:
    """A descriptor to configure a new file system of that type with. ENODEV: the kernel has none such."""
    return syscall(NR_FSOPEN, ctypes.c_char_p(fstype), ctypes.c_uint(FSOPEN_CLOEXEC))


def set_option(fd: int, key: bytes, value: bytes | None = None) -> None:
    """Set an option of the file system to be: a flag where there is no value."""
    command = FSCONFIG_SET_FLAG if value is None else FSCONFIG_SET_STRING
    syscall(NR_FSCONFIG, ctypes.c_int(fd), ctypes.c_uint(command), ctypes.c_char_p(key), ctypes.c_char_p(value), ctypes.c_int(0))


def set_option_to_file(fd: int, key: bytes, file: int) -> None:
    """Set an option of the file system to be to an open file (O_PATH is enough)."""
    syscall(NR_FSCONFIG, ctypes.c_int(fd), ctypes.c_uint(FSCONFIG_SET_FD), ctypes.c_char_p(key), None, ctypes.c_int(file))


def create(fd: int) -> None:
    """Make the file system, or find the one that fits (FSCONFIG_CMD_CREATE)."""
    syscall(NR_FSCONFIG, ctypes.c_int(fd), ctypes.c_uint(FSCONFIG_CMD_CREATE), None, None, ctypes.c_int(0))


def fsmount(fd: int, attributes: int = 0) -> int:
    """A descriptor of a mount of the file system that was made, with these MOUNT_ATTR_ flags. It hangs nowhere."""
    return syscall(NR_FSMOUNT, ctypes.c_int(fd), ctypes.c_uint(FSMOUNT_CLOEXEC), ctypes.c_uint(attributes))


def move_mount(mount: int, directory: int, path: bytes) -> None:
    """Attach a mount that hangs nowhere at a path, which starts at the descriptor `directory`."""
    syscall(
        NR_MOVE_MOUNT, ctypes.c_int(mount), ctypes.c_char_p(b""), ctypes.c_int(directory), ctypes.c_char_p(path),
        ctypes.c_uint(MOVE_MOUNT_F_EMPTY_PATH),
    )  # fmt: skip


def bind(path: bytes) -> int:
    """A descriptor of a recursive bind mount of a path. It hangs nowhere."""
    flags = OPEN_TREE_CLONE | AT_RECURSIVE | os.O_CLOEXEC
    return syscall(NR_OPEN_TREE, ctypes.c_int(AT_FDCWD), ctypes.c_char_p(path), ctypes.c_uint(flags))


def bind_alone(directory: int) -> int:
    """A descriptor of a bind mount of an open directory, without what is mounted below it. It hangs nowhere."""
    flags = OPEN_TREE_CLONE | AT_EMPTY_PATH | os.O_CLOEXEC
    return syscall(NR_OPEN_TREE, ctypes.c_int(directory), ctypes.c_char_p(b""), ctypes.c_uint(flags))


def words(fd: int) -> tuple[str, ...]:
    """What the kernel has to say about the file system to be, as `e VFS: Mount too revealing`; nothing before Linux 6.16 or so."""
    said = []
    while True:
        try:
            said.append(os.read(fd, MESSAGE).decode("utf-8", "replace").strip())
        except OSError:  # ENODATA: that was all
            return tuple(said)
