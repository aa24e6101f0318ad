"""The JSON of `holders`: each reason, with who is behind it and the ways out."""

from collections.abc import Callable
from typing import Any

from nsexplorer.explain.holders.answer import HoldersAnswer
from nsexplorer.explain.holders.holder import Holder
from nsexplorer.text.documents.answer import answer as answer_keys
from nsexplorer.text.documents.answer import fix_row

UserNames = Callable[[int], str | None]
"""The name of a user, by uid, where there is one."""


def holders(answer: HoldersAnswer, user: UserNames) -> dict[str, Any]:
    """The answer's keys."""
    subject = answer.subject
    return {
        "subject": {
            "kind": subject.kind,
            "path": subject.path,
            "in": subject.within,
            "device": subject.device,
            "namespaces": subject.namespaces,
        },
        **answer_keys(answer.answer),
        "holders": [_row(holder, user) for holder in answer.holders],
        "unmounted_with_it": [{"in": namespace, "path": path} for namespace, path in answer.together],
        "unreadable_processes": answer.unreadable_processes,
        "unreadable": dict(answer.unreadable),
    }


def _row(holder: Holder, user: UserNames) -> dict[str, Any]:
    who = holder.who
    return {
        "reason": holder.reason,
        "keeps": holder.keeps,
        "confidence": "certain" if holder.certain else "likely",
        "in": holder.within,
        "path": holder.path,
        "via": holder.via,
        "pid": who and who.pid,
        "command": who and who.command,
        "uid": who and who.uid,
        "user": who and user(who.uid),
        "unit": who and who.unit,
        "container": who and who.container,
        "session": who and who.session,
        "evidence": {"text": holder.evidence.text, "source": holder.evidence.source},
        "fix": [fix_row(fix) for fix in holder.fix],
    }
