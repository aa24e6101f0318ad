"""What `predict` prints: every key of its documents is described, and people get the answer first."""

import json
from typing import Any

import pytest

from nsexplorer.explain.predict.mount import predict_mount
from nsexplorer.explain.predict.mount_answer import mount_answer, umount_answer
from nsexplorer.explain.predict.path import predict_path
from nsexplorer.explain.predict.path_answer import path_answer
from nsexplorer.explain.predict.umount import predict_umount
from nsexplorer.explain.targets import resolve
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.model.walk import Step, Trail, Walk
from nsexplorer.text.colors import plain
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.predict import predict_mount as mount_document
from nsexplorer.text.documents.predict import predict_path as path_document
from nsexplorer.text.documents.predict import predict_umount as umount_document
from nsexplorer.text.glyphs import glyphs_for
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.predict import mount_page, path_page, umount_page
from tests.explain.literals import INITIAL_USER, details, mount, namespace, process, snapshot, table
from tests.text.test_documents import described, objects

MEDIUM = Medium(None, glyphs_for("utf-8"), plain)
ALL = (IdMapRow(0, 0, 4294967295),)
WALK = Walk("/data", (Step("/", 21, None, "0:1", 2, 0o40755, 0, 0), Step("/data", 22, None, "0:2", 1, 0o40755, 0, 0)))
WALK_OF_HOST = Walk("/data", (Step("/", 11, None, "0:1", 2, 0o40755, 0, 0), Step("/data", 12, None, "0:2", 1, 0o40755, 0, 0)))
SHARED_ELSEWHERE = "mnt:[20]"
ALONE = "mnt:[30]"

FROM_WHY = {"in", "from", "evidence[]", "fix[]"}


def machine() -> Snapshot:
    """The host, with a shared /data and a mount below; a namespace that receives from it, and one that does not."""
    host = [
        mount(11, 1, "/", device="0:1"),
        mount(12, 11, "/data", device="0:2", shared=5),
        mount(13, 12, "/data/sub", device="0:3", shared=6),
    ]
    receiving = [
        mount(21, 1, "/", device="0:1"),
        mount(22, 21, "/data", device="0:2", master=5),
        mount(23, 22, "/data/sub", device="0:3", master=6),
        mount(24, 22, "/data/new/below", device="0:4"),
        mount(25, 21, "/away", device="0:3"),
    ]
    processes = [
        process(1, details=details("init")),
        process(2, root="/data/sub", details=details("worker"), inside={"mnt": SHARED_ELSEWHERE}),
        process(3, details=details("alone"), inside={"mnt": ALONE}),
    ]
    return snapshot(
        [namespace(SHARED_ELSEWHERE, leader=2, members=(2,)), namespace(ALONE, leader=3, members=(3,))],
        processes,
        [
            table("mnt:[4026531832]", host, [1]),
            table(SHARED_ELSEWHERE, receiving, [2]),
            table(ALONE, [mount(31, 1, "/", device="0:1")], [3]),
        ],
        id_maps={INITIAL_USER: IdMap(INITIAL_USER, ALL, ALL, "allow")},
    )


def documents() -> dict[str, dict[str, Any]]:
    known = machine()
    path = predict_path(known, resolve(known, "3"), "/data", Trail(Walk("/data", WALK.steps)))
    mounting = predict_mount(known, resolve(known, "1"), "/data/new")
    unmounting = predict_umount(known, resolve(known, "1"), "/data/sub")
    return {
        "predict": path_document(path, path_answer(known, path)),
        "predict mount": mount_document(mounting, mount_answer(known, mounting)),
        "predict umount": umount_document(unmounting, umount_answer(known, unmounting)),
    }


@pytest.mark.parametrize("section", ["predict", "predict mount", "predict umount"])
def test_the_page_describes_every_key(section: str) -> None:
    page = described()
    common = page["Every document"]
    document = json.loads("\n".join(envelope.lines(envelope.document("predict", machine(), documents()[section]))))
    seen = set()
    for path, keys in objects(document, ""):
        if path.startswith("mount") or (path in common and path != ""):
            continue
        where = "from" if path == "in" else path
        if path == "receives[].hides[]":
            where = "hides[]"
        if path == "receives[].hidden_by":
            expected = page["mounts"]["mounts[].hidden_by"]
        else:
            expected = page["why"][where] if path in FROM_WHY else page[section].get(where, set()) | common.get(where, set())
        assert keys == expected, path
        seen.add(where)
    assert set(page[section]) <= seen, "the page describes what is not there"


def test_people_get_the_answer_first() -> None:
    known = machine()
    mounting = predict_mount(known, resolve(known, "1"), "/data/new")
    lines = list(mount_page(known, mounting, mount_answer(known, mounting), MEDIUM))
    assert lines[0] == "A mount made at /data/new in process 1 (sleep) would appear 1 more time, in 1 other mount namespace."
    assert any("hides /data/new/below" in line for line in lines)
    assert any(line.lstrip().startswith(ALONE) and "none of its mounts shows that directory" in line for line in lines)

    unmounting = predict_umount(known, resolve(known, "1"), "/data/sub")
    lines = list(umount_page(known, unmounting, umount_answer(known, unmounting), MEDIUM))
    assert lines[0] == "Unmounting /data/sub in process 1 (sleep) would fail with EBUSY: process 2 (sleep) has its root directory in it."
    assert any("/away" in line and "another place" in line for line in lines)

    path = predict_path(known, resolve(known, "2"), "/data")
    lines = list(path_page(path_answer(known, path), MEDIUM))
    assert "the host has the same at /data" not in lines[0]
    assert "is not known" in lines[0]


def test_nobody_receives_what_cannot_be_mounted() -> None:
    known = machine()
    missing = Trail(Walk("/data/x/y", WALK_OF_HOST.steps, "ENOENT", "/data/x"))
    mounting = predict_mount(known, resolve(known, "1"), "/data/x/y", missing)
    assert mounting.fails == "/data/x leads nowhere (ENOENT)"
    assert not (mounting.receives or mounting.others or mounting.hides)
    assert mount_answer(known, mounting).fix == ()


def test_only_a_volume_is_to_be_given_away() -> None:
    """A file of the system's own is never to be chowned for somebody who may not write it."""
    known = machine()
    at_root = Trail(Walk("/etc", (*WALK_OF_HOST.steps[:1], Step("/etc", 11, None, "0:1", 3, 0o40755, 0, 0))))
    refused = predict_path(known, resolve(known, "1"), "/etc", at_root, uid=7)
    assert refused.may_write is False
    assert path_answer(known, refused).fix == ()
    volume = predict_path(known, resolve(known, "1"), "/data", Trail(WALK_OF_HOST), uid=7)
    assert [fix.command for fix in path_answer(known, volume).fix] == ["setfacl -m u:7:rwX /data", "chown 7 /data"]
