"""One network namespace, with where the other ends of its links are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nsexplorer.model.network import Link, Network


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """The link that one is tied to, as the other end of a veth pair is: its namespace and its name, None where that is not known."""

    namespace: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """What a network namespace has. `ends` has the other end of each link that has one, by the index of the link."""

    network: Network
    ends: Mapping[int, OtherEnd]


def network(found: Network, others: Sequence[Network]) -> NetworkAnswer:
    """The network namespace, with the other ends of its links where these are in itself or in one of the `others`."""
    known = (found, *others)
    return NetworkAnswer(found, {link.index: other_end(found, link, known) for link in found.links if link.peer is not None})


def other_end(network: Network, link: Link, known: Sequence[Network]) -> OtherEnd:
    """Where the link is that this one is tied to, by the number (nsid) that its namespace has for the other's (rtnetlink(7))."""
    for other in known:
        here = other.namespace == network.namespace
        if (link.peer_nsid is None) if here else (link.peer_nsid is not None and network.known.get(other.namespace) == link.peer_nsid):
            return OtherEnd(other.namespace, next((each.name for each in other.links if each.index == link.peer), None))
    numbers = {number: namespace for namespace, number in network.known.items()}
    return OtherEnd(None if link.peer_nsid is None else numbers.get(link.peer_nsid), None)
