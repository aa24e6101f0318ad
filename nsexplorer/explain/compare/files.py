"""One directory as two sides find it: names, types, sizes, and owners as each side's user namespace sees them."""

from collections.abc import Sequence

from nsexplorer.explain.compare.rows import Facts, Row, aligned
from nsexplorer.explain.compare.side import Side
from nsexplorer.explain.id_maps import NO_ID, shown, to_viewer, up
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.listing import Entry, Listing


def compare_files(a: Side, b: Side, of_a: Listing, of_b: Listing) -> tuple[Row, ...]:
    """A row for each name in either directory, by name. Owners that cannot be translated are None on that side."""
    rows = aligned(_facts(a, of_a), _facts(b, of_b))
    return tuple(sorted(rows, key=lambda row: row.key))


def _facts(side: Side, listing: Listing) -> dict[str, Facts]:
    ids = _ids(side, listing)
    return {entry.name: _entry(entry, ids) for entry in listing.entries}


def _entry(entry: Entry, ids: IdMap | None) -> Facts:
    return {
        "type": entry.kind,
        "size": entry.size if entry.kind == "file" else None,  # of anything else it is the file system's own business
        "uid": None if ids is None else _owner(entry.uid, ids.uids),
        "gid": None if ids is None else _owner(entry.gid, ids.gids),
        "mode": None if entry.mode is None else f"{entry.mode:04o}",
        "link": entry.link,
        "unreadable": entry.unread,
    }


def _ids(side: Side, listing: Listing) -> IdMap | None:
    """From the ids of the listing to those of the side; None where that is not known."""
    namespace = side.target.namespaces.get("user")
    if namespace is None:
        return None
    if namespace == listing.user_namespace:
        every = (IdMapRow(0, 0, NO_ID),)
        return IdMap(namespace, every, every, None)
    return to_viewer(side.snapshot, namespace) if listing.user_namespace == side.snapshot.viewer.user_namespace else None


def _owner(identifier: int | None, rows: Sequence[IdMapRow]) -> int | None:
    """The owner as a process of that side sees it: 65534 for one without a mapping there."""
    return None if identifier is None else shown(up(rows, identifier))
