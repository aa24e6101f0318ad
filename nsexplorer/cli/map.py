"""`nsexplorer map`: the same id, or a file's owner, on each side."""

import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.identity import map_id
from nsexplorer.text.plain.identity import map_page

WORDS = (
    Word("what", (), "an id, taken as a user's and as a group's, or a path as TARGET sees it", "ID|PATH", "file"),
    Word("target", ("--in",), "whose id or file (default: nsexplorer's own side)", "TARGET", "target", default="self"),
    Word("to", ("--to",), "for whom it is told (default: each user namespace around that of --in)", "TARGET", "target"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer map 33 --in container:web", "what uid and gid 33 of a container are on the host"),
    ("nsexplorer map 100032 --in host --to container:web", "the other way round"),
    ("nsexplorer map /var/www --in container:web", "to whom a file belongs, inside and outside"),
)

HIGHEST = 4294967294
"""Ids are 32 bits wide, and the last one is none (chown(2))."""


def run(options: Options) -> int:
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


def _what(options: Options) -> str:
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
