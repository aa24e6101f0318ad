"""What a command reads: this machine, or a snapshot that someone saved."""

from collections.abc import Callable

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.words import Options

ADVICE = "`nsexplorer dump -o FILE` makes one"


def snapshot_of(options: Options, capture: Callable[[], api.Snapshot]) -> api.Snapshot:
    """The snapshot that the command line asks for: the file of `--snapshot`, else what `capture` reads; with the host of `--host`.

    Raises Failure where the file is no snapshot, UnknownTarget or AmbiguousTarget where the host is not one thing.
    """
    snapshot = capture() if options.snapshot is None else loaded(options.snapshot)
    return snapshot if options.host is None else api.with_host(snapshot, options.host)


def enter_snapshot(options: Options) -> None:
    """Let a target `snapshot:FILE#TARGET` stand for `--snapshot FILE TARGET`. Raises UnknownTarget."""
    from nsexplorer.explain.targets import split_snapshot

    inside = None if options.target is None else split_snapshot(options.target)
    if inside is None:
        return
    if options.snapshot is not None:
        wrong_use(options.target, "another snapshot is given by --snapshot", "leave one of them out")
    options.snapshot, options.target = inside


def loaded(path: str) -> api.Snapshot:
    """The snapshot in a file (`-`: standard input). Raises Failure where it is none."""
    from nsexplorer.model.saved import LIMIT, UnusableSnapshot

    try:
        return api.load(_read(path, LIMIT))
    except UnusableSnapshot as error:
        raise Failure(Status.WRONG_USE, _called(path), str(error), ADVICE) from error


def _read(path: str, limit: int) -> bytes:
    """The file's bytes. Of one that is too large, just so many that this shows."""
    try:
        with open(0 if path == "-" else path, "rb", buffering=0, closefd=path != "-") as file:
            pieces: list[bytes] = []
            while limit >= 0 and (piece := file.read(1 << 20)):  # piece by piece: between two, ctrl+C is heard
                pieces.append(piece)
                limit -= len(piece)
            return b"".join(pieces)
    except PermissionError as error:
        raise Failure(Status.NOT_PERMITTED, path, "it may not be read") from error
    except OSError as error:
        reason = error.strerror if path == "-" else api.failure_of("open", error, path)
        raise Failure(Status.WRONG_USE, _called(path), reason or str(error), ADVICE) from error


def _called(path: str) -> str:
    return "standard input" if path == "-" else path
