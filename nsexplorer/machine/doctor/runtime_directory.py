"""XDG_RUNTIME_DIR, where engines keep what is mounted and what runs."""

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
    yield judged(path, None if trail is None else trail.walk.end, examined.uid)


def judged(path: str, found: Step | None, uid: int) -> Check:
    """By what is at that path: a directory of this user's that nobody else may enter (XDG Base Directory Specification)."""
    state: State = "ok"
    fix: tuple[Fix, ...] = ()
    if found is None or not found.directory:
        state, words = "warning", f"XDG_RUNTIME_DIR is {path}, which is no directory"
        fix = (Fix("log in so that it is made, as `machinectl shell` or ssh do, not by su"),)
    elif found.uid != uid:
        state, words = "warning", f"XDG_RUNTIME_DIR is {path}, which belongs to uid {found.uid}: it came along from another user"
        fix = (Fix("use this user's", f"export XDG_RUNTIME_DIR=/run/user/{uid}"),)
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
    fix = (Fix("set it, to a directory of this user's alone", f"export XDG_RUNTIME_DIR=/run/user/{examined.uid}"),)
    return Check("runtime-directory", "warning", words, "the environment", fix)
