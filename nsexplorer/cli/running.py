"""A command run in namespaces: what is told meanwhile and afterwards, and its status."""

from collections.abc import Callable

from nsexplorer.cli.diagnostics import Failure, Status, tell
from nsexplorer.sessions.errors import Refused, WrongPlan
from nsexplorer.sessions.foreground import Ended, Told

NOT_FOUND = 127


def run_command(
    name: str, explain: bool, begin: Callable[[Callable[[Told], None]], tuple[str, Ended]], refused: Callable[[str, Refused], Failure]
) -> int:
    """Run what `begin` starts, and tell what is to be told; gives the command's status. Raises Failure."""
    fell_back: dict[str, str] = {}

    def on(told: Told) -> None:
        if told.word == "step" and explain:
            tell(f"{told.what}  # {told.meaning}")
        elif told.word == "fell_back":
            fell_back[told.what] = told.meaning
            tell(f"{name}: {_FALLEN_BACK[told.what]}: {told.meaning}; `nsexplorer doctor` says what stands in the way")

    try:
        session, ended = begin(on)
    except WrongPlan as error:
        raise Failure(Status.WRONG_USE, error.what, error.why, error.advice) from error
    except Refused as error:
        raise refused(name, error) from error
    except OSError as error:
        raise Failure(Status.LACKING, name, error.strerror or str(error)) from error
    if ended.not_run is not None:
        tell(f"{ended.not_run[0]}: {'not found' if ended.status == NOT_FOUND else ended.not_run[1]}")
    if ended.left:
        pids = [str(each.anchor.pid) for each in ended.left]
        processes = ", ".join(f"{each.command} ({each.anchor.pid})" for each in ended.left)
        what, way = (f"session {session}", f"nsexplorer end {session}") if session else (name, f"kill {' '.join(pids)}")
        tell(f"{what}: still running: {processes}; end it with `{way}`")
    return ended.status


_FALLEN_BACK = {
    "uid_map": "only your own uid is mapped, so chown to others and unpacking most images fail",
    "gid_map": "only your own gid is mapped, so chgrp to others and unpacking most images fail",
    "proc": "/proc still shows the processes outside",
}
