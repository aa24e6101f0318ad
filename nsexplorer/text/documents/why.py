"""The JSON of `why`."""

from typing import Any

from nsexplorer.explain.targets import Target
from nsexplorer.explain.why.answer import Why
from nsexplorer.model.snapshot import Snapshot


def why(snapshot: Snapshot, answer: Why) -> dict[str, Any]:
    """The answer's keys; `cause` and `then` have the same shape."""
    return {
        "verdict": answer.verdict,
        "confidence": answer.confidence,
        "path": answer.path,
        "path_in": answer.path_in,
        "from": _side(answer.a),
        "in": _side(answer.b),
        "answer": answer.answer.sentence,
        "evidence": [{"text": each.text, "source": each.source} for each in answer.answer.evidence],
        "fix": [{"text": each.text, "command": each.command} for each in answer.answer.fix],
        "cause": None if answer.cause is None else why(snapshot, answer.cause),
        "alternatives": [{"verdict": each.verdict, "reason": each.reason} for each in answer.alternatives],
        "then": None if answer.then is None else why(snapshot, answer.then),
    }


def _side(target: Target) -> dict[str, Any]:
    return {"target": target.text, "namespace": target.namespaces.get("mnt"), "pid": target.pid}
