"""What is on either side of a comparison: a target, now or at another moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nsexplorer import api
from nsexplorer.explain.targets import split_snapshot
from nsexplorer.model.saved import UnusableSnapshot
from nsexplorer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from nsexplorer.explain.compare.side import Side


@dataclass(frozen=True, slots=True)
class Choice:
    """A target as it is typed. `moment` is the snapshot it is looked for in, None for the one in front. `file` is a saved snapshot's."""

    target: str
    moment: Snapshot | None = None
    file: str | None = None

    @property
    def word(self) -> str:
        """How the command line names it."""
        return self.target if self.file is None else f"snapshot:{self.file}#{self.target}"


def chosen(text: str) -> Choice:
    """What was typed: a target of the snapshot in front, or one of a file. Raises UnknownTarget where the file's name is missing."""
    inside = split_snapshot(text)
    if inside is None:
        return Choice(text)
    return Choice(inside[1] or "host", file=str(Path(inside[0]).expanduser()))


def side_of(choice: Choice, snapshot: Snapshot, saved: bool) -> Side:
    """The side, in its snapshot; `saved` says whether the one in front is. To be called in a thread: it may read a file.

    Raises UnknownTarget, AmbiguousTarget.
    """
    if choice.file is not None:
        return api.side(_loaded(choice.file), choice.target, saved=True)
    return api.side(choice.moment or snapshot, choice.target, saved=saved or choice.moment is not None)


@lru_cache(maxsize=2)
def _loaded(file: str) -> Snapshot:
    try:
        return api.load_file(file)
    except (UnusableSnapshot, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise api.UnknownTarget(file, why or "it cannot be read", "`nsexplorer dump -o FILE` makes one") from error
