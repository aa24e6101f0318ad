"""`nsexplorer doctor`: whether rootless containers can work here, and which layer says no."""

import argparse

from nsexplorer import api
from nsexplorer.cli.diagnostics import Status
from nsexplorer.cli.options import answering
from nsexplorer.cli.output import medium, put
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.doctor import doctor
from nsexplorer.text.plain.doctor import page

EXAMPLES = (
    ("nsexplorer doctor", "what works for you here; exit status 1 where something does not"),
    ("nsexplorer doctor --json | jq '.checks[] | select(.state == \"fault\")'", "for scripts"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `doctor` takes. It tries things out, as whoever runs it: a snapshot could not answer."""
    parser.set_defaults(snapshot=None, host=None)
    answering(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings; gives 1 where there is a fault."""
    snapshot = api.capture()
    sentence, checks = api.doctor(snapshot)
    if options.json:
        put(envelope.lines(envelope.document("doctor", snapshot, doctor(sentence, checks))))
    else:
        put(page(sentence, checks, medium(options)))
    return Status.NO if any(check.state == "fault" for check in checks) else Status.ANSWERED
