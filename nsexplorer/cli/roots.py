"""`nsexplorer roots`: which container roots there are."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.words import JSON, Options, Word
from nsexplorer.roots.errors import CannotReadStore
from nsexplorer.roots.listing import roots

WORDS = (
    Word("store", ("--store",), "another store of containers-storage, as /srv/images/storage", "PATH", "file", number="*"),
    JSON,
)

EXAMPLES = (
    ("nsexplorer roots", "every container, image and chroot that you can see, and where each is mounted"),
    ("nsexplorer roots --json | jq '.roots[] | select(any(.records[]; .state != \"real\"))'", "mounts that records and kernel disagree on"),
    ("nsexplorer roots --store /srv/images/storage", "those of that store, too"),
)


def run(options: Options) -> int:
    """Print the roots."""
    snapshot = api.capture_namespaces()
    try:
        found = roots(snapshot, [api.absolute_path(each) for each in options.store])
    except CannotReadStore as error:
        raise Failure(Status.WRONG_USE, "--store", str(error)) from error
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.roots import roots as document

        put(envelope.lines(envelope.document("roots", snapshot, document(found.roots, found.unread))))
        return 0
    from nsexplorer.text.plain.roots import roots_page

    put(roots_page(found.roots, found.unread, medium(options)))
    tell_incomplete(options, snapshot)
    return 0
