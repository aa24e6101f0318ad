"""The document of `doctor`."""

from collections.abc import Sequence
from typing import Any

from nsexplorer.model.check import Check
from nsexplorer.text.documents.answer import fix_row


def doctor(sentence: str, checks: Sequence[Check]) -> dict[str, Any]:
    """What was found, in the order of the layers."""
    return {"answer": sentence, "checks": [_check(each) for each in checks]}


def _check(check: Check) -> dict[str, Any]:
    return {"id": check.id, "state": check.state, "text": check.text, "source": check.source, "fix": list(map(fix_row, check.fix))}
