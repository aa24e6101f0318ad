"""A network namespace as rows: its links with their addresses, and its routes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from nsexplorer.explain.compare.net import MAIN_TABLE
from nsexplorer.explain.filter import plain_words
from nsexplorer.explain.naming import shared_with_host
from nsexplorer.explain.network import NetworkAnswer
from nsexplorer.model.network import Address, Link, Route
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.cells import cells
from nsexplorer.text.neutral import neutral
from nsexplorer.tui.place import Place
from nsexplorer.tui.rows.filtering import fits
from nsexplorer.tui.rows.subject import short_name
from nsexplorer.tui.rows.table import Cell, Column, Sheet, Table
from nsexplorer.tui.signs import Signs

EMPTY: Cell = ()


@dataclass(frozen=True, slots=True)
class _Row:
    key: Hashable
    depth: int
    cells: Sequence[Cell]
    place: Place | None = None


def network_sheet(snapshot: Snapshot, answer: NetworkAnswer, text: str, signs: Signs) -> Sheet:
    """Links with their addresses below them, then routes; with a filter, those that have all its words."""
    links = [_link(snapshot, answer, link, signs) for link in answer.network.links]
    addresses: dict[int, list[_Row]] = {}
    for address in answer.network.addresses:
        addresses.setdefault(address.link, []).append(_address(address))
    names = {link.index: link.name for link in answer.network.links}
    routes = [_route(number, route, names, signs) for number, route in enumerate(answer.network.routes)]
    kept = [_heading("links", "Links", len(links))]
    for link, row in zip(answer.network.links, links, strict=True):
        below = [each for each in addresses.get(link.index, ()) if _fits(each, text)]
        if below or _fits(row, text):
            kept += [row, *below]
    wanted = [row for row in routes if _fits(row, text)]
    kept += [_heading("routes", "Routes", len(routes)), *wanted]
    rows = kept if len(kept) > 2 or not text else []
    by_key = {row.key: row.place for row in rows}
    keys = [row.key for row in rows]
    return Sheet(
        Table(_columns(rows), keys, lambda index: rows[index].cells, [row.depth for row in rows]),
        answer.network.namespace,
        total=len(links) + len(answer.network.addresses) + len(routes),
        fitting=[row.key for row in rows if row.depth],
        words=plain_words(text.lower()),
        leads_to=by_key.get,
        sentence="" if rows else "Nothing in it has these words.",
    )


def _columns(rows: Sequence[_Row]) -> tuple[Column, ...]:
    """Addresses are as wide as they are: half of one tells nothing."""
    widest = max((row.depth * 3 + 2 + sum(cells(text) for text, _ in row.cells[0]) for row in rows), default=20)
    return (
        Column("LINK, ADDRESS, ROUTE", min(widest, 34), min(widest, 50)),
        Column("KIND", 9, 10, rank=3),
        Column("STATE", 5, 6),
        Column("MTU", 5, 5, rank=4, right=True),
        Column("HARDWARE", 17, 17, rank=5),
        Column("LEADS TO", 16, 40, grow=1, rank=1),
    )


def _heading(key: str, title: str, count: int) -> _Row:
    return _Row(key, 0, (((title, "title"), (f" ({count})", "faint")), EMPTY, EMPTY, EMPTY, EMPTY, EMPTY))


def _link(snapshot: Snapshot, answer: NetworkAnswer, link: Link, signs: Signs) -> _Row:
    text, place = _leads_to(snapshot, answer, link, signs)
    state: Cell = (("up", "plain"),) if link.up else (("down", "warning"),)
    hardware = "" if link.hardware is None else link.hardware
    drawn = (
        ((neutral(link.name), "name"),),
        ((neutral(link.kind), "plain"),),
        state,
        ((str(link.mtu), "faint"),),
        ((neutral(hardware), "faint"),),
        text,
    )
    return _Row(("link", link.index), 1, drawn, place)


def _leads_to(snapshot: Snapshot, answer: NetworkAnswer, link: Link, signs: Signs) -> tuple[Cell, Place | None]:
    """The bridge that the link is in, and the link that it is tied to, which enter goes to."""
    pieces: list[tuple[str, str]] = []
    place = None
    if link.master is not None:
        master = next((each.name for each in answer.network.links if each.index == link.master), str(link.master))
        pieces.append((f"in {neutral(master)}", "plain"))
    end = answer.ends.get(link.index)
    if end is not None:
        pieces += [(", ", "faint")] if pieces else []
        name = f"link {link.peer}" if end.link is None else neutral(end.link)
        namespace = snapshot.namespace(end.namespace)
        if end.namespace == answer.network.namespace or namespace is None:
            pieces.append((name if end.namespace else f"{name} of a namespace not seen", "plain"))
        else:
            host = shared_with_host(snapshot, namespace)
            sign = (f"{signs.host} ", "host") if host else (f"{signs.own} ", "own")
            pieces += [sign, (f"{name} in {'the host' if host else short_name(snapshot, namespace)}", "link")]
            place = Place(namespace.id, "network", ("link", link.peer))
    return tuple(pieces), place


def _address(address: Address) -> _Row:
    drawn = (((address.address, "plain"),), ((address.scope, "faint"),), EMPTY, EMPTY, EMPTY, EMPTY)
    return _Row(("address", address.link, address.address), 2, drawn)


def _route(number: int, route: Route, names: dict[int, str], signs: Signs) -> _Row:
    words = [] if route.kind == "unicast" else [route.kind]
    if route.gateway is not None:
        words.append(f"{signs.follow} {route.gateway}")
    if route.link is not None:
        words.append(f"by {neutral(names.get(route.link, str(route.link)))}")
    if route.source is not None:
        words.append(f"as {route.source}")
    if route.metric is not None:
        words.append(f"metric {route.metric}")
    if route.table != MAIN_TABLE:
        words.append(f"table {route.table}")
    kind: Cell = ((route.kind, "plain" if route.kind == "unicast" else "warning"),)
    return _Row(("route", number), 1, (((route.destination, "name"),), kind, EMPTY, EMPTY, EMPTY, ((" ".join(words), "plain"),)))


def _fits(row: _Row, text: str) -> bool:
    return not text or fits("\0".join(piece for cell in row.cells for piece, _ in cell), text)
