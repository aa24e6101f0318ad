"""What a network namespace has: links, addresses and routes (rtnetlink(7))."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """One interface. `kind` is `veth`, `bridge`, ... or `loopback`, `ether` where the kernel names none. `up` is its administrative state.

    `master` is the index of the bridge or bond it is in. `peer` is the index of the link that it is tied to, as the other end of a veth
    pair is, and `peer_nsid` the number that this network namespace has for the one where that is; None where it is here.
    """

    index: int
    name: str
    kind: str
    up: bool
    hardware: str | None
    mtu: int
    master: int | None = None
    peer: int | None = None
    peer_nsid: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its prefix length, as `10.0.0.1/24`, on the link of that index. `scope` is as ip-address(8) names it."""

    link: int
    address: str
    scope: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route. `destination` is `default` or as `10.0.0.0/8`; `kind` is `unicast`, `blackhole`, ...; `link` the index it leaves by."""

    destination: str
    kind: str
    table: int
    gateway: str | None
    link: int | None
    metric: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Network:
    """All of one network namespace. `known` has the number (nsid) that it has for other network namespaces, by their ids."""

    namespace: str
    links: tuple[Link, ...]
    addresses: tuple[Address, ...]
    routes: tuple[Route, ...]
    known: Mapping[str, int] = field(default_factory=dict)
