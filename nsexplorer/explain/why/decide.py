"""The verdicts, in the order in which they are asked for: the first that fits is the answer."""

from __future__ import annotations

from nsexplorer.explain.why.absence import absent_in_a, detached_in_a, path_absent_in_both
from nsexplorer.explain.why.answer import Why
from nsexplorer.explain.why.arrival import never_arrived
from nsexplorer.explain.why.automounts import automount_not_triggered
from nsexplorer.explain.why.binds import nonrecursive_bind, unbindable_skipped
from nsexplorer.explain.why.covers import ancestor_covered_in_b, overmounted_in_b
from nsexplorer.explain.why.elsewhere import at_other_path
from nsexplorer.explain.why.fuse import fuse_refuses_others
from nsexplorer.explain.why.links import symlink_differs
from nsexplorer.explain.why.missing_parent import ancestor_missing
from nsexplorer.explain.why.process_files import hidepid
from nsexplorer.explain.why.pseudo_files import pseudo_fs_instance
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.replaced import source_replaced
from nsexplorer.explain.why.roots import carried_over
from nsexplorer.explain.why.same_file import idmapped, mount_flags_differ, same_namespace, same_view, uid_unmapped
from nsexplorer.explain.why.undecided import unknown

VERDICTS = (
    hidepid,
    idmapped,
    uid_unmapped,
    mount_flags_differ,
    fuse_refuses_others,
    same_namespace,
    same_view,
    symlink_differs,
    detached_in_a,
    path_absent_in_both,
    absent_in_a,
    source_replaced,
    pseudo_fs_instance,
    carried_over,  # root-differs-chroot, root-differs-pivot, or any of the following at B's name for the path
    overmounted_in_b,
    unbindable_skipped,
    nonrecursive_bind,
    ancestor_covered_in_b,
    at_other_path,
    automount_not_triggered,
    ancestor_missing,
    never_arrived,  # umounted-in-b, slave-does-not-send, parent-private-in-a, slave-of-other-group, parent-private-in-b
)


def decide(question: Question) -> Why:
    """The answer to a question."""
    return next((answer for verdict in VERDICTS if (answer := verdict(question)) is not None), None) or unknown(question)
