"""The answer of `show`."""

import pytest

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.explain.facts import NamespaceFacts, ProcessFacts, show
from nsexplorer.explain.naming import name_of, pin_text
from nsexplorer.explain.targets import resolve
from nsexplorer.model.container import Container, Unit, UnitOption
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.namespace import PIN_KINDS, Pin
from nsexplorer.model.process import Thread
from tests.explain.literals import HOST, INITIAL_USER, details, namespace, process, snapshot

OUTER, INNER, NET, MNT, MOUNTS = "user:[4026532001]", "user:[4026532002]", "net:[4026532003]", "mnt:[4026532004]", "mnt:[4026532005]"
MAP = IdMap(INNER, (IdMapRow(0, 1000, 1),), (), "deny")
PRIVATE_TMP = UnitOption("PrivateTmp", "yes", "/lib/systemd/system/web.service", 7, "its own /tmp", ("mnt",))
PRIVATE_NETWORK = UnitOption("PrivateNetwork", "yes", "/lib/systemd/system/web.service", 8, "no network", ("net", "mnt"))

HERE = snapshot(
    namespaces=[
        namespace(HOST["mnt"], leader=1, members=(1,)),
        namespace(OUTER, parent=INITIAL_USER, children=(INNER,)),
        namespace(INNER, owner=OUTER, parent=OUTER, leader=10, members=(10, 11, 777)),
        namespace(NET, owner=INNER, leader=10, members=(10, 11)),
        namespace(MNT, owner=INNER, leader=10, members=(10, 11)),
        namespace(MOUNTS, leader=30, members=(30,)),
    ],
    processes=[
        process(1, 0, "init"),
        process(10, 1, "sh", inside={"user": INNER, "net": NET, "mnt": MNT}, details=details("sh", "-c", "sleep 9")),
        process(11, 10, "sleep", inside={"user": INNER, "net": NET, "mnt": MNT}),
        process(12, 1, "exec", inside={"user": INNER, "mnt": MNT}),
        process(30, 1, "web", inside={"mnt": MOUNTS}),
        process(31, 30, "worker", inside={"mnt": MOUNTS}),
    ],
    threads=(Thread(10, 13, {**HOST, "net": HOST["net"]}),),
    id_maps={INNER: MAP},
    containers=(Container("c1", "podman", 10, "one", "cgroup"),),
    units=(Unit("web.service", 30, (PRIVATE_TMP, PRIVATE_NETWORK)),),
)


def show_namespace(text: str) -> NamespaceFacts:
    found = show(HERE, resolve(HERE, text))
    assert isinstance(found, NamespaceFacts)
    return found


def show_process(text: str) -> ProcessFacts:
    found = show(HERE, resolve(HERE, text))
    assert isinstance(found, ProcessFacts)
    return found


def test_a_user_namespace() -> None:
    found = show_namespace(INNER)
    assert found.name == "sh -c sleep 9"
    assert [each.pid for each in found.members] == [10, 11]
    assert [each.id for each in found.owners] == [each.id for each in found.parents] == [OUTER, INITIAL_USER]
    assert [each.id for each in found.owned] == [NET, MNT]
    assert (found.id_map, found.container, found.unit) == (MAP, HERE.containers[0], None)
    assert [each.id for each in show_namespace(OUTER).children] == [INNER]
    assert show_namespace(OUTER).name == "no process"


def test_the_options_that_gave_a_namespace_to_its_unit() -> None:
    found = show_namespace(MOUNTS)
    assert found.unit == HERE.units[0]
    assert found.options == (PRIVATE_TMP, PRIVATE_NETWORK)
    assert found.owners[0].shared_with_host


def test_the_hosts_namespaces_belong_to_no_container_and_no_unit() -> None:
    found = show_namespace(HOST["uts"])
    assert found.shared_with_host
    assert (found.container, found.unit, found.options) == (None, None, ())


def test_a_process() -> None:
    found = show_process("10")
    assert found.process.pid == 10
    assert [kind for kind, _ in found.namespaces] == sorted(HOST)
    assert {kind: each.id for kind, each in found.namespaces}["net"] == NET
    assert [kind for kind, each in found.namespaces if not each.shared_with_host] == ["mnt", "net", "user"]
    assert (found.container, found.threads) == (HERE.containers[0], HERE.threads)


@pytest.mark.parametrize(("text", "container", "unit"), [("11", "one", None), ("12", "one", None), ("31", None, "web.service")])
def test_where_a_process_belongs(text: str, container: str | None, unit: str | None) -> None:
    found = show_process(text)
    assert (found.container.name if found.container else None) == container
    assert (found.unit.name if found.unit else None) == unit


def test_a_thread_has_its_own_namespaces() -> None:
    found = show_process("10/13")
    assert found.tid == 13
    assert {kind: each.id for kind, each in found.namespaces}["net"] == HOST["net"]


def test_host_and_self_stand_for_a_process() -> None:
    assert show_process("host").process.pid == 1
    assert show_process("self").process.pid == 1
    with pytest.raises(UnknownTarget):
        show(snapshot(), resolve(snapshot(), "host"))


def test_owners_that_go_round_in_a_circle() -> None:
    torn = snapshot([namespace(OUTER, owner=INNER, parent=OUTER), namespace(INNER, owner=OUTER)])
    found = show(torn, resolve(torn, OUTER))
    assert isinstance(found, NamespaceFacts)
    assert [each.id for each in found.owners] == [INNER]
    assert found.parents == ()


def test_names() -> None:
    assert name_of(HERE, namespace(NET, name="netns:x", leader=10)) == "netns:x"
    assert name_of(HERE, namespace(NET, leader=11)) == "sleep"
    assert name_of(HERE, namespace(NET, leader=9, members=(9,))) == "process 9"
    assert name_of(HERE, namespace(NET, pins=(Pin("fd", pid=3, fd=4),))) == "no process: held by descriptor 4 of process 3"
    kernel = snapshot(processes=[process(2, 0, "kthreadd", kernel=True)])
    assert name_of(kernel, namespace(NET, leader=2)) == "[kthreadd]"


def test_every_kind_of_pin_has_words() -> None:
    pins = [Pin(kind, pid=1, tid=2, fd=3, path="/p", within=MNT, namespace=NET) for kind in PIN_KINDS]
    assert len({pin_text(pin) for pin in pins}) == len(PIN_KINDS)
    assert not any("None" in pin_text(pin) for pin in pins)
