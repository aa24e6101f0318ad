"""The entry: one command line in, one exit status out, and never a traceback."""

import os
import sys

from nsexplorer.cli.command_line import command_of, module_of, options_of
from nsexplorer.cli.commands import PASSING
from nsexplorer.cli.diagnostics import Failure, Status, tell
from nsexplorer.explain.errors import AmbiguousTarget, UnknownTarget, Unreadable


def main() -> int:
    """Carry out the command line of this process; gives its exit status."""
    try:
        command, words = command_of(sys.argv[1:])
        status = _run(command, words)
    except KeyboardInterrupt:
        return Status.INTERRUPTED
    return status


def _run(command: str, words: list[str]) -> int:
    """Carry out a command, whatever happens. One whose status is that of another command fails with a status of its own."""
    try:
        module = module_of(command)
        return module.run(options_of(command, module, words))
    except Failure as failure:
        tell(failure.text)
        status = failure.status
    except (UnknownTarget, AmbiguousTarget) as error:
        tell(str(error))
        status = Status.WRONG_USE
    except Unreadable as error:
        tell(f"{error}{_with_privilege() if error.helped_by_privilege else ''}")
        status = Status.NOT_PERMITTED
    except BrokenPipeError:
        _forget_output()
        return Status.ANSWERED
    except SystemExit as done:  # argparse, after --help and --version
        return done.code if isinstance(done.code, int) else Status.ANSWERED
    except Exception as error:
        if os.environ.get("NSEXPLORER_DEBUG"):
            raise
        tell(f"internal error: {type(error).__name__}: {error}; please report it with what NSEXPLORER_DEBUG=1 shows")
        status = Status.LACKING
    return Status.OWN_FAILURE if command in PASSING else status


def _with_privilege() -> str:
    """The line that may read it, unless one is root, or asks a file, in which there is no more."""
    from nsexplorer.cli.incomplete import privileged_line

    saved = any(word.startswith(("--snapshot", "snapshot:")) for word in sys.argv[1:])
    return "" if saved or os.geteuid() == 0 else f"; more privilege may help: `{privileged_line()}`"


def _forget_output() -> None:
    """Let the interpreter's last flush go nowhere: the reader has gone, and that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
