"""What `sessions` and `end` print: every key is described in docs/json.md, and names that hold control characters do nothing."""

import json

from nsexplorer.explain.living_sessions import Living, kept, living
from nsexplorer.model.namespace import Pin
from nsexplorer.model.session import KEEPER, Anchor, Session
from nsexplorer.text.colors import plain
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.sessions import sessions as sessions_document
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.sessions import losses, sessions_page
from tests.explain.literals import HOST, mount, namespace, process, snapshot, table
from tests.text.machine import HOSTILE
from tests.text.test_documents import described, objects

USER, MNT, BELOW = "user:[4026532001]", "mnt:[4026532002]", "user:[4026532003]"
SESSION = Session("lab", 0.0, True, Anchor(10, 1), (Anchor(11, 1),), {"user": USER, "mnt": MNT}, {}, HOST, 1, {}, "/")
HERE = snapshot(
    namespaces=[
        namespace(USER, children=(BELOW,), leader=11, members=(11, 12)),
        namespace(BELOW, leader=13, members=(13,)),
        namespace(MNT, owner=USER, leader=11, members=(11, 12, 13), pins=(Pin("bind", path="/run/lab", within=HOST["mnt"]),)),
    ],
    processes=[
        process(1, 0, "init"),
        process(11, 1, KEEPER, inside={"user": USER, "mnt": MNT}),
        process(12, 1, "sh" + HOSTILE, inside={"user": USER, "mnt": MNT}),
        process(13, 12, "below", inside={"user": BELOW, "mnt": MNT}),
        process(14, 12, "ended", state="Z", inside={"user": USER, "mnt": MNT}),
    ],
    tables=[
        table(HOST["mnt"], [mount(1, 0, "/", device="8:1"), mount(2, 1, "/proc", device="0:5", fstype="proc")], [1]),
        table(
            MNT,
            [
                mount(21, 0, "/", device="8:1"),
                mount(22, 21, "/proc", device="0:5", fstype="proc"),
                mount(23, 21, "/mnt", source=HOSTILE),
                mount(24, 21, "/proc", device="0:9", fstype="proc"),
            ],
            [11, 12, 13],
        ),
    ],
)
MEDIUM = Medium(None, UNICODE, plain)


def test_what_lives_of_a_session() -> None:
    (found,) = living(HERE, [SESSION])
    assert [each.pid for each in found.processes] == [12, 13]
    assert found.mounts is not None
    assert [each.id for each in found.mounts] == [23, 24]
    assert [each.id for each in found.in_memory] == [23]
    assert [(each.namespace, each.pin.path) for each in kept(HERE)] == [(MNT, "/run/lab")]


def test_a_table_that_could_not_be_read_leaves_the_mounts_unknown() -> None:
    bare = snapshot(HERE.namespaces.values(), HERE.processes.values(), [HERE.tables[0]])
    (found,) = living(bare, [SESSION])
    assert found == Living(SESSION, found.processes, None, "the mount table of the session could not be read")


def test_the_page_describes_every_key() -> None:
    page = described()
    written = "\n".join(envelope.lines(envelope.document("sessions", HERE, sessions_document(living(HERE, [SESSION]), kept(HERE)))))
    seen = set()
    for path, keys in objects(json.loads(written), ""):
        if path not in ("sessions[].namespaces", "sessions[].unreadable"):
            assert keys == page["sessions"].get(path, set()) | page["Every document"].get(path, set()), path
            seen.add(path)
    assert {"sessions[]", "sessions[].processes[]", "pins[]"} <= seen


def test_people_are_told_what_would_be_lost() -> None:
    (found,) = living(HERE, [SESSION])
    told = "\n".join(losses(found))
    assert told.startswith("2 processes: sh")
    assert "the mount at /mnt (tmpfs " in told and "with all files in it: they are in memory alone" in told
    page = "\n".join(sessions_page([found], kept(HERE), MEDIUM))
    assert "lab" in page and f"{MNT} at /run/lab" in page
    assert not {"\x1b", "\r"} & set(told + page)
    assert next(sessions_page([], [], MEDIUM)).startswith("No session lives")
