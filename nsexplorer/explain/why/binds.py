"""B shows the directory through a bind that was made after the mount: `unbindable-skipped`, `nonrecursive-bind` (mount(2), MS_BIND)."""

from __future__ import annotations

from nsexplorer.explain.places import inside, path_of
from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.origin import start_anew
from nsexplorer.explain.why.question import Question, alike
from nsexplorer.explain.why.sending import UNMOUNTED, by_flags, event_of
from nsexplorer.explain.why.wording import age, called, inside_of, line_of, mount_there, unmount
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import Mount


def unbindable_skipped(question: Question) -> Why | None:
    """A recursive bind left the mount out because it is unbindable."""
    return _skipped(question) if question.mount is not None and question.mount.unbindable else None


def nonrecursive_bind(question: Question) -> Why | None:
    """A bind without its submounts left the mount out."""
    return _skipped(question) if question.mount is not None and not question.mount.unbindable else None


def skipped_by(question: Question) -> str:
    """Which of the two a bind without the mount would be."""
    return "unbindable-skipped" if question.mount is not None and question.mount.unbindable else "nonrecursive-bind"


def is_bind(question: Question, receiver: Mount) -> bool:
    """Whether it is a bind and not the copy that a clone of the namespace made: another root, another path, or upon its own place."""
    parent = question.parent
    if parent is None:
        return False
    below = question.b.parent(receiver)
    return not alike(receiver, parent) or receiver.target != parent.target or (below is not None and alike(below, receiver))


def _skipped(question: Question) -> Why | None:
    mount, receiver = question.mount, question.receiver
    if mount is None or receiver is None or not question.receiver_visible or not is_bind(question, receiver):
        return None
    if mount.unique_id is None or receiver.unique_id is None or mount.unique_id > receiver.unique_id:
        return None
    if any(question.b.parent(copy) is receiver for copy in question.copies):
        return None
    if not mount.unbindable and _others_came_along(question, receiver):
        return None
    if mount.unbindable:
        why = "the mount is unbindable, and is left out of every bind"
        fixes = [Fix("let it be bound, then bind anew", inside_of(question.a, "mount", "--make-private", mount.target))]
    else:
        why = "its submounts were not taken along"
        below = unmount(question.b, receiver) if question.copies else ()
        next_time = Fix("for the next time: bind it with its submounts (`mount --rbind`, `BindPaths=SRC:DST:rbind`)")
        fixes = [*below, *([] if below or question.name is None else [mount_there(question.b, mount, question.name)]), next_time]
    fixes += start_anew(question.snapshot, question.b, "a volume that is bound recursively then takes it along")
    return question.found(
        skipped_by(question),
        f"{called(question.b)} sees the directory through a bind at {receiver.target} that was made after the mount: {why}.",
        [
            *line_of(question.a, mount),
            *line_of(question.b, receiver),
            *age(mount, "the mount", question.a),
            *age(receiver, "the bind", question.b),
        ],
        fixes,
        certain=False,
        alternatives=_other_readings(question, mount, receiver),
    )


def _other_readings(question: Question, mount: Mount, receiver: Mount) -> list[Alternative]:
    found = [Alternative(UNMOUNTED, "a recursive bind whose copy was unmounted since looks the same")]
    if question.parent is not None:
        never = by_flags(question, event_of(question, mount, question.parent), receiver)
        found.append(Alternative(never, "what was bound may never have had the mount"))
    return found


def _others_came_along(question: Question, receiver: Mount) -> bool:
    """Whether another mount on the same directory was taken along by the bind: then it was a recursive one."""
    parent = question.parent
    assert parent is not None
    there = {(each.device, each.root, each.target) for each in question.b.mounts if each.parent == receiver.id}
    for each in question.a.mounts:
        if each.parent != parent.id or each is question.mount or each.unique_id is None or each.unique_id > (receiver.unique_id or 0):
            continue
        name = path_of(receiver, inside(parent, each.target))
        if name is not None and (each.device, each.root, name) in there:
            return True
    return False
