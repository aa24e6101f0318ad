"""The sides have different roots: whether B has a name for the path all the same, else `root-differs-chroot`, `root-differs-pivot`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from nsexplorer.explain.places import inside
from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.elsewhere import at_other_path, visible_elsewhere
from nsexplorer.explain.why.layers import overlay_layer
from nsexplorer.explain.why.missing_parent import consequence_of
from nsexplorer.explain.why.origin import unit_lines_of_namespace
from nsexplorer.explain.why.question import Question, showing
from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import called, inside_of, line_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.mount import Mount


def carried_over(question: Question) -> Why | None:
    """The answer where the roots differ: about B's name for the path, else about the roots themselves."""
    if question.stated or question.same_root or question.mount is None:
        return None
    return visible_elsewhere(question) or _by_mount_point(question) or at_other_path(question) or _root_differs(question)


def _by_mount_point(question: Question) -> Why | None:
    """B shows the directory that A's mount, or what carries it, is mounted on: the answer is about that place."""
    from nsexplorer.explain.why.decide import decide

    assert question.mount is not None
    carriers = question.a.carriers(question.mount)
    for number, (mount, parent) in enumerate(pairwise(carriers)):
        name = _name(question.b, parent, inside(parent, mount.target))
        if name is None:
            continue
        below = question.path.removeprefix(mount.target) if mount.target != "/" else question.path
        known = replace(question, path_in=(name.rstrip("/") + below) or "/", stated=True, b=question.b.seen_at(None))
        if number == 0:
            return decide(known)
        above = question.a.without(carriers[number - 1])  # which may lie on the mount point itself
        cause = decide(replace(known, path=mount.target, path_in=name, a=above, supposed=True))
        return consequence_of(question, carriers[number - 1], cause, known.path_in)
    return None


def _name(b: Side, parent: Mount, mounted_on: str) -> str | None:
    """What B calls that directory: by a visible mount first."""
    found = showing(b.mounts, parent.device, mounted_on)
    visible = next((path for each, path in found if b.below(path) is each), None)
    return visible if visible is not None else next((path for _each, path in found[::-1]), None)


def _root_differs(question: Question) -> Why:
    a, b = question.a, question.b
    root = a.root
    still = root is not None and any(_is_root(each, root) for each in b.whole or ())
    chroot = still or a.namespace == b.namespace
    unknown = b.whole is None and a.namespace != b.namespace
    verdict, other = ("root-differs-chroot", "root-differs-pivot") if chroot else ("root-differs-pivot", "root-differs-chroot")
    layer = overlay_layer(question, verdict)
    if layer is not None:
        return layer
    evidence = [*line_of(a, a.root), *line_of(b, b.root)]
    for side in (a, b):
        if side.process is not None and side.process.root is not None:
            evidence.append(Evidence(f"root directory {side.process.root}", f"/proc/{'self' if side.itself else side.process.pid}/root"))
    evidence += unit_lines_of_namespace(question.snapshot, b)
    if chroot:
        sentence = f"{called(b)} has another root directory (chroot): it sees nothing of {question.path}, which lies outside of it."
    else:
        sentence = (
            f"{called(b)} has another root (pivot_root): nothing of what {called(a)} has at {question.path} is mounted in its namespace."
        )
    return question.found(
        verdict,
        sentence,
        evidence,
        [*_bind_below(question), Fix("give it the directory as a volume when it is started (`-v`, `BindPaths=`)")],
        alternatives=[Alternative(other, f"what {b.namespace} has outside of that root could not be read")] if unknown else [],
        path_in="",
    )


def _bind_below(question: Question) -> list[Fix]:
    """Where both are in one namespace, a bind mount below B's root does it."""
    a, b = question.a, question.b
    below = b.process.root if b.process is not None else None
    if a.namespace != b.namespace or below is None or a.process is None or a.process.root != "/":
        return []
    command = inside_of(a, "mount", "--bind", "-o", "X-mount.mkdir", question.path, below.rstrip("/") + question.path)
    return [Fix("bind it below its root (that makes a directory for it where there is none)", command)]


def _is_root(mount: Mount, root: Mount) -> bool:
    return mount.device == root.device and mount.root == root.root
