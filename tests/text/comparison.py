"""A comparison in every aspect, as a value: the small machine's host and its container `web`."""

from nsexplorer.api import side
from nsexplorer.explain.compare.answer import ASPECTS, Comparison, Live, compare
from nsexplorer.model.listing import Entry, Listing
from nsexplorer.model.network import Address, Link, Network, Route
from tests.explain.literals import HOST
from tests.text.machine import HOSTILE, WEB_USER, machine

WEB_NET = "net:[4026532500]"


def comparison(a: str = "1", b: str = "1234") -> Comparison:
    """Those two targets, what is read live of them made up."""
    snapshot = machine()
    return compare(side(snapshot, a), side(snapshot, b), ASPECTS, Live(*networks()), Live(*listings()))


def networks() -> tuple[Network, Network]:
    """Two network namespaces with a veth pair between them."""
    lo = Link(1, "lo", "loopback", True, "00:00:00:00:00:00", 65536)
    left = Link(5, "veth0", "veth", True, "02:00:00:00:00:01", 1500, peer=2, peer_nsid=0)
    right = Link(2, "eth0", "veth", True, "02:00:00:00:00:02", 1500, peer=5, peer_nsid=3)
    outer = Network(HOST["net"], (lo, left), (Address(5, "10.0.0.1/24", "global"),), (), {WEB_NET: 0})
    route = Route("default", "unicast", 254, "10.0.0.1", 2, None, None)
    return outer, Network(WEB_NET, (lo, right), (Address(2, "10.0.0.2/24", "global"),), (route,), {HOST["net"]: 3})


def listings() -> tuple[Listing, Listing]:
    """A directory that both sides have, as root of each finds it, with a file of the container's alone."""
    ours = (Entry("hosts", "file", 30, 1000, 1000, 0o644), Entry("mtab", "link", 12, 0, 0, 0o777, "/proc/mounts"))
    theirs = (Entry(HOSTILE, unread="Transport endpoint is not connected"), Entry("hosts", "file", 30, 0, 0, 0o644))
    return Listing("/etc", HOST["user"], ours), Listing("/etc", WEB_USER, theirs)
