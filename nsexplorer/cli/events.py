"""`nsexplorer events`: what appears, changes and vanishes, a line each, as it happens."""

import gc
import os
from collections.abc import Iterable
from typing import Any

from nsexplorer import api
from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.users import known_user, user_names
from nsexplorer.cli.words import JSON, Options, Word
from nsexplorer.explain.events.event import Event
from nsexplorer.model.listening import Listening
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.events import event_document, watching_document
from nsexplorer.text.neutral import neutral
from nsexplorer.text.plain.events import event_lines, listening_text, sentence

WORDS = (Word("target", (), "only what concerns it, until it is gone", "TARGET", "target", number="?"), JSON)

EXAMPLES = (
    ("nsexplorer events", "everything that happens to namespaces, mounts and processes, until ctrl+C"),
    ("nsexplorer events container:web", "what happens in a container, until it ends"),
    ("nsexplorer events --json | jq -c 'select(.event == \"mount-made\") | .mount.target'", "for scripts"),
)

OUTPUT = 1


def run(options: Options) -> int:
    """Print events until ctrl+C, the end of the target, or that of whoever reads them."""
    gc.enable()
    target = None if options.target is None else api.absolute(options.target)
    os.chdir("/")  # nothing of ours keeps a mount busy
    options.snapshot = None
    watch = api.watch()
    before = scope = None
    for snapshot in watch.snapshots((OUTPUT,)):
        if before is None:
            scope = None if target is None else api.watched(snapshot, target)
            _begin(options, snapshot, target, watch.listening)
        else:
            events = api.events(before, snapshot)
            _print(options, snapshot, events if scope is None else scope.concerned(events))
        if scope is not None and not scope.there(snapshot):
            tell(f"events: {target} is gone")
            break
        before = snapshot
    return 0


def _begin(options: Options, snapshot: api.Snapshot, target: str | None, listening: Listening) -> None:
    """Say what is watched, and what is not told by the kernel and so is only seen by looking."""
    line = f"watching {target or 'this machine'}: {listening_text(listening)}"
    if options.json:
        _put_documents(snapshot, [watching_document(snapshot, neutral(line), listening)])
    else:
        tell(line)
        tell_incomplete(options, snapshot)


def _print(options: Options, snapshot: api.Snapshot, events: Iterable[Event]) -> None:
    user = user_names(options)
    if not options.json:
        lines = list(event_lines(events, snapshot, user, medium(options)))
        if lines:
            put(lines)
        return
    known = known_user(options)
    _put_documents(snapshot, [event_document(event, sentence(event, snapshot, user), known) for event in events])


def _put_documents(snapshot: api.Snapshot, answers: list[dict[str, Any]]) -> None:
    if answers:
        put(envelope.one_line(envelope.document("events", snapshot, answer)) for answer in answers)
