"""The job `try_user_namespace`: making a user namespace, mapping many ids into it, and being root there, as rootless engines do.

It is done in a child that ends with its trial; nothing of it lasts.
"""

import errno
import os
import time
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.child import Outcome, in_a_child
from nsexplorer.helper.lifetime import SIGKILL
from nsexplorer.helper.own_namespaces import become_root, write_at_once
from nsexplorer.linux.libc import unshare
from nsexplorer.linux.mount_calls import MS_PRIVATE, MS_REC, mount
from nsexplorer.linux.nsfs import CLONE_FLAGS
from nsexplorer.linux.prctl import set_dumpable, set_parent_death_signal

SAID = 4096
"""Bytes of a program's complaint that are kept."""


def run(request: dict[str, Any]) -> None:
    """Answer with what came of each step. `maps` has for `uid` and `gid` the rows to map and the program that writes them (null: we)."""
    wire.answer(in_a_child(lambda: Outcome(_trial(request["maps"])), request["seconds"]).document)


def _trial(maps: dict[str, Any]) -> dict[str, Any]:
    """The steps in their order; those that were not reached are missing."""
    set_dumpable(True)  # newuidmap(1) works for processes of its caller alone, and goes by whose files those in /proc are
    to_child, from_parent = os.pipe()
    to_parent, from_child = os.pipe()
    child = os.fork()
    if not child:
        try:
            set_parent_death_signal(SIGKILL)
            os.close(from_parent)
            os.close(to_parent)
            _inside(to_child, from_child)
        finally:
            os._exit(0)
    os.close(to_child)
    os.close(from_child)
    found: dict[str, Any] = {"unshare": _line(to_parent)}
    if found["unshare"] is None:
        for kind in ("uid", "gid"):
            found[f"{kind}_map"] = _map(child, kind, maps[kind]["rows"], maps[kind]["program"])
        if all(found[f"{kind}_map"]["error"] is None for kind in ("uid", "gid")):
            os.write(from_parent, b"go")
            os.close(from_parent)
            found.update(_line(to_parent) or {})
    os.kill(child, SIGKILL)
    os.waitpid(child, 0)
    return found


def _inside(to_child: int, from_child: int) -> None:
    error = _error(lambda: unshare(CLONE_FLAGS["user"]))
    wire.send(error, from_child)
    set_parent_death_signal(SIGKILL)
    if error is not None or os.read(to_child, 2) != b"go":
        return
    become_root()
    found: dict[str, Any] = {"uid": os.geteuid(), "capabilities": _status(b"CapEff"), "label": _label()}
    found["setgroups"] = _error(lambda: os.setgroups([0]))
    found["mount_namespace"] = _error(lambda: unshare(CLONE_FLAGS["mnt"]))
    if found["mount_namespace"] is None:
        found["tmpfs"] = _error(_mount)
    wire.send(found, from_child)


def _mount() -> None:
    mount(None, b"/", None, MS_REC | MS_PRIVATE)
    mount(b"tmpfs", b"/", b"tmpfs", 0)


def _map(child: int, kind: str, rows: list[list[int]], program: str | None) -> dict[str, Any]:
    """Write a map: with the program, as rootless engines do, or by ourselves."""
    if program is None:
        text = "".join(f"{inside} {outside} {count}\n" for inside, outside, count in rows)
        error = _error(lambda: write_at_once(f"/proc/{child}/{kind}_map", text))
        if error == "EPERM" and kind == "gid":  # without privilege, only after setgroups(2) was given up (Linux 3.19)
            _error(lambda: write_at_once(f"/proc/{child}/setgroups", "deny"))
            error = _error(lambda: write_at_once(f"/proc/{child}/{kind}_map", text))
        return {"error": error, "said": ""}
    words = [program, str(child), *(str(number) for row in rows for number in row)]
    reader, writer = os.pipe()
    # all three open: for a closed one, glibc opens /dev/full in set-user-ID programs, and kills them where that is not there
    actions = [(os.POSIX_SPAWN_DUP2, writer, fd) for fd in (0, 1, 2)]
    try:
        process = os.posix_spawn(program, words, {}, file_actions=actions)
    except OSError as error:
        os.close(writer)
        os.close(reader)
        return {"error": errno.errorcode.get(error.errno or 0), "said": f"{program}: {error.strerror}"}
    os.close(writer)
    said = b""
    while len(said) < SAID and (part := os.read(reader, SAID)):
        said += part
    os.close(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    ended = f"status {status}" if status >= 0 else f"ended by signal {-status}"
    return {"error": None if status == 0 else ended, "said": said.decode("utf-8", "surrogateescape").strip()}


def _line(fd: int) -> Any:
    """The next document that the child sent; an error where it is gone."""
    line = b""
    end = time.monotonic() + 5
    while not line.endswith(b"\n") and time.monotonic() < end:
        part = os.read(fd, 1)
        if not part:
            return "gone"
        line += part
    return wire.decode(line)


def _error(step: Any) -> str | None:
    """The name of the errno that a step failed with; None where it did not."""
    try:
        step()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error.errno))
    return None


def _status(name: bytes) -> str | None:
    try:
        with open("/proc/self/status", "rb") as file:
            return next((line.split()[1].decode() for line in file if line.startswith(name + b":")), None)
    except OSError:
        return None


def _label() -> str | None:
    """What a security module calls us now; AppArmor confines who makes a user namespace by a profile of its own."""
    try:
        with open("/proc/self/attr/current", "rb") as file:
            return file.read().decode("utf-8", "surrogateescape").strip("\0\n") or None
    except OSError:
        return None
