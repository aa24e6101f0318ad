"""`nsexplorer [TARGET]`: the explorer. Nothing else opens a screen."""

import gc
import os
from collections.abc import Callable
from dataclasses import replace

from nsexplorer import api
from nsexplorer.cli.commands import COMMANDS, near
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.incomplete import privileged_line
from nsexplorer.cli.source import enter_snapshot, snapshot_of
from nsexplorer.cli.terminal_guard import guarded_terminal
from nsexplorer.cli.users import user_ids, user_names
from nsexplorer.cli.words import READING, Options, Word
from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.text.neutral import neutral

WORDS = (
    Word("target", (), "where to open it", "TARGET", "target", number="?"),
    *READING,
    Word("read_only", ("--read-only",), "offer nothing that changes anything"),
)

EXAMPLES = (
    ("nsexplorer", "the explorer, on this machine"),
    ("nsexplorer container:web", "the explorer, at that container"),
    ("nsexplorer ls -t net", "all network namespaces, as a plain table"),
    ("nsexplorer --read-only", "to show to others: nothing is offered that changes anything"),
    ("sudo nsexplorer dump -o web1.json", "everything, to look at by `nsexplorer --snapshot web1.json`"),
)


def run(options: Options) -> int:
    """Open the explorer; gives its exit status when it is left."""
    _need_terminals(options)
    enter_snapshot(options)
    source, stage = _source(options)
    target = None if options.target is None else api.absolute(options.target)
    advice = privileged_line() if os.geteuid() != 0 else None
    if options.snapshot == "-":
        os.dup2(os.open("/dev/tty", os.O_RDWR), 0)  # standard input was the snapshot: the keys come from the terminal itself
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    folder = _folder()
    os.chdir("/")  # nothing of ours keeps a mount busy
    gc.enable()
    from nsexplorer.tui import app
    from nsexplorer.tui.settings_file import read_settings, settings_path
    from nsexplorer.tui.surroundings import Surroundings

    path = settings_path()
    settings, troubles = read_settings(path)
    here = Surroundings(
        user=user_names(options),
        user_id=user_ids(options),
        advice=advice,
        folder=folder,
        read_only=options.read_only,
        settings=settings,
        troubles=tuple(f"{neutral(str(path))}: {trouble}" for trouble in troubles),
        saved=options.snapshot,
    )
    if options.snapshot is None:
        here = replace(here, with_locks=api.with_locks, network=api.network, stage=stage, watch=api.watch)
    try:
        with guarded_terminal():
            return app.run(source, target, here)
    except UnknownTarget:
        command = None if target is None else near(target)
        if command is None:
            raise
        wrong_use(str(target), "neither a command nor a target", f"did you mean `nsexplorer {command}`?")


def _source(options: Options) -> tuple[Callable[[], api.Snapshot], Callable[[], str]]:
    """What the explorer gets its snapshots from, and what tells what is being read: a file is read once, before there is a screen."""
    if options.snapshot is not None:
        snapshot = snapshot_of(options, api.capture)
        return lambda: snapshot, str
    observer = api.observer()
    return lambda: snapshot_of(options, observer.capture), lambda: observer.stage


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was removed meanwhile
        return os.path.expanduser("~")


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
