"""`nsexplorer ls`: which namespaces exist."""

import argparse

from nsexplorer import api
from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.options import answering, reading
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.cli.users import user_ids, user_names
from nsexplorer.model.namespace import NAMESPACE_TYPES

EXAMPLES = (
    ("nsexplorer ls", "all namespaces of all types"),
    ("nsexplorer ls -t mnt,net noproc", "mount and network namespaces without any process, and what keeps them"),
    ("nsexplorer ls --tree user", "user namespaces in each other, and what each owns"),
    ("nsexplorer ls container:web", "the namespaces of the container web that are not the host's"),
    ("nsexplorer ls --json | jq -r '.namespaces[].id'", "for scripts"),
)
TREES = ("user", "pid", "process")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `ls` takes."""
    parser.add_argument(
        "filter",
        nargs="*",
        metavar="FILTER",
        help="words that all must fit: type:net, user:alice, container:web, pinned, noproc, or part of a name; !WORD must not",
    )
    parser.add_argument(
        "-t", dest="types", metavar="TYPE,...", type=_types, action="extend", help=f"only these: {', '.join(NAMESPACE_TYPES)}"
    )
    parser.add_argument("--tree", choices=TREES, help="as a tree by owning user namespace, by pid namespace, or by process")
    answering(parser)
    reading(parser)


def run(options: argparse.Namespace) -> int:
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
        tell("no namespace fits that")
    elif options.tree is None:
        put(namespace_list(snapshot, namespaces, user_names(options), medium(options)))
    else:
        from nsexplorer.explain.tree import FORESTS, prune

        wanted = {namespace.id for namespace in namespaces}
        forest = prune(FORESTS[options.tree](snapshot), wanted.__contains__)
        put(namespace_tree(snapshot, forest, user_names(options), medium(options)))
    tell_incomplete(options, snapshot)
    return 0


def _types(text: str) -> list[str]:
    types = text.split(",")
    for name in types:
        if name not in NAMESPACE_TYPES:
            raise argparse.ArgumentTypeError(f"{name!r} is no type of namespace; the types are {', '.join(NAMESPACE_TYPES)}")
    return types
