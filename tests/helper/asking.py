"""Asking the helper as somebody else: in a process of theirs."""

from collections.abc import Sequence
from pwd import struct_passwd
from typing import Any

from nsexplorer.helper.ask import LockReport, NamespaceFile, Route, ask_locks, ask_namespace_files
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.nsfs import Facts
from nsexplorer.model.lock import LockFacts
from tests.topology import run

DEADLINE = 20.0
NAMES = {
    "Facts": Facts,
    "LockFacts": LockFacts,
    "LockReport": LockReport,
    "NamespaceFile": NamespaceFile,
    "Refusal": Refusal,
    "Route": Route,
}


def locks(pid: int, *, user: struct_passwd | None = None, without: str = "") -> LockReport | Refusal:
    """What `ask_locks` answers this user."""
    if user is None and not without:
        return ask_locks(pid, DEADLINE)
    answer: LockReport | Refusal = _elsewhere(f"ask_locks({pid}, {DEADLINE})", user, without)
    return answer


def lock_report(pid: int, *, user: struct_passwd | None = None, without: str = "") -> LockReport:
    """The same where it must not be a refusal."""
    answer = locks(pid, user=user, without=without)
    assert isinstance(answer, LockReport), answer
    return answer


def namespace_files(
    routes: Sequence[Route], deadline: float = DEADLINE, *, user: struct_passwd | None = None
) -> list[NamespaceFile | Refusal]:
    """What `ask_namespace_files` answers this user."""
    if user is None:
        return ask_namespace_files(routes, deadline)
    answers: list[NamespaceFile | Refusal] = _elsewhere(f"ask_namespace_files({list(routes)!r}, {deadline})", user, "")
    return answers


def _elsewhere(question: str, user: struct_passwd | None, without: str) -> Any:
    code = f"from nsexplorer.helper.ask import Route, ask_locks, ask_namespace_files; print(ascii({question}))"
    return eval(run(code, user=user, without=without), dict(NAMES))
