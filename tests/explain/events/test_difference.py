"""Events from pairs of snapshots."""

from dataclasses import replace
from typing import Any

from nsexplorer.explain.events.difference import events
from nsexplorer.explain.events.event import EVENTS, Event
from nsexplorer.explain.events.watched import watched_by
from nsexplorer.explain.targets import resolve
from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import HOST, details, mount, namespace, process, snapshot, table

WEB = "mnt:[4026532303]"
ROOT = mount(20, 1, "/", unique_id=120)


def seen(*mounts: Mount, **facts: Any) -> Snapshot:
    """A machine with a namespace that has these mounts above its root."""
    web = namespace(WEB, nsid=facts.pop("nsid", 7), leader=50, members=(50,))
    processes = facts.pop("processes", (process(1), process(50, command="nginx", inside={"mnt": WEB})))
    return snapshot([web], processes, [table(WEB, (ROOT, *mounts), [50])], taken=facts.pop("taken", 10.0), **facts)


def told(before: Snapshot, after: Snapshot) -> list[str]:
    found = events(before, after)
    assert {event.event for event in found} <= set(EVENTS)
    assert all(event.noticed == after.taken for event in found)
    return [event.event for event in found]


def only(before: Snapshot, after: Snapshot) -> Event:
    (event,) = events(before, after)
    return event


def test_nothing_happens_between_equal_snapshots() -> None:
    assert told(seen(mount(21, 20, "/mnt")), seen(mount(21, 20, "/mnt"))) == []


def test_a_mount_made_and_gone() -> None:
    made = only(seen(), seen(mount(21, 20, "/mnt", unique_id=121), taken=12.5))
    assert (made.event, made.namespace, made.noticed, made.by) == ("mount-made", WEB, 12.5, None)
    assert made.mount is not None and made.mount.target == "/mnt"
    gone = only(seen(mount(21, 20, "/mnt")), seen())
    assert gone.event == "mount-gone" and gone.mount is None
    assert gone.mount_before is not None and gone.mount_before.target == "/mnt"


def test_an_id_that_is_used_again_is_another_mount() -> None:
    before, after = mount(21, 20, "/mnt", unique_id=121), mount(21, 20, "/mnt", unique_id=122)
    assert told(seen(before), seen(after)) == ["mount-made", "mount-gone"]
    old = mount(21, 20, "/mnt", device="0:50"), mount(21, 20, "/mnt", device="0:51")
    assert told(seen(old[0]), seen(old[1])) == ["mount-made", "mount-gone"]


def test_a_moved_tree_is_one_move() -> None:
    before = mount(21, 20, "/a"), mount(22, 21, "/a/b")
    after = mount(21, 20, "/c"), mount(22, 21, "/c/b")
    moved = only(seen(*before), seen(*after))
    assert moved.event == "mount-moved" and moved.changes == {"target": ("/a", "/c")}


def test_a_mount_tucked_in_below_moves_nothing() -> None:
    assert told(seen(mount(22, 20, "/a")), seen(mount(21, 20, "/a"), mount(22, 21, "/a"))) == ["mount-made"]


def test_changes_of_a_mount() -> None:
    before = mount(21, 20, "/mnt")
    changed = only(seen(before), seen(replace(before, options=("ro", "relatime"), shared=5, root="/x//deleted")))
    assert changed.event == "mount-changed"
    assert changed.changes == {"options": ("rw", "ro"), "root": ("/", "/x//deleted"), "propagation": ("private", "shared")}
    assert only(seen(replace(before, shared=5)), seen(replace(before, shared=6))).changes == {"shared": ("5", "6")}


def test_a_namespace_that_appears_brings_its_mounts_and_one_that_goes_takes_them() -> None:
    empty = snapshot([], (process(1), process(50, command="nginx")))
    appeared = events(empty, seen(mount(21, 20, "/mnt")))
    assert [event.event for event in appeared] == ["namespace-appeared", "process-entered"]
    assert appeared[0].by is not None and appeared[0].by.pid == 50
    assert told(seen(mount(21, 20, "/mnt")), empty) == ["process-entered", "namespace-gone"]


def test_an_inode_that_is_used_again_is_another_namespace() -> None:
    assert told(seen(nsid=7), seen(mount(21, 20, "/mnt"), nsid=8)) == ["namespace-appeared", "namespace-gone"]


def test_an_inode_whose_first_namespace_could_not_be_read_any_more() -> None:
    dying = snapshot([namespace(WEB, leader=40, members=(40,))], (process(1), process(40, inside={"mnt": WEB})))
    assert told(dying, seen())[0] == "namespace-appeared"


def test_a_namespace_gets_a_name() -> None:
    before, after = seen(), seen()
    named = replace(after, namespaces={**after.namespaces, WEB: replace(after.namespaces[WEB], name="container:web")})
    assert only(before, named).changes == {"name": (None, "container:web")}


def test_processes_start_enter_and_end() -> None:
    one, child = process(1), process(60, parent=50)
    shell = process(50, command="bash")
    started = only(snapshot([], (one, shell)), snapshot([], (one, shell, child)))
    assert started.event == "process-started" and started.by is not None and started.by.command == "bash"
    assert told(snapshot([], (one, shell)), snapshot([], (one,))) == ["process-ended"]
    zombie = replace(shell, state="Z", namespaces={})
    assert told(snapshot([], (one, shell)), snapshot([], (one, zombie))) == ["process-ended"]
    assert told(snapshot([], (one, zombie)), snapshot([], (one,))) == []
    again = replace(shell, start=9999)
    assert told(snapshot([], (one, shell)), snapshot([], (one, again))) == ["process-started", "process-ended"]


def test_helpers_are_left_out_and_what_the_explorer_starts_is_not() -> None:
    helper = process(100, parent=99, inside={"mnt": "mnt:[4026532999]"}, details=details("python3", "/x/nsexplorer/helper/main.py"))
    below, shell = process(101, parent=100), process(102, parent=99, command="bash")
    copy = namespace("mnt:[4026532999]", leader=100, members=(100,))
    first = process(1), process(99, command="nsexplorer")
    (event,) = events(snapshot([], first), snapshot([copy], (*first, helper, below, shell)))
    assert event.event == "process-started" and event.process is shell


def test_a_target_concerns_what_happens_to_it() -> None:
    before = seen()
    after = seen(
        mount(21, 20, "/mnt"),
        processes=(process(1), process(50, command="nginx", inside={"mnt": WEB}), process(60), process(61, parent=50, inside={"mnt": WEB})),
    )
    for target in (WEB, "50"):
        found = watched_by(before, resolve(before, target)).concerned(events(before, after))
        assert [(event.event, event.process and event.process.pid) for event in found] == [("process-started", 61), ("mount-made", None)]
    host = watched_by(before, resolve(before, "1")).concerned(events(before, after))
    assert host == ()


def test_a_target_that_is_gone() -> None:
    before = seen()
    by_process, by_namespace = (watched_by(before, resolve(before, target)) for target in ("50", WEB))
    assert by_process.there(before) and by_namespace.there(before)
    gone = snapshot([], (process(1),))
    assert not by_process.there(gone) and not by_namespace.there(gone)
    assert not by_namespace.there(seen(nsid=8))
    assert HOST["mnt"] in gone.namespaces
