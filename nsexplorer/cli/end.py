"""`nsexplorer end`: the end of a session."""

import sys

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.output import put
from nsexplorer.cli.words import Options, Word
from nsexplorer.explain.living_sessions import Living
from nsexplorer.sessions.ending import end, inside

WORDS = (
    Word("name", (), "the session's name, as `nsexplorer sessions` shows it", "NAME", "text"),
    Word("yes", ("--yes", "-y"), "do not ask"),
)

EXAMPLES = (
    ("nsexplorer end lab", "tells what would be lost, and asks"),
    ("nsexplorer end lab --yes", "in scripts"),
)


def run(options: Options) -> int:
    """Say what would be lost, ask, and end it."""
    found = _living(options.name.removeprefix("session:"))
    name = found.session.name
    if inside(found.session):
        wrong_use(name, "you are in it", "end your shell, or end it from outside")
    if not options.yes and not _agreed(found):
        return Status.NO
    if not end(found.session):
        raise Failure(
            Status.LACKING, name, "some of its processes do not end: they wait in the kernel", "see them with `nsexplorer sessions`"
        )
    put([f"session {name} has ended"])
    return Status.ANSWERED


def _living(name: str) -> Living:
    every = api.sessions(api.capture())
    for each in every:
        if each.session.name == name:
            return each
    from nsexplorer.explain.target_names import near_misses

    near = near_misses(name, [each.session.name for each in every])
    wrong_use(name, "no session of that name lives", near or "`nsexplorer sessions` lists yours")


def _agreed(found: Living) -> bool:
    """Ask on the terminal. Raises Failure where there is none to ask on."""
    from nsexplorer.text.plain.sessions import losses

    if not sys.stdin.isatty():
        wrong_use(found.session.name, "there is no terminal to ask on", "add --yes to end it without being asked")
    lines = list(losses(found))
    if not lines:
        return True
    print(f"Ending session {found.session.name} takes away:", *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)
    print("End it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
