"""`nsexplorer show`: everything about one namespace or process."""

from nsexplorer import api
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.users import known_user, user_names
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.explain.facts import NamespaceFacts
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.show import show
from nsexplorer.text.plain.show_namespace import namespace_page
from nsexplorer.text.plain.show_process import process_page

WORDS = (
    Word("target", (), "a process or a namespace (`nsexplorer --help` has the ways to name one)", "TARGET", "target"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer show 1234", "process 1234: who it is, its namespaces, which of them are the host's"),
    ("nsexplorer show 'mnt:[4026532178]'", "one namespace: who is in it, who owns it, what keeps it alive"),
    ("nsexplorer show netns:blue", "the network namespace that `ip netns` calls blue"),
    ("nsexplorer show unit:systemd-udevd.service", "a service, and which lines of its unit files gave it namespaces"),
)


def run(options: Options) -> int:
    """Print the facts."""
    enter_snapshot(options)
    snapshot = snapshot_of(options, api.capture)
    answer = api.show(snapshot, options.target or "host")
    if options.json:
        put(envelope.lines(envelope.document("show", snapshot, show(snapshot, answer, known_user(options)))))
        return 0
    if isinstance(answer, NamespaceFacts):
        put(namespace_page(answer, user_names(options), medium(options)))
    else:
        put(process_page(answer, user_names(options), medium(options)))
    tell_incomplete(options, snapshot)
    return 0
