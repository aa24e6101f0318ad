"""`nsexplorer whoami`: who one is, inside and outside."""

from nsexplorer import api
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.identity import whoami
from nsexplorer.text.plain.identity import whoami_page

WORDS = (Word("target", (), "who (default: you)", "TARGET", "target", number="?"), JSON, *READING)

EXAMPLES = (
    ("nsexplorer whoami", "who you are here, and outside of the user namespace that you are in"),
    ("nsexplorer whoami 1234", "who process 1234 is, inside and in each user namespace around"),
    ("nsexplorer whoami container:web", "who a container's first process really is, and what its capabilities are worth"),
)


def run(options: Options) -> int:
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
