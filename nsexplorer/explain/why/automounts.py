"""`automount-not-triggered`: A has the real mount, B only the autofs trigger (autofs(5))."""

from __future__ import annotations

from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.question import Question, alike
from nsexplorer.explain.why.wording import called, inside_of, line_of
from nsexplorer.model.answer import Fix


def automount_not_triggered(question: Question) -> Why | None:
    """The mount lies on an autofs mount, and B has that alone."""
    mount, parent, receiver = question.mount, question.parent, question.receiver
    if mount is None or parent is None or receiver is None or "autofs" not in (parent.fstype, receiver.fstype):
        return None
    if parent.fstype != receiver.fstype or not alike(parent, receiver):
        return None
    return question.found(
        "automount-not-triggered",
        f"{called(question.b)} has only the automount trigger there; the file system is mounted upon it in {called(question.a)} alone.",
        [*line_of(question.a, mount), *line_of(question.b, receiver)],
        [
            Fix(
                "use the path there once: that triggers the automount, where its daemon serves that namespace",
                inside_of(question.b, "ls", question.path_in),
            )
        ],
    )
