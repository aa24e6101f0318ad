"""The scenarios of `tests/lab/why`, and what `why` answers in each, in every way that it can be asked."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pwd import struct_passwd
from typing import Any, NamedTuple

from tests.topology import CHECKOUT, children, credentials

LAB = CHECKOUT / "tests" / "lab" / "why"
SCENARIOS = sorted(path.name for path in LAB.glob("*-*.sh"))

NEWER_CALLS = ("statmount", "listmount", "nsid", "mnt_get_next")
ALL = ("", ",".join(NEWER_CALLS))
EACH = ("", *NEWER_CALLS)
"""Which calls to do without: none or all; none or each."""

ASK = """
import json, os
from nsexplorer.api import TableUnreadable, capture, why
from nsexplorer.model.saved import load, save
from nsexplorer.text.documents.why import why as document

where = os.environ
answers = {}
for without in where["EACH"].split():
    os.environ["NSEXPLORER_WITHOUT"] = without.strip("-")
    now = capture()
    for live, snapshot in ((True, now), (False, load(save(now)))):
        how = f"without {without}, " + ("live" if live else "from tables alone")
        try:
            answers[how] = document(snapshot, why(snapshot, where["VPATH"], where["PID_B"], where["PID_A"], live=live))
        except TableUnreadable as error:
            answers[how] = {"unreadable": str(error)}
print(json.dumps({"expect": where["EXPECT"], "then": where.get("EXPECT_THEN"), "answers": answers}))
"""


class Asked(NamedTuple):
    """What a scenario wants to be told, and what it was told: an answer as in `why --json` by how it was asked."""

    expect: str
    then: str | None
    answers: dict[str, dict[str, Any]]


def asked(name: str, *, user: struct_passwd | None = None, viewer: struct_passwd | None = None, each: Sequence[str] = ALL) -> Asked:
    """Make a scenario as `user` and ask about it inside, as `viewer` (default: the same)."""
    before = [] if viewer is None else ["setpriv", f"--reuid={viewer.pw_uid}", f"--regid={viewer.pw_gid}", "--clear-groups"]
    return Asked(**json.loads(run(name, ASK, before=before, user=user, EACH=" ".join(f"-{each}" for each in each))))


def run(name: str, code: str, *, before: Sequence[str] = (), user: struct_passwd | None = None, **variables: str) -> str:
    """What this Python code prints inside a scenario that `user` makes."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NSX_PYTHON": sys.executable,
        **variables,
    }
    command = ["bash", str(LAB / name), *before, sys.executable, "-c", code]
    others = set(children())
    done = subprocess.run(command, env=environment, cwd="/", text=True, capture_output=True, timeout=120, **credentials(user))
    for pid in set(children()) - others:  # the first processes of pid namespaces, which have been killed
        os.waitpid(pid, 0)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def faults(asked: Asked) -> list[str]:
    """The answers that are wrong: neither the verdict, nor a likely one that leaves it open, nor that there is none to be had."""
    return [fault for how, answer in asked.answers.items() if "unreadable" not in answer for fault in _faults(asked, how, answer)]


def _faults(asked: Asked, how: str, answer: dict[str, Any]) -> list[str]:
    told = f"{how}: {answer['verdict']} ({answer['confidence']}): {answer['answer']}"
    if not _leaves_open(answer, asked.expect):
        return [told]
    if answer["verdict"] == asked.expect and asked.then is not None and not _leaves_open(answer["then"], asked.then):
        return [f"{told}, then {answer['then']} instead of {asked.then}"]
    return []


def _leaves_open(answer: dict[str, Any] | None, verdict: str) -> bool:
    if answer is None:
        return False
    others = {each["verdict"] for each in answer["alternatives"]} if answer["confidence"] == "likely" else set()
    return verdict in {answer["verdict"], *others}
