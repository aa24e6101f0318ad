"""Standard output: what it can carry, and how an answer gets there whole or not at all."""

import os
import sys
from collections.abc import Iterable

from nsexplorer.cli.diagnostics import Failure, Status
from nsexplorer.cli.words import Options
from nsexplorer.text.colors import painted, plain
from nsexplorer.text.glyphs import glyphs_for
from nsexplorer.text.medium import Medium


def medium(options: Options) -> Medium:
    """What standard output can carry. Colours are for a terminal, unless `--no-color` or NO_COLOR (no-color.org) says otherwise."""
    width = _terminal_width()
    coloured = width is not None and not options.no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Medium(width, glyphs_for(getattr(sys.stdout, "encoding", None)), painted if coloured else plain)


def _terminal_width() -> int | None:
    try:
        if not os.isatty(1):
            return None
        columns = os.environ.get("COLUMNS", "")
        return int(columns) if columns.isdecimal() and int(columns) else os.get_terminal_size(1).columns or 80
    except OSError:
        return None


def put(lines: Iterable[str]) -> None:
    """Write the lines to standard output. A character that its encoding lacks is written out, as `\\xe9`.

    Raises Failure where nothing can be written, BrokenPipeError where the reader has gone.
    """
    text = "\n".join([*lines, ""])
    if sys.stdout is None:
        raise Failure(Status.LACKING, "standard output", "it is closed")
    try:
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(Status.LACKING, "standard output", error.strerror or str(error)) from error
