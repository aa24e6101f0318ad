"""New namespaces for a forked child of the helper, in which it is root where a user namespace is among them."""

import os
from collections.abc import Callable
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.lifetime import SIGKILL
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux.libc import setns, unshare
from nsexplorer.linux.nsfs import CLONE_FLAGS
from nsexplorer.linux.prctl import set_dumpable, set_parent_death_signal


def leave_for(kinds: list[str]) -> None:
    """Move into new namespaces of these types; the next child is the first of a new pid namespace. Raises Refused.

    In a new user namespace this process becomes root, by the one mapping that takes no privilege (user_namespaces(7)).
    """
    uid, gid = os.geteuid(), os.getegid()
    flags = 0
    for kind in kinds:
        flags |= CLONE_FLAGS[kind]
    try:
        unshare(flags)
    except OSError as error:
        raise of_error(error, f"making {', '.join(kinds)} namespaces") from error
    if "user" not in kinds:
        return
    set_parent_death_signal(SIGKILL)  # the new credentials have undone it
    set_dumpable(True)  # else our own files in /proc are root's, and not ours to write
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        try:
            write_at_once(f"/proc/self/{name}", text)
        except OSError as error:
            raise of_error(error, f"writing /proc/self/{name}") from error


def write_at_once(path: str, text: str) -> None:
    """One write(2), as id maps take it. Raises OSError."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def enter_process(pid: int) -> None:
    """Join every namespace of a process that is not ours already, as root of its user namespace where it has one. Raises Refused.

    One setns(2) for all (Linux 5.8): so the rights over the others are those that we have now, or get in the user namespace. Its pid
    namespace is that of our next child.
    """
    flags = 0
    for kind, flag in CLONE_FLAGS.items():
        try:
            if kind != "time" and os.readlink(f"/proc/{pid}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}"):
                flags |= flag
        except OSError as error:
            raise of_error(error, f"reading the namespaces of process {pid}") from error
    if not flags:
        return
    try:
        process = os.pidfd_open(pid)
        try:
            setns(process, flags)
        finally:
            os.close(process)
    except OSError as error:
        raise of_error(error, f"joining the namespaces of process {pid}") from error
    if flags & CLONE_FLAGS["user"]:
        become_root()
    set_parent_death_signal(SIGKILL)


def become_root() -> None:
    """Become root of the user namespace that was joined, where that has one: who has no number there can make no further one."""
    try:
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
    except OSError:
        pass  # EINVAL: 0 has no mapping there


def in_next_child(work: Callable[[], Any]) -> Any:
    """The document that `work` gives in a child, which is in the pid namespace that was made or joined. Raises Refused."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            set_parent_death_signal(SIGKILL)
            os.close(reader)
            wire.send(_outcome(work), writer)
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answers:
        line = answers.read()
    os.waitpid(child, 0)
    if not line:
        raise Refused("failed", "the helper's child ended without an answer")
    word, *rest = wire.decode(line)
    if word == "refused":
        raise Refused(*rest)
    return rest[0]


def _outcome(work: Callable[[], Any]) -> list[Any]:
    try:
        return ["answer", work()]
    except Refused as refused:
        return ["refused", *refused.refusal]
    except OSError as error:
        return ["refused", *of_error(error, "in the helper's child").refusal]
