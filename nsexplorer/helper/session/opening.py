"""Opening a session, as `buildah unshare` does: the order of the calls is the lesson.

Two processes take part: the first in the session, which makes the namespaces for itself, and its parent, which stays outside and has
the id maps written, because only someone outside may (user_namespaces(7)).
"""

import os
from typing import Any, NoReturn

from nsexplorer.helper import wire
from nsexplorer.helper.lifetime import die_with
from nsexplorer.helper.own_namespaces import write_at_once
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.helper.session.asker import Asker
from nsexplorer.helper.session.command import run_when_told
from nsexplorer.helper.session.id_maps import write_maps
from nsexplorer.helper.session.keeper import fork_keeper
from nsexplorer.helper.session.pipes import FAILED, FORKING, Pipes, fork_inner, go_on_in_child
from nsexplorer.helper.session.started import Started
from nsexplorer.linux.capabilities import keep_over_exec
from nsexplorer.linux.libc import unshare
from nsexplorer.linux.mount_calls import MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_PRIVATE, MS_REC, MS_SHARED, MS_SLAVE, mount
from nsexplorer.linux.nsfs import CLONE_FLAGS
from nsexplorer.linux.prctl import set_dumpable
from nsexplorer.linux.uts import set_hostname

PROPAGATION = {"private": MS_PRIVATE, "shared": MS_SHARED, "slave": MS_SLAVE}


def open_session(request: dict[str, Any], asker: Asker) -> Started:
    """A new session with a process that waits in it to become the command. Raises Refused, OSError."""
    child, pipes = fork_inner(lambda parent, pipes: _first(request, asker, parent, pipes))
    pipes.expect("unshared", child)
    write_maps(child, request["maps"], asker)
    pipes.send("mapped")
    pid, keeper = pipes.until_ready(child)
    return Started(pid, keeper, pipes.outgoing, request["keep"])


def _first(request: dict[str, Any], asker: Asker, parent: int, pipes: Pipes) -> NoReturn:
    """In the child: move into new namespaces, step by step, and wait to become the command."""
    try:
        die_with(parent)
        _unshare(["user"], asker)
        die_with(parent)
        pipes.send("unshared")
        pipes.wait("mapped")
        _become(request["root"], asker)
        die_with(parent)
        _unshare(request["kinds"], asker)
        _arrange(request, asker)
        if request["keep"] or any(kind in request["kinds"] for kind in FORKING):
            _go_on_in_child(request, pipes, asker)
        if "pid" in request["kinds"]:
            _mount_proc(asker)
        run_when_told(request, pipes, asker)
    except Refused as refused:
        asker.refused(refused)
    except OSError as error:
        asker.refused(of_error(error, "in the first process of the session"))
    finally:
        os._exit(FAILED)


def _unshare(kinds: list[str], asker: Asker) -> None:
    flags = 0
    for kind in kinds:
        flags |= CLONE_FLAGS[kind]
    names = "|".join(f"CLONE_NEW{_FLAG_NAMES.get(kind, kind.upper())}" for kind in kinds)
    try:
        unshare(flags)
    except OSError as error:
        raise of_error(error, f"unshare({names})") from error
    asker.step(f"unshare({names})", ", ".join(_made(kind) for kind in kinds))


def _made(kind: str) -> str:
    """The new namespace. One of pids has no number before it has a process (fs/proc/namespaces.c)."""
    if kind == "pid":
        return "a pid namespace for the next child"
    return os.readlink(f"/proc/self/ns/{kind}{'_for_children' if kind in FORKING else ''}")


_FLAG_NAMES = {"mnt": "NS"}


def _become(root: bool, asker: Asker) -> None:
    """Be root of the user namespace; or stay who one is, and keep the capabilities that its first process has."""
    if root:
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
        asker.step("setresgid(0, 0, 0); setresuid(0, 0, 0)", "root of that user namespace, with all capabilities in it")
    else:
        keep_over_exec()
        asker.step("prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, ...)", "not root, so its capabilities are kept over execve(2) by hand")
    set_dumpable(True)  # the new credentials have undone it, and /proc/PID would be the outer root's


def _arrange(request: dict[str, Any], asker: Asker) -> None:
    """What is set in the new namespaces before anything runs in them."""
    if request["propagation"] != "unchanged":
        flag = PROPAGATION[request["propagation"]]
        _mount(None, b"/", None, MS_REC | flag)
        asker.step(f'mount(NULL, "/", NULL, MS_REC|MS_{request["propagation"].upper()}, NULL)', "propagation of every mount in it")
    if request["hostname"] is not None:
        set_hostname(wire.raw(request["hostname"]))
        asker.step(f'sethostname("{request["hostname"]}")', "in the new uts namespace alone")
    for clock, seconds in request["offsets"].items():
        write_at_once("/proc/self/timens_offsets", f"{clock} {seconds} 0")
        asker.step(f'write("/proc/self/timens_offsets", "{clock} {seconds} 0")', "for the processes that will be in the time namespace")


def _mount(source: bytes | None, target: bytes, fstype: bytes | None, flags: int) -> None:
    try:
        mount(source, target, fstype, flags)
    except OSError as error:
        raise of_error(error, f"mount {target.decode()}") from error


def _go_on_in_child(request: dict[str, Any], pipes: Pipes, asker: Asker) -> None:
    """Fork, since a process is not in the pid and time namespaces that it makes. The first child keeps the namespaces: it is the init
    of a pid namespace. The second goes on.
    """
    keeper = None
    if request["keep"] or "pid" in request["kinds"]:
        keeper = fork_keeper(None if request["keep"] else pipes.incoming)
        what = (
            "the first process in the new pid namespace: when it ends, all others there do" if "pid" in request["kinds"] else "keeps them"
        )
        asker.step("fork()", what)
    go_on_in_child(pipes, keeper)
    asker.step("fork()", "the child is in all the new namespaces, and will be the command")


def _mount_proc(asker: Asker) -> None:
    """Have /proc show the new pid namespace; without it the session works, but ps(1) shows what is outside."""
    try:
        mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError as error:
        asker.fell_back("proc", error.strerror or str(error))
    else:
        asker.step('mount("proc", "/proc", "proc", MS_NOSUID|MS_NODEV|MS_NOEXEC, NULL)', "/proc shows the new pid namespace")
