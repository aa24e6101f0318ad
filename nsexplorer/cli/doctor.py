"""`nsexplorer doctor`: whether rootless containers can work here, and which layer says no."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Status
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.words import JSON, Options
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.doctor import doctor
from nsexplorer.text.plain.doctor import page

WORDS = (JSON,)

EXAMPLES = (
    ("nsexplorer doctor", "what works for you here; exit status 1 where something does not"),
    ("nsexplorer doctor --json | jq '.checks[] | select(.state == \"fault\")'", "for scripts"),
)


def run(options: Options) -> int:
    """Print the findings; gives 1 where there is a fault."""
    snapshot = api.capture()
    sentence, checks = api.doctor(snapshot)
    if options.json:
        put(envelope.lines(envelope.document("doctor", snapshot, doctor(sentence, checks))))
    else:
        put(page(sentence, checks, medium(options)))
    return Status.NO if any(check.state == "fault" for check in checks) else Status.ANSWERED
