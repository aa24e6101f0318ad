"""`nsexplorer mounts`: a mount table."""

import argparse

from nsexplorer import api
from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering, reading
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of

EXAMPLES = (
    ("nsexplorer mounts", "the host's mount table as a tree"),
    ("nsexplorer mounts 1234", "that of process 1234, as it sees it from its root directory"),
    ("nsexplorer mounts container:web --hidden", "what cannot be reached in a container, and what hides it"),
    ("nsexplorer mounts 1234 --as entrant", "the same as someone sees it who joins, as `nsenter -m` does"),
    ("nsexplorer mounts 'mnt:[4026532178]' --json", "for scripts"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `mounts` takes."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="whose table (default: host)")
    parser.add_argument(
        "--as", dest="viewpoint", metavar="PID|entrant", help="from where it is looked at (default: a process target as itself)"
    )
    parser.add_argument("--hidden", action="store_true", help="only mounts that cannot be reached at their own path")
    parser.add_argument("--list", action="store_true", help="in the kernel's order instead of as a tree")
    answering(parser)
    reading(parser)


def run(options: argparse.Namespace) -> int:
    """Print the mount table."""
    enter_snapshot(options)
    target = options.target or "host"
    enough = options.host is None and options.viewpoint in (None, "entrant", target)
    snapshot = snapshot_of(options, (lambda: api.capture_for_mounts(target)) if enough else api.capture_namespaces)
    answer = api.mounts(snapshot, target, options.viewpoint)
    if options.snapshot is None:
        answer = api.with_locks(snapshot, answer)
    rows = tuple(row for row in answer.rows if not row.visible) if options.hidden else answer.rows
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.mounts import mounts

        put(envelope.lines(envelope.document("mounts", snapshot, mounts(answer, rows))))
        return 0
    from nsexplorer.text.plain.mounts import heading, mount_list, mount_tree

    if not rows:
        tell("nothing is hidden here" if answer.rows else "there is no mount here")
    else:
        layout = mount_list if options.list or options.hidden else mount_tree
        put([heading(answer), *layout(rows, medium(options))])
    tell_incomplete(options, snapshot)
    return 0
