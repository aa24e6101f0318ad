"""Peer groups over several namespaces."""

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.propagation import in_words, index
from nsexplorer.model.mount import Mount
from tests.explain.literals import HOST, mount, snapshot, table

CHILD = "mnt:[4026532001]"
GRANDCHILD = "mnt:[4026532002]"

ON_HOST = mount(10, 1, "/data", shared=7)
PEER = mount(20, 2, "/srv", shared=7)
SLAVE = mount(30, 3, "/data", master=7)
BOTH = mount(31, 3, "/both", master=7, shared=8)
OF_BOTH = mount(40, 4, "/below", master=8)
ALONE = mount(11, 1, "/alone")

PEERS = index(
    snapshot(
        tables=[
            table(HOST["mnt"], [mount(11, 1, "/chrooted"), mount(10, 1, "/elsewhere", shared=7)], root="/jail"),
            table(HOST["mnt"], [ON_HOST, PEER, ALONE]),
            table(CHILD, [SLAVE, BOTH]),
            table(GRANDCHILD, [OF_BOTH]),
        ]
    )
)


def test_peers_masters_and_slaves() -> None:
    assert PEERS.peers(ON_HOST) == ((HOST["mnt"], PEER),)
    assert PEERS.slaves_of(ON_HOST) == ((CHILD, SLAVE), (CHILD, BOTH))
    assert PEERS.masters_of(SLAVE) == ((HOST["mnt"], ON_HOST), (HOST["mnt"], PEER))
    assert PEERS.masters_of(OF_BOTH) == ((CHILD, BOTH),)
    assert PEERS.peers(ALONE) == PEERS.slaves_of(ALONE) == PEERS.masters_of(ALONE) == ()


def test_a_mount_in_two_tables_counts_once_by_the_wider_view() -> None:
    assert [place.mount.target for place in PEERS.members[7]] == ["/data", "/srv"]


def test_reach_goes_through_slaves_that_are_shared_again() -> None:
    assert PEERS.reach(7) == {7, 8}
    assert PEERS.reach(8) == {8}
    assert PEERS.receives(OF_BOTH, 7)
    assert not PEERS.receives(ON_HOST, 8)
    assert not PEERS.receives(ALONE, 7)
    assert [place.mount.id for place in PEERS.receivers(7)] == [10, 20, 31, 30, 40]


def test_words_have_the_group_numbers() -> None:
    assert "peer group 7" in in_words(ON_HOST)
    assert "slave of peer group 7" in in_words(SLAVE)
    assert "peer group 8 and slave of peer group 7" in in_words(BOTH)
    assert in_words(ALONE).startswith("private")
    assert in_words(mount(1, 0, "/", unbindable=True)).startswith("unbindable")
    assert in_words(mount(1, 0, "/", master=9, propagate_from=4)).endswith("is 4")


GROUPS = st.none() | st.integers(1, 5)


@given(st.lists(st.tuples(GROUPS, GROUPS), max_size=12))
def test_reach_is_closed_and_receivers_are_those_that_receive(groups: list[tuple[int | None, int | None]]) -> None:
    mounts: list[Mount] = [mount(id, 0, f"/{id}", shared=shared, master=master) for id, (shared, master) in enumerate(groups, 1)]
    peers = index(snapshot(tables=[table(HOST["mnt"], mounts)]))
    for group in range(1, 6):
        reach = peers.reach(group)
        assert group in reach
        for each in mounts:
            assert each.shared is None or each.master not in reach or each.shared in reach
        assert {place.mount.id for place in peers.receivers(group)} == {each.id for each in mounts if peers.receives(each, group)}
