"""Two network namespaces side by side: links, addresses, routes, and which links are tied to each other."""

from collections.abc import Iterator

from nsexplorer.explain.compare.rows import Facts, Row, aligned
from nsexplorer.explain.network import other_end
from nsexplorer.model.network import Link, Network, Route

BESIDE = frozenset({"peer"})
"""Where the other end of a link is: told, and no difference."""


def compare_networks(a: Network, b: Network) -> tuple[Row, ...]:
    """A row for each link, address and route of either side, in this order, with keys as `link eth0`.

    `peer` of a link is the other end of a veth pair and the like: `{"namespace", "link"}`, both None where that is in neither of the two.
    """
    one, other = _facts(a, (b, a)), _facts(b, (a, b))
    rows = aligned(one, other, BESIDE)
    return tuple(sorted(rows, key=lambda row: _KINDS.index(row.key.partition(" ")[0])))


_KINDS = ("link", "address", "route")


def _facts(network: Network, known: tuple[Network, Network]) -> dict[str, Facts]:
    names = {link.index: link.name for link in network.links}
    found: dict[str, Facts] = {}
    for link in network.links:
        found[f"link {link.name}"] = {
            "kind": link.kind,
            "up": link.up,
            "hardware": link.hardware,
            "mtu": link.mtu,
            "master": None if link.master is None else names.get(link.master),
            "peer": None if link.peer is None else peer(network, link, known),
        }
    for address in network.addresses:
        found[f"address {address.address} {names.get(address.link, address.link)}"] = {"scope": address.scope}
    for key, route in _keyed(network.routes):
        found[f"route {key}"] = {
            "kind": route.kind,
            "gateway": route.gateway,
            "link": None if route.link is None else names.get(route.link),
            "source": route.source,
        }
    return found


def peer(network: Network, link: Link, others: tuple[Network, ...]) -> Facts:
    """The namespace and the name of the link that this one is tied to, both None where that is in none of the `others`."""
    end = other_end(network, link, others)
    inside = any(other.namespace == end.namespace for other in others)
    return {"namespace": end.namespace if inside else None, "link": end.link}


def _keyed(routes: tuple[Route, ...]) -> Iterator[tuple[str, Route]]:
    """Routes by destination, and by table and metric where they are not the usual ones; several with one key are numbered."""
    seen: dict[str, int] = {}
    for route in routes:
        words = [route.destination]
        if route.table != MAIN_TABLE:
            words.append(f"table {route.table}")
        if route.metric:
            words.append(f"metric {route.metric}")
        key = " ".join(words)
        seen[key] = seen.get(key, 0) + 1
        yield key if seen[key] == 1 else f"{key} ({seen[key]})", route


MAIN_TABLE = 254
"""RT_TABLE_MAIN (rtnetlink(7)): the one that `ip route` shows."""
