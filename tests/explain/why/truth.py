"""What the kernel and the log of a history say about an answer of `why`: what in it is not true."""

import itertools
import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.sending import UNMOUNTED, by_flags, event_of
from tests.explain.why.history import NAMES, History, Was, place_on
from tests.topology import Process, Refused

SAME = ("same-namespace", "same-view")
NEVER_ARRIVED = ("slave-does-not-send", "parent-private-in-a", "slave-of-other-group", "parent-private-in-b")
SKIPPED = ("nonrecursive-bind", "unbindable-skipped")


class Case(NamedTuple):
    """Who was asked about whom, and the question as `explain` understood it."""

    history: History
    a: Process
    b: Process
    question: Question


def untrue(case: Case, answer: Why) -> Iterator[str]:
    """What in a certain answer the kernel contradicts; in a likely one, that what is true is not even among its alternatives."""
    if answer.path_in not in (None, case.question.path_in):
        b = case.question.b.seen_at(None)
        case = case._replace(question=replace(case.question, path_in=answer.path_in, stated=True, b=b))
    if answer.verdict in (*NEVER_ARRIVED, *SKIPPED, UNMOUNTED):
        yield from _untrue_arrival(case, {answer.verdict, *(each.verdict for each in answer.alternatives)})
    elif answer.confidence == "certain" and not case.question.supposed:
        yield from _untrue_sight(case, answer)
    if answer.verdict == "ancestor-missing" and answer.cause is not None and not case.question.stated:
        up = case.question.level_up(None)
        if up is not None and (up.path, up.path_in) == (answer.cause.path, answer.cause.path_in):
            yield from untrue(case._replace(question=up), answer.cause)


def _untrue_arrival(case: Case, told: set[str]) -> Iterator[str]:
    """By the log: B's parent had the mount once; or a bind left it out; or it never came. Flags count as they are now."""
    mount, parent, receiver = case.question.mount, case.question.parent, case.question.receiver
    if mount is None or parent is None or receiver is None or mount.unique_id is None or receiver.unique_id is None:
        return
    log = case.history.log
    event = log.event[mount.unique_id]
    if log.changed_since(event.step, parent.device):
        return
    if Was(receiver.unique_id, place_on(parent, mount.target), event) in log.was:
        possible = {UNMOUNTED}
    elif event in log.skipped.get(receiver.unique_id, ()):
        possible = {*SKIPPED}
    elif by_flags(case.question, event_of(case.question, mount, parent), receiver) == UNMOUNTED:
        return  # it would arrive if it were mounted now: why it did not then is open
    else:
        possible = {*NEVER_ARRIVED}
    if not told & possible:
        yield f"it is one of {sorted(possible)}"


def _untrue_sight(case: Case, answer: Why) -> Iterator[str]:
    """By looking, as A and as B."""
    question = case.question
    ours, theirs = _file_of(case.a.pid, question.path), _file_of(case.b.pid, answer.path_in or "")
    match answer.verdict:
        case "same-namespace" | "same-view":
            if ours is None or ours != theirs:
                yield f"A has {ours}, B has {theirs}"
        case "path-absent-in-both":
            if ours is not None or theirs is not None:
                yield f"A has {ours}, B has {theirs}"
        case "absent-in-a":
            if ours is not None or theirs is None:
                yield f"A has {ours}, B has {theirs}"
        case "at-other-path":
            if answer.then is None and (ours is None or ours != theirs):
                yield f"A has {ours}, B has {theirs} there"
        case "root-differs-chroot" | "root-differs-pivot":
            if ours is not None and (path := _found(case, ours)) is not None:
                yield f"B has it at {path}"
        case "overmounted-in-b" | "ancestor-covered-in-b":
            yield from _untrue_cover(case, answer)


def _found(case: Case, file: tuple[int, int]) -> str | None:
    """A path in B that leads to this file: nothing but these names is anywhere."""
    for length in range(4):
        for names in itertools.product(NAMES, repeat=length):
            for base in ("", case.history.base):
                path = "/".join([base, *names])
                if path and _file_of(case.b.pid, path) == file:
                    return path
    return None


def _untrue_cover(case: Case, answer: Why) -> Iterator[str]:
    """In a copy of B's namespace the fix is carried out: B then sees it, or what the answer says is next is in the way."""
    command = answer.answer.fix[0].command
    if command is None or case.b not in case.history.keepers or answer.path_in is None:
        return
    try:
        child = case.b.fork("unshare('mnt'); mount('none', '/', flags=REC | PRIVATE)")
    except Refused:
        return  # it has a root directory without /dev/null
    try:
        words = [str(child) if word == str(case.b.pid) else word for word in shlex.split(command)]
        done = subprocess.run(words, capture_output=True, text=True)
        seen = _file_of(child, answer.path_in) == _file_of(case.a.pid, case.question.path)
    finally:
        case.b.do(f"end({child})")
    if done.returncode != 0 and case.question.b.locks:
        return
    if done.returncode != 0 or seen != (answer.then is None):
        yield f"after {command} it is {'seen' if seen else 'not seen'} {done.stderr}"


def _file_of(pid: int, path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(f"/proc/{pid}/root{path}")
    except OSError:
        return None
    return found.st_dev, found.st_ino
