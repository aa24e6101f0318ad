"""What mounting and unmounting roots failed on, as the end of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from nsexplorer import api
from nsexplorer.cli.diagnostics import Failure, Status
from nsexplorer.roots.errors import CannotMount, CannotReadStore, NotPermitted, RefusedByKernel
from nsexplorer.roots.own_directories import NotOurs


@contextmanager
def told(snapshot: api.Snapshot, command: str) -> Iterator[None]:
    """Turns the failures of the room `roots` into Failure."""
    try:
        yield
    except NotPermitted as error:
        raise Failure(Status.NOT_PERMITTED, f"{command} {error.root}", error.why, error.advice) from error
    except CannotMount as error:
        raise Failure(Status.LACKING, f"{command} {error.root}", error.why, error.advice) from error
    except CannotReadStore as error:
        raise Failure(Status.NOT_PERMITTED, command, str(error)) from error
    except NotOurs as error:
        raise Failure(Status.LACKING, command, str(error)) from error
    except RefusedByKernel as error:
        status = Status.NOT_PERMITTED if error.refusal.kind == "denied" else Status.LACKING
        advice = f"`nsexplorer holders {error.at}` shows who uses it" if error.refusal.kind == "busy" and error.at else None
        raise Failure(status, f"{command} {error.root}", api.reason_of(error.refusal), advice) from error
