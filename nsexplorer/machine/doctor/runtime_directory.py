"""XDG_RUNTIME_DIR, where engines keep what is mounted and what runs."""

import os
import stat
from collections.abc import Iterator

from nsexplorer.helper.ask import ask_walk
from nsexplorer.helper.refusal import Refusal
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.walk import Step

DEADLINE = 3.0


def checks(examined: Examined) -> Iterator[Check]:
    """`runtime-directory`."""
    path = examined.environment.get("XDG_RUNTIME_DIR")
    if not path:
        yield _unset(examined)
        return
    trail = ask_walk(examined.snapshot.viewer.pid, path, DEADLINE) if path.startswith("/") else None
    if isinstance(trail, Refusal):
        yield Check("runtime-directory", "unknown", f"XDG_RUNTIME_DIR is {path}, which could not be looked at: {trail.reason}", path)
        return
    yield judged(path, None if trail is None else trail.walk.end, examined.uid, _usual(examined))


def judged(path: str, found: Step | None, uid: int, usual: tuple[Fix, ...]) -> Check:
    """By what is at that path: a directory of this user's that nobody else may enter (XDG Base Directory Specification).

    `usual` is how to have the one where it belongs.
    """
    state: State = "ok"
    fix: tuple[Fix, ...] = ()
    if found is None or not found.directory:
        state, words, fix = "warning", f"XDG_RUNTIME_DIR is {path}, which is no directory", usual
    elif found.uid != uid:
        state, words = "warning", f"XDG_RUNTIME_DIR is {path}, which belongs to uid {found.uid}: it came along from another user"
        fix = usual
    elif stat.S_IMODE(found.mode) & 0o077:
        state, words = "warning", f"XDG_RUNTIME_DIR is {path}, which others may enter (mode {stat.S_IMODE(found.mode):04o})"
        fix = (Fix("keep them out", f"chmod 0700 {path}"),)
    else:
        words = f"XDG_RUNTIME_DIR is {path}, this user's alone"
    return Check("runtime-directory", state, words, "the environment", fix)


def _unset(examined: Examined) -> Check:
    if examined.uid == 0:
        return Check("runtime-directory", "ok", "XDG_RUNTIME_DIR is not set, which root does not need", "the environment")
    words = "XDG_RUNTIME_DIR is not set: Buildah and Podman then choose different directories, and count mounts of one store apart"
    return Check("runtime-directory", "warning", words, "the environment", _usual(examined))


def _usual(examined: Examined) -> tuple[Fix, ...]:
    """How to have the directory that pam_systemd(8) makes at a login: it may be there, and su(1) has just not told."""
    uid = examined.uid
    path = f"/run/user/{uid}"
    trail = ask_walk(examined.snapshot.viewer.pid, path, DEADLINE)
    end = None if isinstance(trail, Refusal) else trail.walk.end
    export = f"export XDG_RUNTIME_DIR={path}"
    if end is not None and end.directory and end.uid == uid:
        return (Fix("use this user's", export),)
    return (
        Fix("log in so that it is made, as ssh or `machinectl shell` do, not by su"),
        Fix("or make it as root", f"install -d -m 0700 -o {uid} -g {os.getegid()} {path}"),
        Fix("and then use it", export),
    )
