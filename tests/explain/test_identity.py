"""Ids from one user namespace to the next, whoever read the maps."""

import pytest

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.id_translation import map_number, map_owner
from nsexplorer.explain.identity import OUTSIDE, ids_of_number, ids_of_owner, levels
from nsexplorer.explain.targets import resolve
from nsexplorer.explain.whoami import whoami
from nsexplorer.model.accounts import Accounts, SubordinateIds, SubordinateRange
from nsexplorer.model.details import Capabilities, Details
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.snapshot import Snapshot, Viewer
from nsexplorer.model.walk import Step
from tests.explain.literals import INITIAL_USER, namespace, process, snapshot

OUTER, INNER = "user:[4026532500]", "user:[4026532501]"
NO_ID = 4294967295
WHOLE = IdMapRow(0, 0, NO_ID)
RANGE = SubordinateRange("alice", 100000, 65536)


def id_map(identifier: str, *rows: IdMapRow, setgroups: str = "allow") -> IdMap:
    return IdMap(identifier, rows, rows, setgroups)


def details(uid: int, effective: int, groups: tuple[int, ...] = ()) -> Details:
    return Details((uid,) * 4, (uid,) * 4, groups, (7,), Capabilities(effective, effective, 0, effective, 0), False, 0, ("sleep",), "", "/")


def machine(viewer: str = INITIAL_USER) -> Snapshot:
    """OUTER of alice (uid 1000) in the initial user namespace, and INNER in that, whose ids are OUTER's from 1000 on.

    The maps are as the kernel prints them for a reader in `viewer`.
    """
    maps = {
        INITIAL_USER: {
            INITIAL_USER: id_map(INITIAL_USER, WHOLE),
            OUTER: id_map(OUTER, IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536)),
            INNER: id_map(INNER, IdMapRow(0, 100999, 10), setgroups="deny"),
        },
        OUTER: {
            OUTER: id_map(OUTER, IdMapRow(0, 1000, 1), IdMapRow(1, 100000, 65536)),
            INNER: id_map(INNER, IdMapRow(0, 1000, 10), setgroups="deny"),
        },
    }
    uid = 101001 if viewer == INITIAL_USER else 1002
    return snapshot(
        [
            namespace(OUTER, parent=INITIAL_USER if viewer == INITIAL_USER else None, leader=6, members=(6,), creator_uid=1000),
            namespace(INNER, parent=OUTER, leader=7, members=(7,), creator_uid=1000),
        ],
        [process(7, uid=uid, inside={"user": INNER}, details=details(uid, 1 << 21, (uid, 5)))],
        id_maps=maps[viewer],
        viewer=Viewer(99, 0, (), viewer),
    )


@pytest.mark.parametrize("viewer", [INITIAL_USER, OUTER])
def test_the_answer_does_not_depend_on_who_reads(viewer: str) -> None:
    known = machine(viewer)
    found = levels(known, INNER, ids_of_number(known, INNER, 2))
    assert [(each.uid, each.gid) for each in found] == [(2, 2), (1002, 1002), (101001, 101001)]
    assert [each.namespace for each in found] == [INNER, OUTER, INITIAL_USER if viewer == INITIAL_USER else None]
    assert (found[-1].name == OUTSIDE) == (viewer == OUTER)


def test_an_id_without_a_mapping_is_none_and_says_so() -> None:
    known = machine()
    found = levels(known, INNER, ids_of_owner(known, 0, 100999))
    assert [each.uid for each in found] == [None, None, 0]
    assert [each.gid for each in found] == [0, 1000, 100999]
    assert found[0].unreadable["uid"] == f"it has no mapping in {INNER}, and shows as 65534 there"


def test_a_number_that_the_namespace_does_not_have() -> None:
    answer = map_number(machine(), 10, resolve(machine(), INNER), None)
    assert {(each.uid, each.gid) for each in answer.levels} == {(None, None)}
    assert "EINVAL" in answer.levels[0].unreadable["uid"]


def test_nobody_is_ambiguous_only_below_the_initial_user_namespace() -> None:
    assert ids_of_owner(machine(), 65534, 65534).uid == 65534
    found = ids_of_owner(machine(OUTER), 65534, 0)
    assert (found.uid, found.gid) == (None, 0)
    assert "may be that id or one without a mapping" in found.unknown["uid"]
    alone = snapshot(id_maps={OUTER: id_map(OUTER, IdMapRow(0, 1000, 1))}, viewer=Viewer(99, 0, (), OUTER))
    assert ids_of_owner(alone, 65534, 0).unknown["uid"] == f"it has no mapping in {OUTER}, where it shows as 65534"


def test_a_map_that_was_not_read_is_no_missing_mapping() -> None:
    known = machine()
    unread = snapshot(known.namespaces.values(), id_maps={})
    found = levels(unread, INNER, ids_of_owner(unread, 1000, 1000))
    assert all("could not be read" in each.unreadable["uid"] for each in found)


def test_names_and_subordinate_ranges_stand_where_they_count() -> None:
    known = machine()
    accounts = {INNER: Accounts({2: "bin"}, {2: "bin"}), INITIAL_USER: Accounts({2: "daemon"}, {})}
    found = levels(known, INNER, ids_of_number(known, INNER, 2), accounts, SubordinateIds((RANGE,), (RANGE,)))
    assert [(each.user, each.subordinate_uid) for each in found] == [("bin", None), (None, None), (None, RANGE)]


def test_map_to_another_namespace() -> None:
    known = machine()
    answer = map_number(known, 101001, resolve(known, "host"), resolve(known, INNER))
    assert [(each.namespace, each.uid) for each in answer.levels] == [(INITIAL_USER, 101001), (INNER, 2)]


def test_the_owner_of_a_file() -> None:
    known = machine()
    owner = Step("/data", 30, None, "8:1", 2, 0o40755, 1000, 0)
    answer = map_owner(known, "/data", owner, resolve(known, OUTER), None)
    assert [(each.uid, each.gid) for each in answer.levels] == [(0, None), (1000, 0)]
    assert answer.answer.sentence.startswith("The owner of /data is uid 0, no gid in ")


def test_whoami_counts_capabilities_where_they_count() -> None:
    known = machine()
    found = whoami(known, resolve(known, "7"))
    assert [each.capabilities for each in found.levels] == [("CAP_SYS_ADMIN",), (), ()]
    assert [each.uid for each in found.levels] == [2, 1002, 101001]
    assert found.groups == ((101001, 2), (5, None))
    assert {each.type: each.counts for each in found.over} == {"user": True} | dict.fromkeys(
        ("cgroup", "ipc", "mnt", "net", "pid", "time", "uts"), False
    )
    assert any("setgroups(2) is denied" in fix.text for fix in found.answer.fix)
    assert found.securebits is None


def test_whoever_made_a_user_namespace_has_all_capabilities_in_it() -> None:
    known = machine()
    alice = process(50, uid=1000, details=details(1000, 0))
    bob = process(51, uid=1001, details=details(1001, 0))
    seen = snapshot(known.namespaces.values(), [alice, bob], id_maps=known.id_maps)
    for pid, expected in ((50, {OUTER: True, INNER: True}), (51, {OUTER: False, INNER: False})):
        reaches = {each.namespace: each for each in whoami(seen, resolve(seen, str(pid))).below}
        assert {name: bool(reach.counts) for name, reach in reaches.items()} == expected
        assert {name: reach.all_of_them for name, reach in reaches.items()} == expected


def test_nobody_to_be_told_about() -> None:
    with pytest.raises(UnknownTarget, match="no process of it was read"):
        whoami(machine(), resolve(machine(), OUTER))


def test_the_ids_set_aside_are_those_of_its_user() -> None:
    seen = machine()
    seen = snapshot(processes=[process(6, uid=1000, details=details(1000, 0))], id_maps=seen.id_maps, viewer=seen.viewer)
    known = SubordinateIds((RANGE, SubordinateRange("bob", 165536, 65536)), (SubordinateRange("1000", 200000, 10),))
    found = whoami(seen, resolve(seen, "6"), {INITIAL_USER: Accounts({1000: "alice"})}, known)
    assert found.set_aside == SubordinateIds((RANGE,), known.gids)
    assert whoami(seen, resolve(seen, "6")).set_aside is None
