"""`nsexplorer dump`: the snapshot as a file."""

import os
import stat

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.incomplete import tell_incomplete
from nsexplorer.cli.output import put
from nsexplorer.cli.source import snapshot_of
from nsexplorer.cli.words import JSON, READING, Options, Word
from nsexplorer.model.redaction import without_command_lines, without_credentials
from nsexplorer.model.saved import save

WORDS = (
    Word("output", ("-o",), "made anew, readable for you alone (default: standard output)", "FILE", "file", default="-"),
    Word("commands", ("--commands",), "with the command lines of processes, which may hold passwords"),
    JSON,
    *READING,
)

EXAMPLES = (
    ("nsexplorer dump -o web1.json", "to look at later: `nsexplorer --snapshot web1.json`"),
    (
        "ssh web1 nsexplorer dump | nsexplorer --snapshot - ls",
        "another machine's namespaces",
    ),
)


def run(options: Options) -> int:
    """Write the snapshot."""
    snapshot = without_credentials(snapshot_of(options, api.capture))
    text = save(snapshot if options.commands else without_command_lines(snapshot))
    if options.output == "-":
        put([text])
    else:
        _write(options.output, text)
    tell_incomplete(options, snapshot)
    return 0


def _write(path: str, text: str) -> None:
    """Put the text in a new file, 0600 from the start, that takes the place of what was at that path only when it is whole."""
    directory, name = os.path.split(os.path.abspath(path))
    try:
        place = os.open(directory, os.O_PATH | os.O_DIRECTORY)
        try:
            _replace(place, name, path, text.encode())
        finally:
            os.close(place)
    except PermissionError as error:
        raise Failure(Status.NOT_PERMITTED, path, "it may not be written") from error
    except OSError as error:
        raise Failure(Status.LACKING, path, api.failure_of("open", error, path)) from error


def _replace(place: int, name: str, path: str, data: bytes) -> None:
    try:
        there = os.stat(name, dir_fd=place, follow_symlinks=False)
    except FileNotFoundError:
        pass
    else:
        if not stat.S_ISREG(there.st_mode):
            wrong_use(path, "it is there and no regular file", "name another file, or write to standard output")
    temporary = f".{name}.{os.urandom(6).hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=place)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.rename(temporary, name, src_dir_fd=place, dst_dir_fd=place)
    except BaseException:
        os.unlink(temporary, dir_fd=place)
        raise
