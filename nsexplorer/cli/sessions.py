"""`nsexplorer sessions`: what lives."""

from nsexplorer import api
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.words import JSON, Options

WORDS = (JSON,)

EXAMPLES = (
    ("nsexplorer sessions", "your sessions: since when, who is in each, what was mounted there"),
    ("nsexplorer sessions --json | jq -r '.sessions[].name'", "for scripts"),
)


def run(options: Options) -> int:
    """Print them."""
    snapshot = api.capture()
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.sessions import sessions

        put(envelope.lines(envelope.document("sessions", snapshot, sessions(api.sessions(snapshot), api.kept_namespaces(snapshot)))))
        return 0
    from nsexplorer.text.plain.sessions import sessions_page

    put(sessions_page(api.sessions(snapshot), api.kept_namespaces(snapshot), medium(options)))
    return 0
