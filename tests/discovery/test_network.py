"""Links, addresses and routes of real network namespaces, with `ip` as the oracle."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nsexplorer import api
from nsexplorer.discovery.network import read
from nsexplorer.explain.network import NetworkAnswer, OtherEnd
from nsexplorer.model.network import Network
from tests.kernel import needs_root
from tests.topology import Process, process

pytestmark = [
    pytest.mark.usefixtures("leftovers"),
    pytest.mark.skipif(shutil.which("ip") is None, reason="ip(8) makes the links"),
    needs_root,
]


def ip(within: Process, *words: str) -> str:
    """What `ip` prints in the network namespace of a process."""
    command = ["nsenter", f"--net=/proc/{within.pid}/ns/net", "ip", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def pair() -> Iterator[tuple[Process, Process]]:
    """Two network namespaces with a veth pair between them, one end with an address and a route."""
    with process("net") as left, process("net") as right:
        ip(left, "link", "add", "left0", "type", "veth", "peer", "name", "right0", "netns", str(right.pid))
        ip(right, "addr", "add", "10.77.0.2/24", "dev", "right0")
        ip(right, "link", "set", "right0", "up")
        ip(left, "link", "set", "left0", "up")
        ip(right, "route", "add", "default", "via", "10.77.0.1")
        ip(right, "route", "add", "blackhole", "10.78.0.0/16")
        yield left, right


def networks(*held: Process) -> list[Network]:
    found = read({each.namespace("net"): [f"/proc/{each.pid}/ns/net"] for each in held})
    assert not [each for each in found.values() if isinstance(each, str)], found
    return [each for each in found.values() if isinstance(each, Network)]


def test_links_are_those_that_ip_shows(pair: tuple[Process, Process]) -> None:
    for held, network in zip(pair, networks(*pair), strict=True):
        expected = {
            link["ifname"]: (link["ifindex"], link["address"], link["mtu"], "UP" in link["flags"])
            for link in json.loads(ip(held, "-j", "link"))
        }
        assert {link.name: (link.index, link.hardware, link.mtu, link.up) for link in network.links} == expected


def test_addresses_and_routes(pair: tuple[Process, Process]) -> None:
    (network,) = networks(pair[1])
    index = next(link.index for link in network.links if link.name == "right0")
    assert ("10.77.0.2/24", "global", index) in {(each.address, each.scope, each.link) for each in network.addresses}
    routes = {(route.destination, route.kind, route.gateway) for route in network.routes}
    assert {("default", "unicast", "10.77.0.1"), ("10.77.0.0/24", "unicast", None), ("10.78.0.0/16", "blackhole", None)} <= routes


def test_the_ends_of_a_pair_find_each_other(pair: tuple[Process, Process]) -> None:
    left, right = networks(*pair)
    one = next(link for link in left.links if link.name == "left0")
    other = next(link for link in right.links if link.name == "right0")
    assert (one.kind, one.peer, one.peer_nsid) == ("veth", other.index, left.known[right.namespace])
    assert (other.peer, other.peer_nsid) == (one.index, right.known[left.namespace])


def test_our_own_needs_no_entering() -> None:
    own = os.readlink("/proc/self/ns/net")
    found = read({own: [f"/proc/{os.getpid()}/ns/net"]})[own]
    assert isinstance(found, Network)
    assert "lo" in {link.name for link in found.links}


def test_one_without_a_process_is_read_by_its_bind_mount(tmp_path: Path) -> None:
    path = tmp_path / "netns"
    path.touch()
    with process("net") as held:
        ip(held, "link", "add", "only0", "type", "veth", "peer", "name", "only1")
        namespace = held.namespace("net")
        subprocess.run(["mount", "--bind", f"/proc/{held.pid}/ns/net", str(path)], check=True)
    try:
        found = read({namespace: [f"/proc/{held.pid}/ns/net", str(path)]})[namespace]
        assert isinstance(found, Network)
        assert "only0" in {link.name for link in found.links}
    finally:
        subprocess.run(["umount", str(path)], check=True)


def test_what_is_not_that_namespace_is_not_read(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    with process("net") as held:
        wrong = read({held.namespace("net"): ["/proc/self/ns/net", str(plain), "/proc/4194304/ns/net"]})
        assert isinstance(wrong[held.namespace("net")], str)
        none = read({"net:[1]": []})
        assert none == {"net:[1]": "none of its files is in sight"}


def test_the_other_end_of_a_link_is_named(pair: tuple[Process, Process]) -> None:
    snapshot = api.capture_namespaces()
    left, right = (each.namespace("net") for each in pair)
    answer = api.network(snapshot, left)
    assert isinstance(answer, NetworkAnswer)
    index = next(link.index for link in answer.network.links if link.name == "left0")
    assert answer.ends == {index: OtherEnd(right, "right0")}
