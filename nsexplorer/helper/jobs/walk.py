"""Job: where a path leads, seen from the root directory of a process, without entering anything.

Each part is opened with O_PATH|O_NOFOLLOW from the directory before (open(2)): nothing is opened for reading, no automount is triggered.
It needs the permission to trace the process (ptrace(2), PTRACE_MODE_READ).
"""

import errno
import os
import stat
from typing import Any, NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.join import open_of_process, open_proc, read_table
from nsexplorer.helper.refusal import of_error
from nsexplorer.linux import statx
from nsexplorer.linux.statx import Look

MAXIMUM_LINKS = 40  # path_resolution(7), MAXSYMLINKS
O_STEP = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
ACCESS_LIST = "system.posix_acl_access"  # acl(5)
PROC_ROOT_INODE = 1  # include/linux/proc_ns.h, PROC_ROOT_INO
NO_FILES = ("/memfd:", "/dev/zero", "/SYSV", "/dmabuf:", "/anon_hugepage", "/[aio]")
"""How the links of descriptors begin that never were below any directory: their mounts are in no table."""


def run(request: Any) -> None:
    """For `path` as process `pid` sees it: ["step", path, *Look, link's target, access list?] each as soon as it is known,
    ["end", errno name, path that gave it], then ["held", [what, mount id], ...]. Raises Refused.
    """
    proc, pid = open_proc(), request["pid"]
    root = open_of_process(proc, pid, "root", os.O_PATH | os.O_DIRECTORY)
    try:
        _walk(_Process(proc, pid, _proc_devices(read_table(proc, str(pid)))), root, request["path"])
    except OSError as error:
        raise of_error(error, f"looking at the root directory of process {pid}", f"/proc/{pid}/root") from error
    wire.answer(["held", *_held(proc, pid)])


class _Process(NamedTuple):
    proc: int
    pid: int
    proc_devices: frozenset[str]  # of the proc file systems that it sees


class _Here(NamedTuple):
    """The directory, or at the end the file, that a walk has come to."""

    fd: int
    names: tuple[str, ...]
    seen: Look

    def path(self, *more: str) -> str:
        return "/" + "/".join((*self.names, *more))

    def at(self, other: Look) -> bool:
        return self.seen[:4] == other[:4]


def _walk(process: _Process, root_fd: int, path: str) -> None:
    root = _Here(root_fd, (), statx.look(root_fd))
    _tell(process, root)
    here, left, links = root, _parts(path), 0
    while left:
        name = left.pop()
        try:
            if not stat.S_ISDIR(here.seen.mode):
                raise _error(errno.ENOTDIR)
            if name == ".." and here.at(root.seen):
                continue
            there = _open(process, here, name)
            target = _target(process, here, there) if stat.S_ISLNK(there.seen.mode) else None
            _tell(process, there, target)
            if target is None:
                here = there
                continue
            links += 1
            if links > MAXIMUM_LINKS:
                raise _error(errno.ELOOP)
            here = root if target.startswith("/") else here
            left += _parts(target)
        except OSError as error:
            wire.answer(["end", errno.errorcode.get(error.errno or 0, "EIO"), here.path(name)])
            return
    wire.answer(["end", None, None])


def _parts(path: str) -> list[str]:
    """The names of a path, the first one last."""
    return [name for name in path.split("/") if name not in ("", ".")][::-1]


def _open(process: _Process, here: _Here, name: str) -> _Here:
    names = here.names[:-1] if name == ".." else (*here.names, name)
    fd = os.open(wire.raw(name), O_STEP, dir_fd=here.fd)
    there = _Here(fd, names, statx.look(fd))
    if not stat.S_ISLNK(there.seen.mode) or here.seen.device not in process.proc_devices or here.seen.inode == PROC_ROOT_INODE:
        return there
    # Below a process's directory a link may lead past any path (proc(5), "magic links"): only the kernel can follow it.
    fd = os.open(wire.raw(name), os.O_PATH | os.O_CLOEXEC, dir_fd=here.fd)
    return _Here(fd, names, statx.look(fd))


def _target(process: _Process, here: _Here, link: _Here) -> str:
    if here.seen.device in process.proc_devices and here.seen.inode == PROC_ROOT_INODE:
        own = _innermost_pid(process)
        match link.names[-1]:  # to us, who only look, these lead elsewhere than to the process
            case "self":
                return own
            case "thread-self":
                return f"{own}/task/{own}"
    return os.fsdecode(os.readlink(b"", dir_fd=link.fd))


def _innermost_pid(process: _Process) -> str:
    fd = os.open(f"{process.pid}/status", os.O_RDONLY | os.O_CLOEXEC, dir_fd=process.proc)
    with open(fd, "rb") as file:
        line = next((line for line in file if line.startswith(b"NSpid:")), b"")
    return line.split()[-1].decode()


def _tell(process: _Process, there: _Here, target: str | None = None) -> None:
    wire.answer(["step", there.path(), *there.seen, target, target is None and _has_access_list(process, there.fd)])


def _has_access_list(process: _Process, fd: int) -> bool:
    try:
        return bool(os.getxattr(f"/proc/self/fd/{fd}", ACCESS_LIST))
    except OSError:
        return False


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def _proc_devices(table: bytes) -> frozenset[str]:
    rows = (line.split(b" ") for line in table.splitlines())
    return frozenset(row[2].decode() for row in rows if row[row.index(b"-") + 1] == b"proc")


def _held(proc: int, pid: int) -> list[object]:
    """The mounts of its working directory, its root and its open files; empty where they may not be read, with "unreadable" first."""
    found: list[object] = []
    try:
        for what in ("cwd", "root"):
            fd = os.open(f"{pid}/{what}", os.O_PATH | os.O_CLOEXEC, dir_fd=proc)
            found.append([what, statx.place(fd).mount])
            os.close(fd)
        directory = os.open(f"{pid}/fd", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=proc)
        for name in os.listdir(directory):
            try:
                link = os.readlink(name, dir_fd=directory)
                if link.startswith("/") and not link.startswith(NO_FILES):
                    found.append([f"fd {name}", _mount_of_descriptor(proc, pid, name)])
            except FileNotFoundError:
                continue  # closed meanwhile
    except OSError:
        return [None]
    return found


def _mount_of_descriptor(proc: int, pid: int, name: str) -> int:
    fd = os.open(f"{pid}/fdinfo/{name}", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    with open(fd, "rb") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(b"mnt_id:"))
