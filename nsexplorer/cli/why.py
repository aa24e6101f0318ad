"""`nsexplorer why`: why one side does not see what the other does."""

import argparse
import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering, reading
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of

EXAMPLES = (
    ("nsexplorer why /mnt/usb --in container:web", "why that container does not see what the host has there"),
    ("nsexplorer why /srv/data --in 1234 --at /data", "the same where its name in there is known"),
    ("nsexplorer why /run/user/1000/doc --from 1234 --in host", "the other way round"),
    ("nsexplorer why /mnt --in 1234 --snapshot web1.json", "by the tables of another machine alone"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `why` takes."""
    parser.add_argument("path", metavar="PATH", help="what is seen, as the side that sees it calls it")
    parser.add_argument("--in", dest="within", metavar="TARGET", required=True, help="who does not see it, or sees it differently")
    parser.add_argument("--at", metavar="PATH", help="what it is called there (default: the same, or what it turns out to be called)")
    parser.add_argument("--from", dest="origin", metavar="TARGET", default="host", help="who sees it (default: host)")
    answering(parser)
    reading(parser)


def run(options: argparse.Namespace) -> int:
    """Print the answer: the status is 0 whatever the verdict."""
    path = options.path
    if not path.startswith("/") and options.origin == "host" and options.snapshot is None:
        path = os.path.join(os.getcwd(), path)
    for given in (path, options.at):
        if given is not None and not given.startswith("/"):
            wrong_use(given, "a path must be absolute", "write it from /, as that side sees it")
    snapshot = snapshot_of(options, api.capture)
    answer = api.why(snapshot, path, options.within, options.origin, options.at, live=options.snapshot is None)
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.why import why

        put(envelope.lines(envelope.document("why", snapshot, why(snapshot, answer))))
        return 0
    from nsexplorer.text.plain.why import why_page

    put(why_page(answer, medium(options)))
    tell_incomplete(options, snapshot)
    return 0
