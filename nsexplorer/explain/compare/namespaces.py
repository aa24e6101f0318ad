"""Which namespaces two targets share: the matrix of the eight types."""

from dataclasses import dataclass

from nsexplorer.explain.compare.side import Side, same_boot
from nsexplorer.model.namespace import NAMESPACE_TYPES


@dataclass(frozen=True, slots=True)
class NamespacePair:
    """The namespaces of one type that go with both sides, None where that could not be read or no process is in it to tell.

    `shared` is None where that leaves it open.
    """

    type: str
    a: str | None
    b: str | None
    shared: bool | None


def compare_namespaces(a: Side, b: Side) -> tuple[NamespacePair, ...]:
    """A row for each type of namespace."""
    comparable = same_boot(a.snapshot, b.snapshot)
    return tuple(_pair(kind, a, b, comparable) for kind in NAMESPACE_TYPES)


def _pair(kind: str, a: Side, b: Side, comparable: bool) -> NamespacePair:
    one, other = a.target.namespaces.get(kind), b.target.namespaces.get(kind)
    if not comparable:
        return NamespacePair(kind, one, other, False)  # no namespace outlives its machine's run
    if one is None or other is None:
        return NamespacePair(kind, one, other, None)
    return NamespacePair(kind, one, other, one == other and not _used_again(one, a, b))


def _used_again(identifier: str, a: Side, b: Side) -> bool:
    """Whether two moments saw two namespaces with one inode: their 64-bit ids tell, where the kernel gives any."""
    one, other = a.snapshot.namespace(identifier), b.snapshot.namespace(identifier)
    return one is not None and other is not None and None not in (one.nsid, other.nsid) and one.nsid != other.nsid
