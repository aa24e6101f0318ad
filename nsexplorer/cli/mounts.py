"""`nsexplorer mounts`: a mount table."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import tell
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import medium, put
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word

WORDS = (
    Word("target", (), "whose table (default: host)", "TARGET", "target", number="?"),
    Word(
        "viewpoint",
        ("--as",),
        "from where it is looked at (default: a process target as itself)",
        "PID|entrant",
        "target",
        ("entrant",),
    ),
    Word("hidden", ("--hidden",), "only mounts that cannot be reached at their own path"),
    Word("list", ("--list",), "in the kernel's order instead of as a tree"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer mounts", "the host's mount table as a tree"),
    ("nsexplorer mounts 1234", "that of process 1234, as it sees it from its root directory"),
    ("nsexplorer mounts container:web --hidden", "what cannot be reached in a container, and what hides it"),
    ("nsexplorer mounts 1234 --as entrant", "the same as someone sees it who joins, as `nsenter -m` does"),
    ("nsexplorer mounts 'mnt:[4026532178]' --json", "for scripts"),
)


def run(options: Options) -> int:
    """Print the mount table."""
    enter_snapshot(options)
    target = options.target or "host"
    enough = options.host is None and options.viewpoint in (None, "entrant", target)
    snapshot = snapshot_of(options, (lambda: api.capture_for_mounts(target)) if enough else api.capture_namespaces)
    answer = api.mounts(snapshot, target, options.viewpoint)
    if options.snapshot is None:
        answer = api.with_locks(snapshot, answer)
    rows = tuple(row for row in answer.rows if not row.visible) if options.hidden else answer.rows
    if options.json:
        from nsexplorer.text.documents import envelope
        from nsexplorer.text.documents.mounts import mounts

        put(envelope.lines(envelope.document("mounts", snapshot, mounts(answer, rows))))
        return 0
    from nsexplorer.text.plain.mounts import heading, mount_list, mount_tree

    if not rows:
        tell("nothing is hidden here" if answer.rows else "there is no mount here")
    else:
        layout = mount_list if options.list or options.hidden else mount_tree
        put([heading(answer), *layout(rows, medium(options))])
    tell_incomplete(options, snapshot)
    return 0
