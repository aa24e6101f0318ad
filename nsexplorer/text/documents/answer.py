"""The keys that every answer has in its document: `answer`, `evidence`, `fix` (model.answer)."""

from typing import Any

from nsexplorer.model.answer import Answer


def answer(known: Answer) -> dict[str, Any]:
    """The sentence, the evidence and the ways out."""
    return {
        "answer": known.sentence,
        "evidence": [{"text": each.text, "source": each.source} for each in known.evidence],
        "fix": [{"text": each.text, "command": each.command} for each in known.fix],
    }
