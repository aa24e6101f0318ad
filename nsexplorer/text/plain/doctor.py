"""What `doctor` found, for people: what is wrong first, each with its fix; what is well in a line each."""

from collections.abc import Iterator, Sequence

from nsexplorer.model.check import Check
from nsexplorer.text.medium import Medium
from nsexplorer.text.neutral import neutral

_ORDER = ("fault", "warning", "unknown", "ok")
_SIGNS = {"fault": "FAULT  ", "warning": "warning", "unknown": "unknown", "ok": "ok     "}
_STYLES = {"fault": "warning", "warning": "warning", "unknown": "faint", "ok": "host"}


def page(sentence: str, checks: Sequence[Check], medium: Medium) -> Iterator[str]:
    """The sentence, then the checks by how bad they are, in their order otherwise."""
    yield medium.paint(neutral(sentence), "title")
    yield ""
    for check in sorted(checks, key=lambda check: _ORDER.index(check.state)):
        yield f"{medium.paint(_SIGNS[check.state], _STYLES[check.state])}  {medium.paint(neutral(check.id), 'name')}: {neutral(check.text)}"
        if check.state == "ok":
            continue
        yield f"         read in: {neutral(check.source)}"
        for fix in check.fix:
            yield f"         to do: {neutral(fix.text)}" + (":" if fix.command else "")
            if fix.command:
                yield f"             {neutral(fix.command)}"
