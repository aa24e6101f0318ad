"""Two sides compared in all but their mounts."""

from dataclasses import replace
from typing import Any

import pytest

from nsexplorer.api import side
from nsexplorer.explain.compare.answer import ASPECTS, NOT_READ, Comparison, Live, compare
from nsexplorer.explain.compare.rows import Row
from nsexplorer.model.details import Capabilities, Details
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.network import Link, Network
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, namespace, process, snapshot
from tests.text.comparison import WEB_NET, comparison, networks
from tests.text.machine import HOSTILE

USER, PID, DEEPER = "user:[4026532300]", "pid:[4026532302]", "pid:[4026532303]"


def details(*inner_pids: int, uid: int = 0) -> Details:
    return Details((uid,) * 4, (uid,) * 4, (), inner_pids, Capabilities(1, 1, 0, 1, 0), False, 0, (), "", "/")


def machine() -> Snapshot:
    """Process 1 and 40 on the host; 50 is the first in a user and a pid namespace, 60 in a pid namespace below that."""
    inside = {"user": USER, "pid": PID}
    every = IdMap(HOST["user"], (IdMapRow(0, 0, 4294967295),), (IdMapRow(0, 0, 4294967295),), "allow")
    return snapshot(
        [
            replace(namespace(HOST["pid"], leader=1, members=(1, 40)), children=(PID,)),
            namespace(USER, leader=50, members=(50, 60), parent=HOST["user"]),
            namespace(PID, leader=50, members=(50,), parent=HOST["pid"], children=(DEEPER,)),
            namespace(DEEPER, leader=60, members=(60,), parent=PID),
        ],
        [
            process(1, 0, "init", details=details(1)),
            process(40, details=details(40)),
            process(50, inside=inside, uid=1000, details=details(50, 1, uid=1000)),
            process(60, 50, inside={**inside, "pid": DEEPER}, uid=1000, details=details(60, 7, 1, uid=1000)),
        ],
        id_maps={HOST["user"]: every, USER: IdMap(USER, (IdMapRow(0, 1000, 1),), (IdMapRow(0, 1000, 1),), "deny")},
    )


def rows(aspect: str, a: str = "host", b: str = "50") -> dict[str, Row]:
    snapshot = machine()
    return {row.key: row for row in compare(side(snapshot, a), side(snapshot, b), (aspect,)).rows[aspect]}


def test_namespaces_are_a_matrix() -> None:
    one = machine()
    pairs = {pair.type: pair for pair in compare(side(one, "host"), side(one, "50"), ("namespaces",)).namespaces or ()}
    assert {kind for kind, pair in pairs.items() if pair.shared is False} == {"pid", "user"}
    assert len(pairs) == 8
    assert (pairs["pid"].a, pairs["pid"].b) == (HOST["pid"], PID)
    alone = compare(side(one, "host"), side(one, USER), ("namespaces",))
    assert alone.differs


def test_a_namespace_that_is_not_known_is_neither_shared_nor_not() -> None:
    one = snapshot([namespace("mnt:[?9]")])
    answer = compare(side(one, "host"), side(one, "mnt:[?9]"), ("namespaces",))
    assert {pair.shared for pair in answer.namespaces or () if pair.type != "mnt"} == {None}


def test_an_inode_used_again_is_another_namespace() -> None:
    before = snapshot([namespace(PID, nsid=7)], [process(50)])
    now = replace(before, namespaces={**before.namespaces, PID: namespace(PID, nsid=9)}, taken=9.0)
    pairs = compare(side(before, PID), side(now, PID), ("namespaces",)).namespaces or ()
    assert [pair.shared for pair in pairs if pair.type == "pid"] == [False]


def test_ids() -> None:
    found = rows("ids")
    assert {key for key, row in found.items() if row.change == "differs"} == {"user-namespace", "uids", "gids", "setgroups", "credentials"}
    assert found["uids"].b == {"map": [{"inside": 0, "outside": 1000, "count": 1}]}
    assert found["credentials"].differences == ("uids", "gids")
    assert found["capabilities"].a is not None
    assert found["capabilities"].a["effective"] == ["CAP_CHOWN"]


def test_processes_have_their_pids_on_both_sides() -> None:
    found = rows("processes")
    assert list(found) == ["50", "60", "1", "40"]
    pids = {key: ((row.a or {}).get("pid"), (row.b or {}).get("pid"), row.change) for key, row in found.items()}
    assert pids == {"1": (1, None, "only-a"), "40": (40, None, "only-a"), "50": (50, 1, "differs"), "60": (60, 7, "differs")}
    assert rows("processes", "50", "60")["60"].differences == ("pid",)
    assert {row.change for row in rows("processes", "50", "50").values()} == {"same"}


def test_a_pid_namespace_further_out_than_the_viewer_cannot_be_counted_in() -> None:
    one = replace(machine(), own={**HOST, "pid": PID})
    answer = compare(side(one, "host"), side(one, "50"), ("processes",))
    assert (answer.rows, answer.answered) == ({}, False)
    assert "outside" in answer.unreadable["processes"]


def test_both_ends_of_a_veth_pair_name_each_other() -> None:
    found = {row.key: row for row in comparison().rows["net"]}
    assert (found["link veth0"].change, found["link eth0"].change, found["link lo"].change) == ("only-a", "only-b", "same")
    assert (found["link veth0"].a or {})["peer"] == {"namespace": WEB_NET, "link": "eth0"}
    assert (found["link eth0"].b or {})["peer"] == {"namespace": HOST["net"], "link": "veth0"}
    assert found["route default"].change == "only-b"
    assert list(found)[:3] == ["link lo", "link veth0", "link eth0"]


def test_a_pair_that_ends_elsewhere_or_here() -> None:
    outer, inner = networks()
    stranger = Link(9, "veth9", "veth", True, None, 1500, peer=2, peer_nsid=8)
    pair = (Link(10, "v0", "veth", True, None, 1500, peer=11), Link(11, "v1", "veth", True, None, 1500, peer=10))
    outer = replace(outer, links=(stranger, *pair))
    answer = compare_networks(outer, inner)
    assert (answer["link veth9"].a or {})["peer"] == {"namespace": None, "link": None}
    assert (answer["link v0"].a or {})["peer"] == {"namespace": HOST["net"], "link": "v1"}


def compare_networks(a: Network, b: Network) -> dict[str, Row]:
    one = machine()
    return {row.key: row for row in compare(side(one, "host"), side(one, "50"), ("net",), Live(a, b)).rows["net"]}


def test_owners_are_those_that_each_side_sees() -> None:
    found = {row.key: row for row in comparison().rows["files"]}
    hosts = found["hosts"]
    assert (hosts.change, hosts.differences) == ("differs", ("uid", "gid"))
    assert ((hosts.a or {})["uid"], (hosts.b or {})["uid"]) == (1000, 0)
    assert (found["mtab"].a or {})["link"] == "/proc/mounts"
    assert found[HOSTILE].change == "only-b"
    assert (found[HOSTILE].b or {})["unreadable"] == "Transport endpoint is not connected"


def test_what_was_read_with_ones_own_eyes_is_translated() -> None:
    swapped = comparison("1234", "1")  # the listings stay where they are: that of A is now in the viewer's ids, that of B in ids of A
    (hosts,) = [row for row in swapped.rows["files"] if row.key == "hosts"]
    (mtab,) = [row for row in swapped.rows["files"] if row.key == "mtab"]
    assert ((hosts.a or {})["uid"], (hosts.b or {})["uid"]) == (0, None)
    assert (mtab.a or {})["uid"] == 65534


@pytest.mark.parametrize("aspect", ["net", "files"])
def test_what_was_not_read_has_a_reason(aspect: str) -> None:
    one = machine()
    assert NOT_READ in compare(side(one, "host"), side(one, "50"), (aspect,)).unreadable[aspect]
    live: Live[Any] = Live(networks()[0], "it is gone")
    assert "it is gone" in compare(side(one, "host"), side(one, "50"), ("net",), live).unreadable["net"]


def test_all_aspects_in_the_order_asked() -> None:
    answer = comparison()
    assert list(answer.rows) == [aspect for aspect in ASPECTS if aspect not in ("mounts", "namespaces")]
    assert answer.differs
    same: Comparison = comparison("1", "1")
    assert {row.change for row in same.mounts or ()} == {"same"}
    assert {pair.shared for pair in same.namespaces or ()} == {True}
    for aspect in ("ids", "processes"):
        assert {row.change for row in same.rows[aspect]} == {"same"}
