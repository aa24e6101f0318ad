"""Entering namespaces: from what was found out about a target to the end of the command."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from nsexplorer.discovery.session_directory import directory
from nsexplorer.discovery.session_records import sessions
from nsexplorer.explain.entering import Entry
from nsexplorer.model.session import Session
from nsexplorer.sessions import environment
from nsexplorer.sessions.foreground import Ended, Told, see_through
from nsexplorer.sessions.shell import users_shell


def enter(
    entry: Entry, command: tuple[str, ...], ids: tuple[int, int] | None, session: Session | None, tell: Callable[[Told], None]
) -> Ended:
    """Join, become who has those `ids` inside (None: stay who one is), run the command (empty: the user's shell), and see it through.

    In a `session` of ours one gets what those have that were in it from the start. Raises Refused, OSError.
    """
    shell = users_shell(os.environ)
    of_session: Mapping[str, str] = {}
    if session is not None:
        of_session = {**session.environment, **environment.of_session(session.name, directory())}
    variables = {**os.environ, **({} if command else shell.environment), **of_session}

    def go(pid: int, keeper: int | None) -> dict[str, Any]:
        return {"environment": variables, "record": None, "namespace": None}

    return see_through(_request(entry, command or shell.command, ids, session), go, tell)


def session_of(entry: Entry) -> Session | None:
    """The session of ours that its user namespace belongs to; None where it is another's."""
    user = entry.target.namespaces.get("user")
    return next((each for each in sessions() if each.namespaces["user"] == user), None)


def _request(entry: Entry, command: tuple[str, ...], ids: tuple[int, int] | None, session: Session | None) -> dict[str, Any]:
    own = os.getcwd()
    mounts = "mnt" in entry.kinds
    theirs = [] if entry.pid is None or session is not None else [f"/proc/{entry.pid}/cwd"]
    return {
        "way": "enter",
        "joins": [[each.kind, each.path, each.namespace] for each in entry.joins],
        "root": f"/proc/{entry.pid}/root" if mounts and entry.pid is not None else None,
        "directories": ([own] if session is not None else theirs) if mounts else [],
        "ids": ids,
        "command": list(command),
        "keep": False,
    }


def nsenter_line(entry: Entry, command: tuple[str, ...], ids: tuple[int, int] | None) -> list[str]:
    """The words of the nsenter(1) that does the same, as far as that goes in order."""
    words = ["nsenter", *(["--target", str(entry.pid)] if entry.pid is not None else [])]
    for each in entry.joins:
        option = {"mnt": "mount"}.get(each.kind, each.kind)
        through_pid = entry.pid is not None and each.path == f"/proc/{entry.pid}/ns/{each.kind}"
        words.append(f"--{option}" if through_pid else f"--{option}={each.path}")
    if "mnt" in entry.kinds and entry.pid is not None:
        words += ["--root", "--wd"]
    if "user" in entry.kinds:
        words += ["--preserve-credentials"] if ids is None else ["--setuid", str(ids[0]), "--setgid", str(ids[1])]
    return [*words, "--", *(command or (os.environ.get("SHELL") or "/bin/sh",))]
