"""`nsexplorer can-mount`: which file systems may be mounted."""

import argparse

from nsexplorer import api
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering
from nsexplorer.cli.output import medium, put
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.can_mount import can_mount
from nsexplorer.text.plain.can_mount import page

EXAMPLES = (
    ("nsexplorer can-mount", "what you may mount here, and in user and mount namespaces of your own"),
    ("nsexplorer can-mount --in container:web", "what that container's processes may mount, and a session opened from in there"),
    ("nsexplorer can-mount --json | jq '.filesystems[] | select(.fstype == \"proc\")'", "for scripts"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `can-mount` takes. It tries things out: a snapshot could not answer."""
    parser.add_argument("--in", dest="target", metavar="TARGET", default="self", help="where (default: where nsexplorer is)")
    parser.set_defaults(snapshot=None, host=None)
    answering(parser)


def run(options: argparse.Namespace) -> int:
    """Print what may be mounted."""
    snapshot = api.capture()
    found = api.can_mount(snapshot, options.target)
    if options.json:
        put(envelope.lines(envelope.document("can-mount", snapshot, can_mount(found.target, found.answer, found.filesystems))))
        return 0
    put(page(found.answer, found.filesystems, medium(options)))
    tell_incomplete(options, snapshot)
    return 0
