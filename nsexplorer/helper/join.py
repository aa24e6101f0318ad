"""Joining namespaces from a single-threaded process (setns(2)), and what can be read once inside.

/proc is opened before: the one found inside may be another's, or none. There is no way back; what joined ends there.
"""

import errno
import fcntl
import os

from nsexplorer.helper.lifetime import die_with
from nsexplorer.helper.refusal import of_error
from nsexplorer.linux.libc import setns
from nsexplorer.linux.nsfs import CLONE_FLAGS, NS_GET_USERNS

CHUNK = 1 << 16
_NAMES = {"mnt": "mount", "net": "network"}


def open_proc() -> int:
    """A descriptor of /proc as it is here, for use inside. Raises Refused."""
    try:
        return os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise of_error(error, "opening /proc") from error


def open_of_process(proc: int, pid: int, name: str, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a link in the directory of a process, as `ns/mnt` or `root`. Raises Refused."""
    try:
        return os.open(f"{pid}/{name}", flags | os.O_CLOEXEC, dir_fd=proc)
    except OSError as error:
        path = f"/proc/{pid}/{name}"
        raise of_error(error, f"opening {path}", path) from error


def join(proc: int, namespace: int, kind: str = "mnt") -> None:
    """Join the namespace behind the descriptor, with the user namespace that owns it only where it takes that. Raises Refused.

    `kind` is its type, as the kernel abbreviates it.
    """
    try:
        setns(namespace, CLONE_FLAGS[kind])
    except OSError as error:
        if error.errno != errno.EPERM:
            raise of_error(error, f"joining the {_NAMES[kind]} namespace") from error
        join_as_owner(proc, namespace, kind)


def join_as_owner(proc: int, namespace: int, kind: str = "mnt") -> None:
    """Join the namespace behind the descriptor and the user namespace that owns it. Raises Refused.

    The user id stays what it is: it may have no number inside, but what it owns can still be reached, and capabilities are had anyway.
    """
    what = f"the {_NAMES[kind]} namespace"
    try:
        owner = fcntl.ioctl(namespace, NS_GET_USERNS)
    except OSError as error:
        raise of_error(error, f"asking for the user namespace that owns {what}") from error
    try:
        if os.fstat(owner).st_ino != os.stat("self/ns/user", dir_fd=proc).st_ino:
            parent = os.getppid()  # we die with it still; joining undoes that
            setns(owner, CLONE_FLAGS["user"])
            die_with(parent)
    except OSError as error:
        raise of_error(error, f"joining the user namespace that owns {what}, which needs CAP_SYS_ADMIN in it") from error
    finally:
        os.close(owner)
    try:
        setns(namespace, CLONE_FLAGS[kind])
    except OSError as error:
        raise of_error(error, f"joining {what}, which needs CAP_SYS_ADMIN in the user namespace that owns it") from error


def read_table(proc: int, process: str = "self") -> bytes:
    """The mountinfo of a process: by default what we see here, having joined. Raises OSError."""
    table = os.open(f"{process}/mountinfo", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        return read_to_end(table)
    finally:
        os.close(table)


def read_to_end(fd: int) -> bytes:
    """All that an open file of /proc has, from its start. Raises OSError."""
    os.lseek(fd, 0, os.SEEK_SET)
    parts = []
    while part := os.read(fd, CHUNK):
        parts.append(part)
    return b"".join(parts)
