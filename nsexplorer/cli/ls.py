"""`nsexplorer ls`: which namespaces exist."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.cli.users import user_ids, user_names
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.model.namespace import NAMESPACE_TYPES

TREES = ("user", "pid", "process")

WORDS = (
    Word(
        "filter",
        (),
        "words that all must fit: type:net, user:alice, container:web, pinned, noproc, or part of a name; !WORD must not",
        "FILTER",
        "text",
        ("pinned", "noproc", "container:", "user:", *(f"type:{kind}" for kind in NAMESPACE_TYPES)),
        number="*",
    ),
    Word("types", ("-t",), f"only these: {', '.join(NAMESPACE_TYPES)}", "TYPE,...", "list", NAMESPACE_TYPES),
    Word("tree", ("--tree",), "as a tree by owning user namespace, by pid namespace, or by process", "|".join(TREES), "choice", TREES),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer ls", "all namespaces of all types"),
    ("nsexplorer ls -t mnt,net noproc", "mount and network namespaces without any process, and what keeps them"),
    ("nsexplorer ls --tree user", "user namespaces in each other, and what each owns"),
    ("nsexplorer ls container:web", "the namespaces of the container web that are not the host's"),
    ("nsexplorer ls --json | jq -r '.namespaces[].id'", "for scripts"),
)


def run(options: Options) -> int:
    """Print the namespaces."""
    snapshot = snapshot_of(options, api.capture_namespaces)
    namespaces = api.listing(snapshot, tuple(options.types or NAMESPACE_TYPES), " ".join(options.filter), user_ids(options))
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.ls import ls

        put(envelope.lines(envelope.document("ls", snapshot, ls(snapshot, namespaces))))
        return 0
    from nsexplorer.text.plain.ls import namespace_list, namespace_tree

    if not namespaces:
        from nsexplorer.explain.filter_doubts import namespace_doubts

        tell(" ".join(namespace_doubts(snapshot, " ".join(options.filter), user_ids(options))) or "no namespace fits that")
    elif options.tree is None:
        put(namespace_list(snapshot, namespaces, user_names(options), medium(options)))
    else:
        from nsexplorer.explain.tree import FORESTS, prune

        wanted = {namespace.id for namespace in namespaces}
        forest = prune(FORESTS[options.tree](snapshot), wanted.__contains__)
        put(namespace_tree(snapshot, forest, user_names(options), medium(options)))
    tell_incomplete(options, snapshot)
    return 0
