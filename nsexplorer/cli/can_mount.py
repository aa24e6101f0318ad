"""`nsexplorer can-mount`: which file systems may be mounted."""

from nsexplorer import api
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.words import JSON, Options, Word
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.can_mount import can_mount
from nsexplorer.text.plain.can_mount import page

WORDS = (Word("target", ("--in",), "where (default: where nsexplorer is)", "TARGET", "target", default="self"), JSON)

EXAMPLES = (
    ("nsexplorer can-mount", "what you may mount here, and in user and mount namespaces of your own"),
    ("nsexplorer can-mount --in container:web", "what that container's processes may mount, and a session opened from in there"),
    ("nsexplorer can-mount --json | jq '.filesystems[] | select(.fstype == \"proc\")'", "for scripts"),
)


def run(options: Options) -> int:
    """Print what may be mounted."""
    snapshot = api.capture()
    found = api.can_mount(snapshot, options.target)
    if options.json:
        put(envelope.lines(envelope.document("can-mount", snapshot, can_mount(found.target, found.answer, found.filesystems))))
        return 0
    put(page(found.answer, found.filesystems, medium(options)))
    tell_incomplete(options, snapshot)
    return 0
