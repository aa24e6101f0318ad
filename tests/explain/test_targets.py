"""The grammar of targets, and what is said of those that are unknown or ambiguous."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.explain.targets import mount_namespace_of, resolve, split_snapshot
from nsexplorer.model.container import Container, Unit
from nsexplorer.model.namespace import Pin
from nsexplorer.model.process import Thread
from tests.explain.literals import HOST, mount, namespace, process, snapshot, table

MNT, NET, BLUE, HELD, BOUND, USER = (
    "mnt:[4026532001]",
    "net:[4026532002]",
    "net:[4026532003]",
    "net:[4026532004]",
    "uts:[4026532005]",
    "user:[4026532006]",
)
UNREADABLE = "mnt:[?700]"

HERE = snapshot(
    namespaces=[
        namespace(MNT, leader=50, members=(50, 51), name="container:web"),
        namespace(NET, leader=50, members=(50,)),
        namespace(BLUE, name="netns:blue", pins=(Pin("bind", path="/run/netns/blue", within=HOST["mnt"]),)),
        namespace(HELD, pins=(Pin("fd", pid=50, fd=7), Pin("bind", path="/elsewhere/ns", within=MNT))),
        namespace(BOUND, pins=(Pin("bind", path="/srv/pins/uts", within=HOST["mnt"]),)),
        namespace(USER),
        namespace(UNREADABLE, owner=None, unreadable={"inode": "not permitted"}),
        namespace("pid:[4026532009]", pins=(Pin("for_children", pid=51),)),
    ],
    processes=[
        process(1, 0, "init"),
        process(50, 1, "nginx", inside={"mnt": MNT, "net": NET}, threads=3),
        process(51, 50, "worker", inside={"mnt": MNT}),
        process(60, 1, "other"),
        process(61, 1, "zombie", state="Z"),
        process(70, 1, "foreign", unreadable="not permitted"),
    ],
    tables=[
        table(
            HOST["mnt"],
            [
                mount(1, 0, "/"),
                mount(2, 1, "/run/netns/blue", fstype="nsfs", root=BLUE),
                mount(3, 1, "/srv/pins/uts", fstype="nsfs", root=BOUND),
                mount(4, 1, "/covered/ns", fstype="nsfs", root=BOUND),
                mount(5, 1, "/covered"),
            ],
            members=[1, 60],
        ),
        table(UNREADABLE, [mount(700, 0, "/")], members=[70]),
    ],
    threads=(Thread(50, 52, {**HOST, "mnt": MNT, "net": HELD}),),
    containers=(
        Container("aaaa1111", "podman", 50, "web", "cgroup"),
        Container("aaaa2222", "docker", 60, None, "cgroup", "no record"),
        Container("bbbb3333", "podman", 60, "db", "cgroup"),
        Container("cccc4444", "docker", 60, "db", "cgroup"),
    ),
    units=(Unit("web.service", 50), Unit("twice.service", 50), Unit("twice.service", 60)),
)
# Processes of which the links could not be read have no mount namespace of their own in `namespaces`.
HERE.processes[70].namespaces.pop("mnt")  # type: ignore[attr-defined]
HERE.processes[61].namespaces.pop("mnt")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "kind", "pid", "type", "found"),
    [
        ("host", "host", None, "mnt", HOST["mnt"]),
        ("self", "self", 99, "net", HOST["net"]),
        ("50", "process", 50, "mnt", MNT),
        ("50", "process", 50, "net", NET),
        ("50", "process", 50, "uts", HOST["uts"]),
        ("50/52", "thread", 50, "net", HELD),
        ("50/53", "thread", 50, "net", NET),
        (MNT, "namespace", None, "mnt", MNT),
        (MNT, "namespace", None, "net", NET),
        (UNREADABLE, "namespace", None, "mnt", UNREADABLE),
        ("4026532001", "namespace", None, "mnt", MNT),
        ("container:web", "process", 50, "mnt", MNT),
        ("container:aaaa1", "process", 50, "mnt", MNT),
        ("container:aaaa2222", "process", 60, "mnt", HOST["mnt"]),
        ("web", "process", 50, "mnt", MNT),
        ("aaaa2", "process", 60, "mnt", HOST["mnt"]),
        ("netns:blue", "namespace", None, "net", BLUE),
        ("unit:web.service", "process", 50, "net", NET),
        ("unit:web", "process", 50, "net", NET),
        ("/run/netns/blue", "namespace", None, "net", BLUE),
        ("/var/run/netns/blue", "namespace", None, "net", BLUE),
        ("/srv/../srv//pins/uts", "namespace", None, "uts", BOUND),
        ("/proc/50/ns/net", "namespace", None, "net", NET),
        ("/proc/50/task/52/ns/net", "namespace", None, "net", HELD),
        ("/proc/50/task/50/ns/net", "namespace", None, "net", NET),
        ("/proc/self/ns/ipc", "namespace", None, "ipc", HOST["ipc"]),
        ("/proc/51/ns/pid_for_children", "namespace", None, "pid", "pid:[4026532009]"),
        ("/proc/50/ns/pid_for_children", "namespace", None, "pid", HOST["pid"]),
        ("/proc/50/fd/7", "namespace", None, "net", HELD),
        ("70", "process", 70, "mnt", UNREADABLE),
    ],
)
def test_grammar(text: str, kind: str, pid: int | None, type: str, found: str) -> None:
    target = resolve(HERE, text)
    assert (target.text, target.kind, target.pid) == (text, kind, pid)
    assert target.namespaces[type] == found


def test_a_namespace_has_the_other_types_of_its_leader_and_its_own_of_its_own() -> None:
    target = resolve(HERE, MNT)
    assert target.namespace == MNT
    assert target.namespaces == {**HOST, "mnt": MNT, "net": NET}
    assert resolve(HERE, USER).namespaces == {"user": USER}


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "nil", "relative/path", "./x", "1.5", "-1", "+50", "٣", "12345", "4194305", "50/52/1", "777/777", "60/61"),
        *("net:", "n:[1]", "net:[-1]", "net[1]", "net:[1", "net:[1]", "mnt:[?1]", "netns:", "netns:red", "container:", "unit:wbe"),
        *("/", "/proc/self", "/proc/50", "/proc/50/ns/", "/proc/50/ns/foo", "/proc/9999/ns/net", "/proc/70/ns/mnt", "/proc/50/fd/8"),
        *("/covered/ns", "/elsewhere/ns", "/run/netns/red", "snapshot:x.json", "session:x", "root:y"),
    ],
)
def test_unknown_targets_say_what_was_looked_for(text: str) -> None:
    with pytest.raises(UnknownTarget) as error:
        resolve(HERE, text)
    what, why, advice = str(error.value).partition(": ")[0], str(error.value).rpartition("; ")[0], str(error.value).rpartition("; ")[2]
    assert what
    assert why
    assert advice


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("container:wbe", "did you mean container:web?"),
        ("wbe", "did you mean web"),
        ("unit:wbe.service", "did you mean unit:web.service"),
        ("netns:bleu", "did you mean netns:blue?"),
        ("52", "name it 50/52"),
        ("60/61", "name it 60"),
        ("/elsewhere/ns", f"{HELD} is bound there in {MNT}"),
        ("nothing like it", "a target is host, self, a PID"),
    ],
)
def test_near_misses(text: str, hint: str) -> None:
    with pytest.raises(UnknownTarget) as error:
        resolve(HERE, text)
    assert hint in str(error.value)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("container:db", ("container:bbbb3333", "container:cccc4444")),
        ("db", ("container:bbbb3333", "container:cccc4444")),
        ("container:aaaa", ("container:aaaa1111", "container:aaaa2222")),
        ("unit:twice.service", ("50", "60")),
    ],
)
def test_ambiguous_targets_list_targets_that_are_not(text: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousTarget) as error:
        resolve(HERE, text)
    assert error.value.candidates == candidates
    for each in candidates:
        assert each in str(error.value)
        assert resolve(HERE, each).pid is not None


def test_a_netns_name_of_several_namespaces_is_the_hosts() -> None:
    here = Pin("bind", path="/run/netns/x", within=HOST["mnt"])
    there = Pin("bind", path="/run/netns/x", within=MNT)
    both = snapshot([namespace(NET, pins=(there,)), namespace(BLUE, pins=(here,))])
    assert resolve(both, "netns:x").namespace == BLUE
    with pytest.raises(AmbiguousTarget):
        resolve(snapshot([namespace(NET, pins=(there,)), namespace(BLUE, pins=(there,))]), "netns:x")


def test_what_ls_calls_a_namespace_names_it() -> None:
    bound = namespace(BOUND, name="snap:firefox")
    assert resolve(snapshot([bound]), "snap:firefox").namespace == BOUND
    led = [namespace(MNT, leader=50, name="snap:chromium"), namespace(NET, leader=50, name="snap:chromium")]
    assert resolve(snapshot(led, [process(50)]), "snap:chromium").pid == 50
    with pytest.raises(AmbiguousTarget):
        resolve(snapshot([*led, namespace(BLUE, name="snap:chromium")], [process(50)]), "snap:chromium")


def test_mount_namespace_of() -> None:
    assert mount_namespace_of(HERE, resolve(HERE, "50")) == MNT
    assert mount_namespace_of(HERE, resolve(HERE, NET)) == MNT
    assert mount_namespace_of(HERE, resolve(HERE, "70")) == UNREADABLE
    with pytest.raises(TableUnreadable, match="no process is in it"):
        mount_namespace_of(HERE, resolve(HERE, USER))
    with pytest.raises(TableUnreadable, match="has ended"):
        mount_namespace_of(HERE, resolve(HERE, "61"))


def test_split_snapshot() -> None:
    assert split_snapshot("snapshot:a.json") == ("a.json", None)
    assert split_snapshot("snapshot:-#container:web") == ("-", "container:web")
    assert split_snapshot("snapshot:/x y#/run/netns/a#b") == ("/x y", "/run/netns/a#b")
    assert split_snapshot("50") is None
    with pytest.raises(UnknownTarget):
        split_snapshot("snapshot:#50")


@given(st.text() | st.from_regex(r"(container|netns|unit|mnt|net):\[?\??[0-9a-z]{0,4}\]?|/proc/[0-9a-z/]{0,12}", fullmatch=True))
def test_any_text_is_a_target_or_an_error(text: str) -> None:
    try:
        assert resolve(HERE, text).text == text
    except (UnknownTarget, AmbiguousTarget) as error:
        assert str(error)


def test_a_command_is_a_target_where_nothing_else_is_called_so() -> None:
    here = snapshot(
        namespaces=[
            namespace(MNT, leader=50, members=(50,)),
            namespace(NET, leader=50, members=(50,)),
            namespace(USER, leader=60, members=(60,)),
        ],
        processes=[
            process(1, 0, "init"),
            process(50, 1, "nginx", inside={"mnt": MNT, "net": NET}),
            process(60, 1, "sleep", inside={"user": USER}),
        ],
    )
    assert resolve(here, "nginx").pid == 50
    two = snapshot(
        namespaces=[namespace(MNT, leader=50, members=(50,)), namespace(USER, leader=60, members=(60,))],
        processes=[process(1, 0, "init"), process(50, 1, "sleep", inside={"mnt": MNT}), process(60, 1, "sleep", inside={"user": USER})],
    )
    with pytest.raises(AmbiguousTarget) as raised:
        resolve(two, "sleep")
    assert raised.value.candidates == ("50", "60")
    with pytest.raises(UnknownTarget):
        resolve(two, "init")  # it leads the host's namespaces alone, which `ls` calls host
