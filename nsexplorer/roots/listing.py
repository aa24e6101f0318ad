"""The roots of this machine, as they are told to people."""

from collections.abc import Iterable
from dataclasses import dataclass

from nsexplorer.engines.record_files import UnreadableError
from nsexplorer.model.root import Root
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.roots.catalogue import catalogue
from nsexplorer.roots.errors import CannotReadStore
from nsexplorer.roots.person import person


@dataclass(frozen=True, slots=True)
class Listing:
    """The roots, containers first, and a sentence for each thing that could not be read."""

    roots: tuple[Root, ...]
    unread: tuple[str, ...]


def roots(snapshot: Snapshot, stores: Iterable[str] = ()) -> Listing:
    """Every root that whoever runs this can see, with those of the stores at these absolute paths. Raises CannotReadStore."""
    try:
        found = catalogue(snapshot, person(), stores)
    except UnreadableError as error:
        raise CannotReadStore(str(error)) from None
    return Listing(tuple(each.root for each in found.roots), found.unread)
