"""Two mount tables aligned: what is the same, what differs, what they have to do with each other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.api import side
from nsexplorer.explain.compare.answer import Comparison, compare
from nsexplorer.explain.compare.mounts import MountPair
from nsexplorer.model.idmap import MountIdMap
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, mount, namespace, process, snapshot, table

INSIDE = "mnt:[4026532301]"
MIRRORED = {"only-a": "only-b", "only-b": "only-a", "a-slave-of-b": "b-slave-of-a", "b-slave-of-a": "a-slave-of-b"}


def machine(a: Sequence[Mount], b: Sequence[Mount], *others: Sequence[Mount], **facts: Any) -> Snapshot:
    """A machine whose host has the mounts `a`, and process 50 in a mount namespace of its own the mounts `b`."""
    tables = [table(HOST["mnt"], a, (1,)), table(INSIDE, b, (50,))]
    tables += [table(f"mnt:[402653240{number}]", mounts, (60 + number,)) for number, mounts in enumerate(others)]
    processes = (process(1, 0, "init", root="/"), process(50, inside={"mnt": INSIDE}, root="/"))
    return snapshot([namespace(INSIDE, leader=50, members=(50,))], processes, tables, **facts)


def compared(snapshot: Snapshot, a: str = "host", b: str = "50", later: Snapshot | None = None) -> Comparison:
    return compare(side(snapshot, a), side(later or snapshot, b), ("mounts",))


def rows(a: Sequence[Mount], b: Sequence[Mount], *others: Sequence[Mount]) -> list[MountPair]:
    """The rows of the host's mounts and those of process 50, but for the root mount that both are given."""
    root = mount(1, 0, "/", device="8:1"), mount(1001, 1000, "/", device="8:1")
    found = compared(machine([root[0], *a], [root[1], *b], *others)).mounts
    assert found is not None
    return [row for row in found if row.path != "/"]


def seen(row: MountPair) -> tuple[str, tuple[str, ...], str]:
    return row.change, row.differences, row.relation


def here(id: int, **facts: Any) -> Mount:
    return mount(id, 1, "/x", **facts)


def there(id: int, **facts: Any) -> Mount:
    return mount(id, 1001, "/x", **facts)


def test_a_mount_on_one_side_only() -> None:
    (a,) = rows([here(2)], [])
    (b,) = rows([], [there(2)])
    assert seen(a) == ("only-a", (), "none")
    assert seen(b) == ("only-b", (), "none")
    assert (a.a is not None, a.b, b.a, b.b is not None) == (True, None, None, True)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ({"shared": 5}, {"shared": 5}, "peer"),
        ({"shared": 5}, {"master": 5}, "b-slave-of-a"),
        ({"master": 5}, {"shared": 5}, "a-slave-of-b"),
        ({"shared": 6, "master": 5}, {"shared": 5}, "a-slave-of-b"),
        ({"master": 5}, {"master": 5}, "slaves-of-same"),
        ({"unique_id": 7, "shared": 5}, {"unique_id": 7, "shared": 5}, "same"),
        ({"unique_id": 7}, {"unique_id": 8}, "copy"),
        ({}, {}, "copy"),
    ],
)
def test_relations_of_mounts_that_show_the_same(a: dict[str, Any], b: dict[str, Any], relation: str) -> None:
    (row,) = rows([here(2, device="0:9", **a)], [there(3, device="0:9", **b)])
    assert row.change == "same"
    assert row.relation == relation
    assert row.differences == (() if {**a, "unique_id": 0} == {**b, "unique_id": 0} else ("propagation",))


def test_slave_through_a_third_namespace() -> None:
    between = [mount(2001, 2000, "/", device="8:1"), mount(9, 2001, "/x", device="0:9", shared=6, master=5)]
    (row,) = rows([here(2, device="0:9", shared=5)], [there(3, device="0:9", master=6)], between)
    assert row.relation == "b-slave-of-a"


def test_mount_ids_tell_nothing() -> None:
    (row,) = rows([here(2, device="0:9")], [there(2, device="0:10")])
    assert seen(row) == ("differs", ("device",), "none")


@pytest.mark.parametrize(
    ("facts", "differences"),
    [
        ({"root": "/sub"}, ("root",)),
        ({"root": "//deleted"}, ("root", "deleted_source")),
        ({"options": ("ro", "relatime")}, ("options",)),
        ({"options": ("relatime", "rw")}, ()),
        ({"super_options": ("ro",)}, ("super_options",)),
        ({"id_map": MountIdMap(((0, 1, 1),), ())}, ("idmap",)),
        ({"fstype": "ramfs", "source": "x"}, ("fstype", "source")),
        ({"shared": 3}, ("propagation",)),
        ({"unbindable": True}, ("propagation",)),
    ],
)
def test_differences(facts: dict[str, Any], differences: tuple[str, ...]) -> None:
    (row,) = rows([here(2, device="0:9")], [there(3, device="0:9", **facts)])
    assert row.differences == differences
    assert row.change == ("same" if differences in ((), ("propagation",)) else "differs")


def test_a_removed_source_is_no_other_directory() -> None:
    (row,) = rows([here(2, device="0:9", root="/sub")], [there(3, device="0:9", root="/sub//deleted")])
    assert seen(row) == ("differs", ("deleted_source",), "copy")


def test_hidden_on_one_side() -> None:
    ours = mount(2, 1, "/x/y", device="0:9", shared=5)
    theirs = [mount(3, 1001, "/x/y", device="0:9", master=5), there(4, device="0:10")]
    row = next(row for row in rows([ours], theirs) if row.path == "/x/y")
    assert seen(row) == ("differs", ("propagation", "visible"), "b-slave-of-a")
    assert row.b is not None
    assert row.b.hidden_by is not None


def stack(ids: Sequence[int], parent: int, **facts: Any) -> list[Mount]:
    return [mount(id, above, "/x", device=f"0:{id % 100}", **facts) for id, above in zip(ids, (parent, *ids), strict=False)]


def test_stacks_are_aligned_by_what_they_show() -> None:
    a = stack([102, 103], 1)
    b = stack([203, 204], 1001)
    paired = {(row.a and row.a.mount.id, row.b and row.b.mount.id) for row in rows(a, b)}
    assert paired == {(102, 204), (103, 203)}
    a, b = stack([102, 103, 104], 1), stack([202, 204], 1001)
    paired = {(row.a and row.a.mount.id, row.b and row.b.mount.id) for row in rows(a, b)}
    assert paired == {(102, 202), (103, None), (104, 204)}


def test_of_two_binds_of_one_directory_the_linked_one_is_the_counterpart() -> None:
    a = [here(2, device="0:9", shared=5), mount(3, 2, "/x", device="0:9", shared=6)]
    (first, second) = rows(a, [there(4, device="0:9", master=5)])
    assert (first.relation, first.b is not None) == ("b-slave-of-a", True)
    assert second.change == "only-a"


def test_what_lies_outside_of_a_process_root_is_hidden_there() -> None:
    whole = [mount(1, 0, "/", device="8:1"), mount(2, 1, "/x", device="0:9"), mount(3, 1, "/new/y", device="0:8")]
    chrooted = table(HOST["mnt"], [mount(3, 1, "/y", device="0:8")], (50,), "/new")
    processes = (process(1, 0, root="/"), process(50, root="/new"))
    found = compared(snapshot([], processes, [table(HOST["mnt"], whole, (1,)), chrooted])).mounts
    assert found is not None
    assert {row.path: seen(row) for row in found} == {
        "/": ("differs", ("visible",), "same"),
        "/x": ("differs", ("visible",), "same"),
        "/new/y": ("only-a", (), "none"),
        "/y": ("only-b", (), "none"),
    }


def test_an_older_snapshot_of_the_same_target() -> None:
    processes = tuple(process(pid) for pid in range(50, 60))
    before = machine([mount(1, 0, "/", unique_id=11)], [mount(1001, 1000, "/", unique_id=12), there(2, unique_id=13)])
    before = replace(before, processes={**before.processes, **{each.pid: each for each in processes}})
    now = machine([mount(1, 0, "/", unique_id=11)], [mount(1001, 1000, "/", unique_id=12), there(2, unique_id=14, device="0:2")])
    now = replace(now, processes=before.processes, taken=10.0)
    found = {row.path: seen(row) for row in compared(before, "50", "50", now).mounts or ()}
    assert found == {"/": ("same", (), "same"), "/x": ("same", (), "copy")}


def test_numbers_of_two_machines_mean_nothing_to_each_other() -> None:
    a = machine([mount(1, 0, "/", unique_id=11, shared=1)], [])
    b = replace(machine([mount(9, 0, "/", unique_id=11, shared=2, device="8:9")], []), machine="elsewhere")
    (row,) = compared(a, "host", "host", b).mounts or ()
    assert seen(row) == ("same", (), "none")
    (row,) = compared(a, "host", "host", replace(a, machine="elsewhere")).mounts or ()
    assert seen(row) == ("same", (), "none")


def test_the_id_of_the_boot_tells_whether_numbers_mean_the_same() -> None:
    a = replace(machine([mount(1, 0, "/", unique_id=11)], []), boot="one")
    renamed = replace(a, machine="a container sees another name", processes={1: process(1, 0)})
    (row,) = compared(a, "host", "host", renamed).mounts or ()
    assert seen(row) == ("same", (), "same")
    (row,) = compared(a, "host", "host", replace(a, boot="two")).mounts or ()
    assert seen(row) == ("same", (), "none")


def test_a_table_that_is_not_there_has_a_reason() -> None:
    answer = compared(snapshot([namespace(INSIDE)]), "host", INSIDE)
    assert (answer.mounts, answer.answered, answer.differs) == (None, False, False)
    assert "mount table" in answer.unreadable["mounts"]


GROUPS = st.one_of(st.none(), st.integers(1, 3))


@st.composite
def tables(draw: st.DrawFn, first: int) -> list[Mount]:
    """A root mount and some below: any paths, stacks, groups, devices and roots, each group on one device."""
    found = [mount(first, 0, "/", device="0:1", shared=draw(GROUPS), unique_id=draw(st.one_of(st.none(), st.just(first))))]
    for id in range(first + 1, first + 1 + draw(st.integers(0, 6))):
        parent = draw(st.sampled_from(found))
        below = draw(st.sampled_from(["", "/a", "/b"]))
        shared, master = draw(GROUPS), draw(GROUPS)
        facts = {
            "device": f"0:{draw(st.integers(1, 2))}",
            "root": draw(st.sampled_from(["/", "/s", "/s//deleted"])),
            "shared": shared,
            "master": master if shared is None or (master or 0) < shared else None,  # groups never receive from each other in a circle
            "options": draw(st.sampled_from([("rw",), ("ro",)])),
        }
        found.append(mount(id, parent.id, ("" if parent.target == "/" else parent.target) + below or "/", **facts))
    return found


@given(tables(1), tables(100))
def test_a_table_and_itself_have_no_difference(a: list[Mount], b: list[Mount]) -> None:
    machine_ = machine(a, b)
    for target in ("host", "50"):
        answer = compared(machine_, target, target)
        assert not answer.differs
        assert {seen(row) for row in answer.mounts or ()} == {("same", (), "same")}


@given(tables(1), tables(100), st.booleans())
def test_each_side_sees_the_other_mirrored(a: list[Mount], b: list[Mount], two_machines: bool) -> None:
    one = machine(a, b)
    other = replace(one, machine="elsewhere") if two_machines else one
    there = compare(side(one, "host"), side(other, "50"), ("mounts",)).mounts or ()
    back = compare(side(other, "50"), side(one, "host"), ("mounts",)).mounts or ()
    assert sorted(map(_mirrored, there), key=str) == sorted(map(_as_it_is, back), key=str)


def _as_it_is(row: MountPair) -> tuple[Any, ...]:
    return row.path, row.change, row.a and row.a.mount.id, row.b and row.b.mount.id, row.differences, row.relation


def _mirrored(row: MountPair) -> tuple[Any, ...]:
    path, change, a, b, differences, relation = _as_it_is(row)
    return path, MIRRORED.get(change, change), b, a, differences, MIRRORED.get(relation, relation)


@given(tables(1), tables(100))
def test_every_mount_has_one_place(a: list[Mount], b: list[Mount]) -> None:
    found = compared(machine(a, b)).mounts or ()
    assert sorted(row.a.mount.id for row in found if row.a) == [each.id for each in a]
    assert sorted(row.b.mount.id for row in found if row.b) == [each.id for each in b]
