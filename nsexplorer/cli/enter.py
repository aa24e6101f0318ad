"""`nsexplorer enter`: a command, or one's shell, in the namespaces of a target."""

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.words import Options, Word
from nsexplorer.model.namespace import NAMESPACE_TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from nsexplorer.explain.entering import Entry
    from nsexplorer.model.snapshot import Snapshot
    from nsexplorer.sessions.errors import Refused

IDS = ("root", "keep", "target")

WORDS = (
    Word("types", ("-t", "--types"), "only its namespaces of these types (default: all)", "TYPE,...", "list", NAMESPACE_TYPES),
    Word(
        "ids",
        ("--ids",),
        "who to be inside: root (the default where a user namespace is joined), keep: who you are, target: who its process is, "
        "or UID[:GID]",
        "WHO",
        "text",
        IDS,
    ),
    Word("explain", ("--explain",), "each step with its system call as it happens, on standard error"),
    Word("dry_run", ("--dry-run",), "only print the nsenter(1) line that does the same"),
    Word("target", (), "whose namespaces", "TARGET", "target"),
    Word("command", (), "what to run (default: your shell)", "CMD...", "command", number="*"),
)

EXAMPLES = (
    ("nsexplorer enter session:lab", "your shell in a session that lives"),
    ("nsexplorer enter container:web ps aux", "a command in all namespaces of a container"),
    ("nsexplorer enter -t net container:web ip address", "your own programs in its network alone"),
    ("nsexplorer enter --dry-run 1234", "the nsenter line, in the order that works for you"),
)


def run(options: Options) -> int:
    """Join its namespaces; gives the status of the command."""
    kinds = tuple(options.types or NAMESPACE_TYPES)
    snapshot = api.capture()
    entry = api.entry(snapshot, options.target, kinds)
    if not entry.joins:
        wrong_use(options.target, "all of these namespaces are your own already: there is nothing to join")
    ids = _ids(snapshot, entry, options.ids)
    command = tuple(options.command)
    if options.dry_run:
        return _print(entry, command, ids)
    if entry.refused is not None:
        raise _failure(options.target, entry.refused)
    return _enter(options, entry, command, ids)


def _enter(options: Options, entry: "Entry", command: tuple[str, ...], ids: tuple[int, int] | None) -> int:
    from nsexplorer.cli.running import run_command
    from nsexplorer.sessions.entering import enter, session_of

    session = session_of(entry)
    name = session.name if session is not None else ""
    return run_command("enter", options.explain, lambda each: (name, enter(entry, command, ids, session, each)), _refused)


def _print(entry: "Entry", command: tuple[str, ...], ids: tuple[int, int] | None) -> int:
    from nsexplorer.cli.output import put
    from nsexplorer.sessions.entering import nsenter_line
    from nsexplorer.text.quoting import shell_line

    put([shell_line(nsenter_line(entry, command, ids))])
    return Status.ANSWERED


def _ids(snapshot: "Snapshot", entry: "Entry", who: str | None) -> tuple[int, int] | None:
    """The uid and gid to have inside; None to stay who one is. Raises Failure."""
    if who == "keep" or (who is None and "user" not in entry.kinds):
        return None
    if who in (None, "root"):
        return (0, 0) if who == "root" or _has_root(snapshot, entry) else None
    if who == "target":
        level = api.whoami(snapshot, entry.target.text).levels[0]
        if level.uid is None or level.gid is None:
            wrong_use("--ids target", "its process has ids without a number in its user namespace")
        return level.uid, level.gid
    uid, _, gid = str(who).partition(":")
    if not (uid.isascii() and uid.isdigit() and (gid or uid).isascii() and (gid or uid).isdigit()):
        wrong_use(f"--ids {who}", "that is nobody", f"write {', '.join(IDS)}, or UID[:GID]")
    return int(uid), int(gid or uid)


def _has_root(snapshot: "Snapshot", entry: "Entry") -> bool:
    known = snapshot.id_maps.get(entry.target.namespaces.get("user", ""))
    return known is None or all(any(row.inside == 0 for row in rows) for rows in (known.uids, known.gids))


def _refused(name: str, error: "Refused") -> Failure:
    return _failure(name, api.reason_of(error.refusal))


def _failure(name: str, why: str) -> Failure:
    import os

    from nsexplorer.cli.incomplete import privileged_line

    return Failure(Status.NOT_PERMITTED, name, why, None if os.geteuid() == 0 else f"root may: `{privileged_line()}`")
