"""The answer of `mounts`: viewpoints, what lies outside a root directory, locks, and what could not be read."""

import re

import pytest

from nsexplorer.explain.errors import TableUnreadable, UnknownTarget
from nsexplorer.explain.mount_details import details
from nsexplorer.explain.mounts import MountsAnswer, mounts
from nsexplorer.explain.propagation import index
from nsexplorer.explain.targets import resolve
from nsexplorer.explain.viewpoint import ENTRANT, Viewpoint, default_viewpoint, stated_viewpoint
from nsexplorer.explain.visibility import Hidden
from nsexplorer.model.idmap import MountIdMap
from nsexplorer.model.lock import LockFacts
from nsexplorer.model.process import Thread
from tests.explain.literals import HOST, mount, namespace, process, snapshot, table

OWNED, NET, BARE, FOREIGN, USER = "mnt:[4026532001]", "net:[4026532002]", "mnt:[4026532003]", "mnt:[?900]", "user:[4026532004]"

ON_HOST = [
    mount(1, 0, "/", shared=1),
    mount(2, 1, "/proc", fstype="proc"),
    mount(3, 1, "/jail", shared=5),
    mount(4, 3, "/jail/proc", fstype="proc"),
    mount(5, 1, "/srv/plain/data"),
    mount(6, 1, "/srv/empty/below"),
    mount(7, 1, "/srv/empty"),
]
IN_JAIL = [mount(3, 1, "/", shared=5), mount(4, 3, "/proc", fstype="proc")]
IN_PLAIN = [mount(5, 1, "/data")]
IN_OWNED = [mount(50, 40, "/", master=1), mount(51, 50, "/jail", master=5), mount(52, 50, "/"), mount(53, 52, "/new")]

HERE = snapshot(
    namespaces=[
        namespace(OWNED, owner=USER, leader=50, members=(50,), name="container:web"),
        namespace(NET, leader=50, members=(50,)),
        namespace(BARE, unreadable={"table": "not permitted"}),
        namespace(FOREIGN, owner=None, unreadable={"owner": "no link can be read"}, members=(70,)),
    ],
    processes=[
        process(1, 0, "init"),
        process(30, 1, "jailed", root="/jail"),
        process(31, 1, "plain", root="/srv/plain"),
        process(32, 1, "empty", root="/srv/empty"),
        process(50, 1, "web", inside={"mnt": OWNED, "net": NET}),
        process(61, 1, "zombie", state="Z"),
        process(70, 1, "foreign", inside={"mnt": FOREIGN}),
    ],
    tables=[
        table(HOST["mnt"], ON_HOST, [1]),
        table(HOST["mnt"], IN_JAIL, [30], root="/jail"),
        table(HOST["mnt"], IN_PLAIN, [31], root="/srv/plain"),
        table(HOST["mnt"], [], [32], root="/srv/empty"),
        table(OWNED, IN_OWNED, [50]),
        table(FOREIGN, [mount(900, 1, "/")], [70], root="/somewhere"),
    ],
    threads=(Thread(1, 9, {**HOST, "mnt": OWNED}),),
)


def ask(text: str, viewpoint: Viewpoint | None = None, locks: dict[int, LockFacts] | None = None) -> MountsAnswer:
    return mounts(HERE, resolve(HERE, text), viewpoint, locks)


def hidden(answer: MountsAnswer) -> dict[int, Hidden | None]:
    return {row.mount.id: row.hidden_by for row in answer.rows}


@pytest.mark.parametrize(
    ("text", "viewpoint", "namespace"),
    [
        ("50", Viewpoint("process", 50), OWNED),
        ("1/1", Viewpoint("process", 1), HOST["mnt"]),
        ("1/9", ENTRANT, OWNED),
        ("host", ENTRANT, HOST["mnt"]),
        ("self", ENTRANT, HOST["mnt"]),
        (OWNED, ENTRANT, OWNED),
        (NET, ENTRANT, OWNED),
    ],
)
def test_a_process_is_seen_as_itself_and_all_else_as_an_entrant(text: str, viewpoint: Viewpoint, namespace: str) -> None:
    answer = ask(text)
    assert (answer.viewpoint, answer.namespace) == (viewpoint, namespace)
    assert default_viewpoint(HERE, resolve(HERE, text)) == viewpoint


def test_the_same_table_from_two_viewpoints() -> None:
    assert hidden(ask("50")) == {50: None, 51: None, 52: Hidden(50, "outside-root"), 53: Hidden(50, "outside-root")}
    assert hidden(ask(OWNED)) == {50: Hidden(52, "overmounted"), 51: Hidden(52, "covered"), 52: None, 53: None}
    assert hidden(ask("50", ENTRANT)) == hidden(ask(OWNED))
    assert hidden(ask(OWNED, Viewpoint("process", 50))) == hidden(ask("50"))


def test_what_a_chroot_leaves_outside() -> None:
    answer = ask("30")
    assert hidden(answer) == {3: None, 4: None} | {id: Hidden(3, "outside-root") for id in (1, 2, 5, 6, 7)}
    assert [(row.mount.id, row.target) for row in answer.rows] == [
        *((1, "/"), (2, "/proc"), (3, "/"), (4, "/proc"), (5, "/srv/plain/data"), (6, "/srv/empty/below"), (7, "/srv/empty"))
    ]
    assert all(row.visible == (row.hidden_by is None) for row in answer.rows)


def test_a_root_directory_that_is_no_mount_is_on_the_mount_that_carries_it() -> None:
    assert hidden(ask("31")) == {5: None} | {id: Hidden(1, "outside-root") for id in (1, 2, 3, 4, 6, 7)}
    assert hidden(ask("32"))[1] == Hidden(7, "outside-root")


def test_stated_viewpoints() -> None:
    host = resolve(HERE, "host")
    assert stated_viewpoint(HERE, host, "entrant") == ENTRANT
    assert stated_viewpoint(HERE, host, "30") == Viewpoint("process", 30)
    for text, why in (("50", f"in {OWNED}, not in"), ("777", "no process"), ("me", "not a viewpoint"), ("", "not a viewpoint")):
        with pytest.raises(UnknownTarget, match=re.escape(why)):
            stated_viewpoint(HERE, host, text)


def test_nothing_is_locked_in_the_hosts_mount_namespace() -> None:
    answer = ask("host")
    assert {row.locked for row in answer.rows} == {False}
    assert "locked" not in answer.unreadable


def test_locks_are_unknown_where_another_user_namespace_owns_it() -> None:
    answer = ask(OWNED)
    assert {row.locked for row in answer.rows} == {None}
    assert USER in answer.unreadable["locked"]
    assert "no link can be read" in ask(FOREIGN).unreadable["locked"]


def test_locks_are_unknown_where_the_initial_user_namespace_owns_a_copy() -> None:
    here = snapshot([namespace(OWNED, leader=50, members=(50,))], [process(50, inside={"mnt": OWNED})], [table(OWNED, IN_OWNED, [50])])
    answer = mounts(here, resolve(here, OWNED))
    assert {row.locked for row in answer.rows} == {None}
    assert "only a live test tells" in answer.unreadable["locked"]


def test_locks_that_were_tested() -> None:
    answer = ask(OWNED, None, {50: LockFacts(None), 51: LockFacts(True, ("ro", "nosuid")), 52: LockFacts(False)})
    assert [(row.locked, row.locked_flags) for row in answer.rows] == [(None, ()), (True, ("ro", "nosuid")), (False, ()), (None, ())]
    assert "locked" in answer.unreadable
    whole = ask(OWNED, None, {row.mount.id: LockFacts(False) for row in answer.rows})
    assert "locked" not in whole.unreadable


def test_a_table_of_which_only_a_part_was_read_says_so() -> None:
    assert "another root directory" in ask(FOREIGN).unreadable["mounts"]
    assert "mounts" not in ask(OWNED).unreadable


@pytest.mark.parametrize(("text", "why"), [(BARE, "not permitted"), ("61", "has ended")])
def test_a_table_that_was_not_read_is_an_error_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(TableUnreadable, match=why):
        ask(text)


def facts_of(text: str, id: int, *more: LockFacts) -> dict[str, str]:
    answer = ask(text, None, dict(zip([id], more, strict=False)) if more else None)
    row = next(row for row in answer.rows if row.mount.id == id)
    return dict(details(HERE, answer, row, index(HERE)))


def test_details_of_a_hidden_slave() -> None:
    found = facts_of(OWNED, 51)
    assert found["file system"].startswith("Files in memory")
    assert found["hidden"] == "covered: mount 52 (tmpfs on /) covers it: it lies on a directory above, or on the mount that this one is on."
    assert "slave of peer group 5" in found["propagation"]
    assert found[f"masters in {HOST['mnt']} (init)"] == "/jail"
    assert found["locked"].startswith("Not known")


def test_details_of_a_locked_mount() -> None:
    found = facts_of(OWNED, 51, LockFacts(True, ("ro",)))
    assert "cannot be unmounted" in found["locked"]
    assert found["locked flags"].startswith("ro")


def test_details_name_every_namespace_with_slaves() -> None:
    assert facts_of("host", 1)[f"slaves in {OWNED} (container:web)"] == "/"


def test_details_of_what_a_mount_shows() -> None:
    odd = [
        mount(1, 0, "/", fstype="overlay", super_options=("rw", "lowerdir=/l/A:/l/B", "upperdir=u", "workdir=w", "volatile")),
        mount(2, 1, "/deleted", root="/gone//deleted"),
        mount(3, 1, "/part", root="/part", device="8:1"),
        mount(4, 1, "/mapped", options=("rw", "idmapped"), id_map=MountIdMap(((0, 100000, 5),), ((0, 200000, 6),))),
        mount(5, 1, "/mapped2", options=("rw", "idmapped")),
    ]
    here = snapshot(processes=[process(1, 0)], tables=[table(HOST["mnt"], odd, [1])])
    answer = mounts(here, resolve(here, "1"))
    root, deleted, part, mapped, unknown = (details(here, answer, row, index(here)) for row in answer.rows)
    assert [fact for fact in root if fact[0].endswith("layer")] == [
        ("upper layer", "u"),
        ("lower layer", "/l/A"),
        ("lower layer", "/l/B"),
    ]
    assert {"layers", "overlay", "overlay flags"} <= dict(root).keys()
    assert dict(deleted)["source"] == "The directory mounted here, /gone, was removed where it came from."
    assert "/part" in dict(part)["source"]
    assert dict(mapped)["id map"] == "uid 0 is 100000, 5 ids; gid 0 is 200000, 6 ids"
    assert "statmount" in dict(unknown)["id map"]
