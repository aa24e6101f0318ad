"""The keys that answers have in common: `answer`, `evidence`, `fix` (model.answer), and what a target is."""

from typing import Any

from nsexplorer.explain.targets import Target
from nsexplorer.model.answer import Answer, Fix


def answer(known: Answer) -> dict[str, Any]:
    """The sentence, the evidence and the ways out."""
    return {
        "answer": known.sentence,
        "evidence": [{"text": each.text, "source": each.source} for each in known.evidence],
        "fix": list(map(fix_row, known.fix)),
    }


def fix_row(fix: Fix) -> dict[str, Any]:
    """One way out."""
    return {"text": fix.text, "command": fix.command}


def place(target: Target, kind: str) -> dict[str, Any]:
    """A target as the `in` or `from` of an answer about namespaces of that type."""
    return {"target": target.text, "namespace": target.namespaces.get(kind), "pid": target.pid}
