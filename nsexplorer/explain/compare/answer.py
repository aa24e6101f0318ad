"""The answer of `compare`: the aspects that were asked for, of two sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from nsexplorer.explain.errors import TableUnreadable

if TYPE_CHECKING:  # each aspect imports what it needs: start-up is part of the product
    from nsexplorer.explain.compare.mounts import MountPair
    from nsexplorer.explain.compare.namespaces import NamespacePair
    from nsexplorer.explain.compare.rows import Row
    from nsexplorer.explain.compare.side import Side
    from nsexplorer.model.listing import Listing
    from nsexplorer.model.network import Network

ASPECTS = ("mounts", "ids", "processes", "net", "namespaces", "files")

NOT_READ = "it was not read live"

Reading = TypeVar("Reading")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared of `a` and `b`. `mounts` and `namespaces` are None where they were not asked for; `rows` has the other aspects.

    An aspect that could not be compared is in `unreadable` instead, with the reason.
    """

    a: Side
    b: Side
    mounts: tuple[MountPair, ...] | None = None
    namespaces: tuple[NamespacePair, ...] | None = None
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether any aspect could be compared."""
        return self.mounts is not None or self.namespaces is not None or bool(self.rows)

    @property
    def differs(self) -> bool:
        """Whether there is any difference in what could be compared."""
        return (
            any(pair.change != "same" for pair in self.mounts or ())
            or any(pair.shared is False for pair in self.namespaces or ())
            or any(row.change != "same" for rows in self.rows.values() for row in rows)
        )


@dataclass(frozen=True, slots=True)
class Live(Generic[Reading]):
    """What was read live of both sides, or why it was not."""

    a: Reading | str
    b: Reading | str


def compare(
    a: Side, b: Side, aspects: Iterable[str], networks: Live[Network] | None = None, listings: Live[Listing] | None = None
) -> Comparison:
    """The comparison of two sides in those aspects (ASPECTS). `net` takes `networks`, `files` takes `listings`, read live."""
    answer = Comparison(a, b)
    for aspect in dict.fromkeys(aspects):
        try:
            answer = _with(answer, aspect, networks, listings)
        except TableUnreadable as error:
            answer = _without(answer, aspect, str(error))
    return answer


def _without(answer: Comparison, aspect: str, reason: str) -> Comparison:
    return replace(answer, unreadable={**answer.unreadable, aspect: reason})


def _with(answer: Comparison, aspect: str, networks: Live[Network] | None, listings: Live[Listing] | None) -> Comparison:
    a, b = answer.a, answer.b
    match aspect:
        case "mounts":
            from nsexplorer.explain.compare.mounts import compare_mounts
            from nsexplorer.explain.mounts import mounts

            return replace(answer, mounts=compare_mounts(a, b, mounts(a.snapshot, a.target), mounts(b.snapshot, b.target)))
        case "namespaces":
            from nsexplorer.explain.compare.namespaces import compare_namespaces

            return replace(answer, namespaces=compare_namespaces(a, b))
        case "ids":
            from nsexplorer.explain.compare.ids import compare_ids

            rows = compare_ids(a, b)
        case "processes":
            from nsexplorer.explain.compare.processes import compare_processes

            rows = compare_processes(a, b)
        case "net":
            from nsexplorer.explain.compare.net import compare_networks

            if networks is None or isinstance(networks.a, str) or isinstance(networks.b, str):
                return _without(answer, aspect, _unread(networks))
            rows = compare_networks(networks.a, networks.b)
        case _:
            from nsexplorer.explain.compare.files import compare_files

            if listings is None or isinstance(listings.a, str) or isinstance(listings.b, str):
                return _without(answer, aspect, _unread(listings))
            rows = compare_files(a, b, listings.a, listings.b)
    return replace(answer, rows={**answer.rows, aspect: rows})


def _unread(live: Live[Reading] | None) -> str:
    """Which side was not read, and why."""
    if live is None:
        return NOT_READ
    return "; ".join(f"{name}: {side}" for name, side in (("A", live.a), ("B", live.b)) if isinstance(side, str))
