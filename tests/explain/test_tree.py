"""Forests of namespaces: every namespace once, below what it belongs to, whatever the snapshot holds."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.tree import FORESTS, Node, by_container, by_owner, by_pid, by_process, by_type, prune
from nsexplorer.model.container import Container
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, INITIAL_USER, namespace, process, snapshot

OUTER, INNER, NET, MNT, PID, LOST = (
    "user:[4026532001]",
    "user:[4026532002]",
    "net:[4026532003]",
    "mnt:[4026532004]",
    "pid:[4026532005]",
    "uts:[4026532006]",
)

HERE = snapshot(
    namespaces=[
        namespace(HOST["mnt"], leader=1, members=(1, 20), owner=INITIAL_USER),
        namespace(OUTER, parent=INITIAL_USER),
        namespace(INNER, owner=OUTER, parent=OUTER, leader=10, members=(10,)),
        namespace(NET, owner=OUTER, leader=10, members=(10,), name="netns:blue"),
        namespace(MNT, owner=INNER, leader=10, members=(10, 11)),
        namespace(PID, owner=INNER, parent=HOST["pid"], leader=11, members=(11,)),
        namespace(LOST, owner=None),
    ],
    processes=[
        process(1, 0, "init"),
        process(10, 1, "shell", inside={"user": INNER, "net": NET, "mnt": MNT}),
        process(11, 10, "deep", inside={"user": INNER, "net": NET, "mnt": MNT, "pid": PID}),
        process(20, 11, "out", inside={"user": INNER}),
    ],
    containers=(Container("c1", "podman", 10, "one", "cgroup"), Container("c2", "podman", 11, "two", "cgroup")),
)


def shape(nodes: Iterable[Node]) -> dict[str, object]:
    """Labels of groups and ids of namespaces with those below."""
    return {node.namespace or node.label: shape(node.children) for node in nodes}


def ids(nodes: Iterable[Node]) -> Iterator[str]:
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if node.namespace is not None:
            yield node.namespace
        pending += node.children


def test_by_owner() -> None:
    forest = by_owner(HERE)
    found = shape(forest)
    assert list(found) == [INITIAL_USER, "owner not readable"]
    assert found["owner not readable"] == {LOST: {}}
    assert shape(forest[0].children)[OUTER] == {NET: {}, INNER: {MNT: {}, PID: {}}}
    assert shape(forest[0].children)[HOST["uts"]] == {}


def test_by_pid() -> None:
    found = shape(by_pid(HERE))
    assert found["no process, or not readable"] == {OUTER: {}, LOST: {}}
    below = found[HOST["pid"]]
    assert isinstance(below, dict)
    assert below[MNT] == {}
    assert below[PID] == {}


def test_by_process_hangs_a_namespace_below_that_of_the_process_that_made_it() -> None:
    found = shape(by_process(HERE))
    assert found[HOST["net"]] == {NET: {}}
    assert found[HOST["pid"]] == {PID: {}}
    assert found[INITIAL_USER] == {INNER: {}}
    assert found["no process"] == {OUTER: {}, LOST: {}}


def test_by_type() -> None:
    found = shape(by_type(HERE))
    assert found["user"] == {INITIAL_USER: {}, OUTER: {}, INNER: {}}
    assert found["uts"] == {HOST["uts"]: {}, LOST: {}}


def test_by_container_shows_what_containers_share_in_each() -> None:
    groups = {node.label: [child.namespace for child in node.children] for node in by_container(HERE)}
    assert list(groups) == ["container:one", "container:two", "host", "in no container"]
    assert groups["container:one"] == [MNT, NET, INNER]
    assert groups["container:two"] == [MNT, NET, PID, INNER]
    assert groups["host"] == list(HOST.values())
    assert groups["in no container"] == [OUTER, LOST]


def test_labels_are_names() -> None:
    labels = {node.namespace: node.label for group in by_type(HERE) for node in group.children}
    assert labels[NET] == "netns:blue"
    assert labels[MNT] == "shell"
    assert labels[LOST] == "no process"


def test_prune_keeps_what_the_wanted_hang_below() -> None:
    assert shape(prune(by_owner(HERE), lambda id: id == PID)) == {INITIAL_USER: {OUTER: {INNER: {PID: {}}}}}
    assert shape(prune(by_type(HERE), lambda id: id == LOST)) == {"uts": {LOST: {}}}
    assert prune(by_owner(HERE), lambda id: False) == ()


@pytest.mark.parametrize("name", FORESTS)
def test_circles_and_missing_parents_lose_nothing(name: str) -> None:
    torn = snapshot(
        namespaces=[
            namespace(OUTER, parent=INNER, owner=INNER),
            namespace(INNER, parent=OUTER, owner=OUTER),
            namespace(PID, parent=PID, owner="user:[1]", leader=10),
            namespace(NET, owner=OUTER, leader=99),
        ],
        processes=[process(10, 11, inside={"pid": PID}), process(11, 10, inside={"pid": "pid:[2]"})],
    )
    assert set(ids(FORESTS[name](torn))) == set(torn.namespaces)


IDS = [f"{kind}:[{number}]" for kind in ("user", "pid", "mnt") for number in range(1, 5)]


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    maybe = st.none() | st.sampled_from(IDS)
    pids = st.none() | st.integers(1, 4)
    found = [namespace(id, owner=draw(maybe), parent=draw(maybe), leader=draw(pids)) for id in IDS]
    inside = st.fixed_dictionaries(
        {}, optional={kind: st.sampled_from([id for id in IDS if id.startswith(kind)]) for kind in ("user", "pid", "mnt")}
    )
    return snapshot(found, [process(pid, draw(st.integers(0, 5)), inside=draw(inside)) for pid in range(1, 5)])


@pytest.mark.parametrize("forest", [by_owner, by_pid, by_process, by_type, by_container])
@given(snapshots())
def test_every_namespace_is_there_once(forest: Callable[[Snapshot], tuple[Node, ...]], here: Snapshot) -> None:
    assert sorted(ids(forest(here))) == sorted(here.namespaces)


def test_a_long_chain_of_processes_needs_no_stack() -> None:
    chain = [process(pid, pid - 1, inside={"net": f"net:[{pid}]"}) for pid in range(1, 3001)]
    here = snapshot([namespace(f"net:[{pid}]", leader=pid) for pid in range(1, 3001)], chain)
    forest = by_process(here)
    assert set(here.namespaces) == set(ids(forest))
    assert set(ids(prune(forest, lambda id: id == "net:[3000]"))) == {f"net:[{pid}]" for pid in range(1, 3001)}
