"""`nsexplorer whoami`: who one is, inside and outside."""

import argparse

from nsexplorer import api
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering, reading
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.identity import whoami
from nsexplorer.text.plain.identity import whoami_page

EXAMPLES = (
    ("nsexplorer whoami", "who you are here, and outside of the user namespace that you are in"),
    ("nsexplorer whoami 1234", "who process 1234 is, inside and in each user namespace around"),
    ("nsexplorer whoami container:web", "who a container's first process really is, and what its capabilities are worth"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `whoami` takes."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="who (default: you)")
    answering(parser)
    reading(parser)


def run(options: argparse.Namespace) -> int:
    """Print who it is."""
    enter_snapshot(options)
    snapshot = snapshot_of(options, api.capture)
    found = api.whoami(snapshot, options.target or "self", options.snapshot is not None)
    if options.json:
        put(envelope.lines(envelope.document("whoami", snapshot, whoami(found))))
        return 0
    put(whoami_page(found, medium(options)))
    tell_incomplete(options, snapshot)
    return 0
