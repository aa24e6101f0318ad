"""Going into namespaces that there are, as nsenter(1) does: open their files, join them in order, then root and working directory."""

import os
from contextlib import suppress
from typing import Any, NoReturn

from nsexplorer.helper.lifetime import die_with
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.helper.session.asker import Asker
from nsexplorer.helper.session.command import run_when_told
from nsexplorer.helper.session.pipes import FAILED, FORKING, Pipes, fork_inner, go_on_in_child
from nsexplorer.helper.session.started import Started
from nsexplorer.linux.libc import setns
from nsexplorer.linux.nsfs import CLONE_FLAGS
from nsexplorer.linux.prctl import set_dumpable


def enter(request: dict[str, Any], asker: Asker) -> Started:
    """A process in those namespaces that waits to become the command. Raises Refused, OSError."""
    child, pipes = fork_inner(lambda parent, pipes: _go_in(request, asker, parent, pipes))
    pid, keeper = pipes.until_ready(child)
    return Started(pid, keeper, pipes.outgoing, False)


def _go_in(request: dict[str, Any], asker: Asker, parent: int, pipes: Pipes) -> NoReturn:
    """In the child: join, step by step, and wait to become the command."""
    try:
        die_with(parent)
        files = [(kind, _open(kind, path, namespace)) for kind, path, namespace in request["joins"]]
        root = _directory(request["root"])
        directories = [(path, _directory(path)) for path in request["directories"]]
        for kind, fd in files:
            _join(kind, fd, asker)
            os.close(fd)
            die_with(parent)
        _stand(request, root, directories, asker)
        if any(kind in FORKING for kind, _ in files):
            go_on_in_child(pipes)
            asker.step("fork()", "only a child is in the pid and time namespaces that were joined")
        _become(request, asker)
        run_when_told(request, pipes, asker)
    except Refused as refused:
        asker.refused(refused)
    except OSError as error:
        asker.refused(of_error(error, "in the process that goes in"))
    finally:
        os._exit(FAILED)


def _open(kind: str, path: str, namespace: str) -> int:
    """The file of the namespace that was meant: the path may lead to another by now. Raises Refused."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise of_error(error, f"opening {path}, which needs PTRACE_MODE_READ of that process (ptrace(2))") from error
    if f"{kind}:[{os.fstat(fd).st_ino}]" != namespace:
        raise Refused("gone", f"{path} is not {namespace} any more")
    return fd


def _directory(path: str | None) -> int | None:
    """A directory before anything is joined, while its path means what it did; None where it cannot be opened."""
    if path is not None:
        with suppress(OSError):
            return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    return None


def _join(kind: str, fd: int, asker: Asker) -> None:
    name = f"setns({kind}:[{os.fstat(fd).st_ino}])"
    try:
        setns(fd, CLONE_FLAGS[kind])
    except OSError as error:
        raise of_error(error, name) from error
    if kind == "user":
        set_dumpable(True)  # the new credentials have undone it
    asker.step(name, _MEANINGS.get(kind, f"in its {kind} namespace from now on"))


_MEANINGS = {
    "user": "in its user namespace, with all capabilities there",
    "mnt": "its mount table from now on",
    "pid": "the next child is in its pid namespace",
    "time": "the next child has its clocks",
}


def _stand(request: dict[str, Any], root: int | None, directories: list[tuple[str, int | None]], asker: Asker) -> None:
    """Take the root directory that belongs to it, and the first of the working directories that is there. Raises Refused."""
    if request["root"] is not None and root is None:
        raise Refused("refused", f"{request['root']} cannot be opened, which needs PTRACE_MODE_READ of that process (ptrace(2))")
    if root is not None:
        try:
            os.fchdir(root)
            os.chroot(".")
        except OSError as error:
            raise of_error(error, f"chroot({request['root']})") from error
        asker.step(f'fchdir("{request["root"]}"); chroot(".")', "its root directory")
    joined_mounts = any(kind == "mnt" for kind, *_ in request["joins"])
    for path, fd in directories:
        with suppress(OSError):
            if fd is not None:
                os.fchdir(fd)
            elif joined_mounts and not path.startswith("/proc/"):
                os.chdir(path)
            else:
                continue
            asker.step(f'chdir("{path}")', "the working directory")
            return
    if joined_mounts:
        os.chdir("/")


def _become(request: dict[str, Any], asker: Asker) -> None:
    """The ids to have inside. Groups that have no number there are let go of, where the namespace lets (setgroups(2))."""
    if request["ids"] is None:
        return
    uid, gid = request["ids"]
    try:
        with suppress(PermissionError):
            os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise of_error(error, f"becoming uid {uid} and gid {gid}") from error
    set_dumpable(True)
    asker.step(f"setresgid({gid}, ...); setresuid({uid}, ...)", "who one is inside")
