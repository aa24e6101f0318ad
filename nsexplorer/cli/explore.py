"""`nsexplorer [TARGET]`: the explorer. Nothing else opens a screen."""

import gc
import os
from collections.abc import Callable

from nsexplorer import api
from nsexplorer.cli.commands import COMMANDS, near
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import privileged_line
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.users import user_ids, user_names
from nsexplorer.cli.words import READING, Options, Word
from nsexplorer.explain.errors import UnknownTarget

WORDS = (Word("target", (), "where to open it", "TARGET", "target", number="?"), *READING)

EXAMPLES = (
    ("nsexplorer", "the explorer, on this machine"),
    ("nsexplorer container:web", "the explorer, at that container"),
    ("nsexplorer ls -t net", "all network namespaces, as a plain table"),
    ("sudo nsexplorer dump -o web1.json", "everything, to look at by `nsexplorer --snapshot web1.json`"),
)


def run(options: Options) -> int:
    """Open the explorer; gives its exit status when it is left."""
    _need_terminals(options)
    enter_snapshot(options)
    source = _source(options)
    target = None if options.target is None else api.absolute(options.target)
    advice = privileged_line() if os.geteuid() != 0 else None
    if options.snapshot == "-":
        os.dup2(os.open("/dev/tty", os.O_RDWR), 0)  # standard input was the snapshot: the keys come from the terminal itself
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    os.chdir("/")  # nothing of ours keeps a mount busy
    gc.enable()
    from nsexplorer.tui import app
    from nsexplorer.tui.surroundings import Surroundings

    try:
        user, user_id = user_names(options), user_ids(options)
        if options.snapshot is not None:
            return app.run(source, target, Surroundings(user=user, user_id=user_id, saved=options.snapshot))
        here = Surroundings(user=user, user_id=user_id, advice=advice, with_locks=api.with_locks, network=api.network)
        return app.run(source, target, here)
    except UnknownTarget:
        command = None if target is None else near(target)
        if command is None:
            raise
        wrong_use(str(target), "neither a command nor a target", f"did you mean `nsexplorer {command}`?")


def _source(options: Options) -> Callable[[], api.Snapshot]:
    """What the explorer gets its snapshots from: a file is read once, before there is a screen."""
    if options.snapshot is not None:
        snapshot = snapshot_of(options, api.capture)
        return lambda: snapshot
    observer = api.observer()
    return lambda: snapshot_of(options, observer.capture)


def _need_terminals(options: Options) -> None:
    """The explorer reads keys from standard input, and draws on standard error as well as on standard output."""
    keys = 2 if options.snapshot == "-" else 0
    if all(map(_is_terminal, (keys, 1, 2))):
        return
    command = None if options.target is None else near(options.target)
    if command is not None:
        wrong_use(options.target, "neither a command nor a terminal to open the explorer on", f"did you mean `nsexplorer {command}`?")
    wrong_use("the explorer", "it needs a terminal", f"without one, use a command: {', '.join(COMMANDS)}")


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False
