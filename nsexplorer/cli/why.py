"""`nsexplorer why`: why one side does not see what the other does."""

import os

from nsexplorer import api
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word

WORDS = (
    Word("path", (), "what is seen, as the side that sees it calls it", "PATH", "file"),
    Word("within", ("--in",), "who does not see it, or sees it differently (needed)", "TARGET", "target"),
    Word("at", ("--at",), "what it is called there (default: the same, or what it turns out to be called)", "PATH", "file"),
    Word("origin", ("--from",), "who sees it (default: host)", "TARGET", "target", default="host"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer why /mnt/usb --in container:web", "why that container does not see what the host has there"),
    ("nsexplorer why /srv/data --in 1234 --at /data", "the same where its name in there is known"),
    ("nsexplorer why /run/user/1000/doc --from 1234 --in host", "the other way round"),
    ("nsexplorer why /mnt --in 1234 --snapshot web1.json", "by the tables of another machine alone"),
)


def run(options: Options) -> int:
    """Print the answer: the status is 0 whatever the verdict."""
    if options.within is None:
        wrong_use("why", "it has to know for whom", "write --in TARGET")
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
