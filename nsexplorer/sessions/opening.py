"""Opening a session: from the plan to the end of its command."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from nsexplorer.linux import nsfs, procfs
from nsexplorer.linux.mountinfo import first_mount
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.session import Anchor, Session
from nsexplorer.sessions import environment, records
from nsexplorer.sessions.errors import WrongPlan
from nsexplorer.sessions.foreground import Ended, Told, see_through
from nsexplorer.sessions.plan import IdMapping, Plan
from nsexplorer.sessions.shell import users_shell


def unshare(plan: Plan, tell: Callable[[Told], None]) -> tuple[str, Ended]:
    """Open a session and see its command through; gives its name and how it ended. The record says so meanwhile, and after it as long as
    anything is left. Raises WrongPlan, Refused, OSError.
    """
    place = records.prepared()
    if plan.name is not None and place is not None and records.taken(place, plan.name):
        raise WrongPlan(plan.name, "a session of that name lives", f"name another, or end it: nsexplorer end {plan.name}")
    if plan.keep and place is None:
        raise WrongPlan("--keep", "there is no directory of yours to note the session in", "set XDG_RUNTIME_DIR to one")
    shell = users_shell(os.environ)
    opened: list[Session] = []

    def go(pid: int, keeper: int | None) -> dict[str, Any]:
        session = _session(plan, pid, keeper)
        if place is not None:
            session = _recorded(place, session, plan.name)
        opened.append(session)
        return {
            "environment": {
                **os.environ,
                **({} if plan.command else shell.environment),
                **session.environment,
                **environment.of_session(session.name, place),
            },
            "record": None if place is None else records.path_of(place, session.name),
            "namespace": session.namespaces["user"],
        }

    ended = see_through(_request(plan, plan.command or shell.command), go, tell)
    if opened and place is not None:
        _note_end(place, opened[0], ended)
    return (opened[0].name if opened else plan.name or ""), ended


def _request(plan: Plan, command: tuple[str, ...]) -> dict[str, Any]:
    return {
        "way": "open",
        "kinds": ["mnt", *plan.kinds],
        "maps": {kind: _map(each) for kind, each in (("uid", plan.uid), ("gid", plan.gid))},
        "root": plan.root,
        "propagation": plan.propagation,
        "hostname": plan.hostname,
        "offsets": dict(plan.offsets),
        "command": list(command),
        "keep": plan.keep,
    }


def _map(mapping: IdMapping) -> dict[str, Any]:
    return {"rows": mapping.rows, "own": mapping.own, "program": mapping.program}


def _session(plan: Plan, pid: int, keeper: int | None) -> Session:
    """What is to be recorded of the session that the waiting process is in."""
    own = _namespaces(os.getpid())
    theirs = {kind: identifier for kind, identifier in _namespaces(pid).items() if own.get(kind) != identifier}
    return Session(
        plan.name or "",
        time.time(),
        plan.keep,
        _anchor(os.getpid()),
        tuple(_anchor(each) for each in (pid, keeper) if each is not None),
        theirs,
        _nsids(pid, theirs),
        own,
        first_mount(os.getpid()),
        environment.of_containers(os.environ, os.geteuid(), os.getegid()),
        os.getcwd(),
    )


def _recorded(place: str, session: Session, name: str | None) -> Session:
    """The session under the name that its record got. Raises WrongPlan where someone was quicker with the one that was wanted."""
    while True:
        named = replace(session, name=name or records.free_name(place))
        if records.add(place, named):
            return named
        if name is not None:
            raise WrongPlan(name, "a session of that name was opened just now", "name another")


def _note_end(place: str, session: Session, ended: Ended) -> None:
    """Bring the record up to date when the command has ended."""
    if session.kept or not (ended.left or ended.lost):
        return
    if ended.lost:
        records.remove(place, session.name)
    else:
        records.replace(place, replace(session, anchors=tuple(each.anchor for each in ended.left)))


def _anchor(pid: int) -> Anchor:
    return Anchor(pid, procfs.parse_stat(procfs.read_once(b"/proc/%d/stat" % pid)).start)


def _namespaces(pid: int) -> dict[str, str]:
    found = {}
    for kind in NAMESPACE_TYPES:
        with suppress(OSError):
            found[kind] = os.readlink(f"/proc/{pid}/ns/{kind}")
    return found


def _nsids(pid: int, kinds: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for kind in kinds:
        fd = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            number = nsfs.nsid(fd, kind)
        finally:
            os.close(fd)
        if number is not None:
            found[kind] = number
    return found
