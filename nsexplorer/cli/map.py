"""`nsexplorer map`: the same id, or a file's owner, on each side."""

import argparse
import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering, reading
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.identity import map_id
from nsexplorer.text.plain.identity import map_page

EXAMPLES = (
    ("nsexplorer map 33 --in container:web", "what uid and gid 33 of a container are on the host"),
    ("nsexplorer map 100032 --in host --to container:web", "the other way round"),
    ("nsexplorer map /var/www --in container:web", "to whom a file belongs, inside and outside"),
)

HIGHEST = 4294967294
"""Ids are 32 bits wide, and the last one is none (chown(2))."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `map` takes."""
    parser.add_argument("what", metavar="ID|PATH", help="an id, taken as a user's and as a group's, or a path as TARGET sees it")
    parser.add_argument("--in", dest="target", metavar="TARGET", default="self", help="whose id or file (default: nsexplorer's own side)")
    parser.add_argument("--to", metavar="TARGET", help="for whom it is told (default: each user namespace around that of --in)")
    answering(parser)
    reading(parser)


def run(options: argparse.Namespace) -> int:
    """Print what it is elsewhere."""
    what = _what(options)
    snapshot = snapshot_of(options, api.capture)
    found = api.map_id(snapshot, what, options.target, options.to, options.snapshot is not None)
    if options.json:
        put(envelope.lines(envelope.document("map", snapshot, map_id(found))))
        return 0
    put(map_page(found, medium(options)))
    tell_incomplete(options, snapshot)
    return 0


def _what(options: argparse.Namespace) -> str:
    """The id, or the path: a relative one is completed on our own side alone."""
    what: str = options.what
    if what.isascii() and what.isdigit():
        if int(what) > HIGHEST:
            wrong_use(what, f"no id is above {HIGHEST}")
        return str(int(what))
    if what.startswith("/"):
        return what
    if options.target not in ("self", "host"):
        wrong_use(what, f"neither an id nor an absolute path as {options.target} sees it", "write the path from / on")
    return os.path.abspath(what)
