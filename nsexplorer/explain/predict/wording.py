"""How predictions speak of a side, and of what is done there."""

from nsexplorer.explain.why.side import Side
from nsexplorer.explain.why.wording import called, inside_of, shell
from nsexplorer.model.snapshot import Snapshot


def named(side: Side) -> str:
    """A side in a sentence."""
    return "the host" if side.target.kind == "host" else called(side)


def command(snapshot: Snapshot, side: Side, *words: str) -> str | None:
    """A command line that does something on a side; where that is our own mount namespace, here; None where no process is to be joined."""
    return shell(*words) if ours(snapshot, side) else inside_of(side, *words)


def looked(snapshot: Snapshot, side: Side) -> str:
    """How a file of a side was looked at."""
    through = "" if ours(snapshot, side) or side.process is None else f" through /proc/{side.process.pid}/root"
    return f"statx(2){through}"


def ours(snapshot: Snapshot, side: Side) -> bool:
    """Whether a side sees what we see: our mount namespace, and its own root."""
    return side.namespace == snapshot.own.get("mnt") and (side.process is None or side.process.root in ("/", None))
