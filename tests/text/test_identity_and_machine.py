"""What `whoami`, `map`, `can-mount` and `doctor` print: every key is described in docs/json.md, and people get the answer first."""

import json
from dataclasses import replace
from typing import Any

import pytest

from nsexplorer.explain.id_translation import MapAnswer, map_number
from nsexplorer.explain.mountable_words import answer
from nsexplorer.explain.targets import resolve
from nsexplorer.explain.whoami import WhoamiAnswer, whoami
from nsexplorer.model.accounts import Accounts, SubordinateIds, SubordinateRange
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check
from nsexplorer.model.idmap import IdMap, IdMapRow
from nsexplorer.model.mountable import Mountable, Permission
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.colors import plain
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.can_mount import can_mount as can_mount_document
from nsexplorer.text.documents.doctor import doctor as doctor_document
from nsexplorer.text.documents.identity import map_id as map_document
from nsexplorer.text.documents.identity import whoami as whoami_document
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.can_mount import page as can_mount_page
from nsexplorer.text.plain.doctor import page as doctor_page
from nsexplorer.text.plain.identity import map_page, whoami_page
from tests.explain.literals import INITIAL_USER
from tests.text.machine import HOSTILE, WEB_USER, machine
from tests.text.test_documents import described, objects

MEDIUM = Medium(None, UNICODE, plain)
RANGE = SubordinateRange("alice", 1000, 65536)
COVERED = Permission(False, "too-revealing", "a new proc would show what is covered", ("pid",), ("/proc/" + HOSTILE,))
FILESYSTEMS = (
    Mountable("proc", COVERED, COVERED, COVERED),
    Mountable("tmpfs", Permission(False, "needs-namespace", "rights", ("user", "mnt")), Permission(True, "ok"), Permission(True, "ok")),
    Mountable("nfs", *[Permission(False, "absent", "this kernel does not have it")] * 3),
)
CHECKS = (
    Check("chroot", "ok", "nothing tells of a chroot", "/proc/PID/mountinfo"),
    Check("subuid", "fault", "no ids for " + HOSTILE, "/etc/subuid", (Fix("set some aside", "usermod x"), Fix("or do without"))),
)

FROM_WHY = ("evidence[]", "fix[]", "checks[].fix[]")


def identified() -> Snapshot:
    """The small machine, with the id maps of its host as well."""
    known = machine()
    whole = (IdMapRow(0, 0, 4294967295),)
    return replace(known, id_maps={**known.id_maps, INITIAL_USER: IdMap(INITIAL_USER, whole, whole, "allow")})


def who() -> WhoamiAnswer:
    accounts = {WEB_USER: Accounts({0: HOSTILE}, {})}
    known = identified()
    return whoami(known, resolve(known, "1234"), accounts, SubordinateIds((RANGE,), (RANGE,)))


def mapped() -> MapAnswer:
    known = identified()
    return map_number(known, 0, resolve(known, WEB_USER), None, {}, SubordinateIds((RANGE,), (RANGE,)))


def documents() -> dict[str, dict[str, Any]]:
    return {
        "whoami": whoami_document(who()),
        "map": map_document(mapped()),
        "can-mount": can_mount_document(resolve(machine(), "1234"), answer("You", FILESYSTEMS), FILESYSTEMS),
        "doctor": doctor_document("a sentence", CHECKS),
    }


@pytest.mark.parametrize("command", ["whoami", "map", "can-mount", "doctor"])
def test_the_page_describes_every_key(command: str) -> None:
    page = described()
    common = page["Every document"]
    document = json.loads("\n".join(envelope.lines(envelope.document(command, machine(), documents()[command]))))
    seen = set()
    for path, keys in objects(document, ""):
        if path.endswith("unreadable") or (path in common and path != ""):
            continue
        where = path.replace("subordinate_gid", "subordinate_uid").replace(".session_all", ".here").replace(".session", ".here")
        if path in FROM_WHY:
            expected = page["why"][path.removeprefix("checks[].")]
        elif path == "in" or path.startswith("chain[]"):
            expected = page["whoami"][where]
        else:
            expected = page[command].get(where, set()) | common.get(where, set())
        assert keys == expected, path
        seen.add(where)
    assert set(page[command]) <= seen, "the page describes what is not there"


def test_people_get_the_answer_first() -> None:
    assert next(iter(whoami_page(who(), MEDIUM))).startswith("Process 1234 (nginx -g ")
    assert next(iter(map_page(mapped(), MEDIUM))).startswith("0 is uid 0, gid 0 in ")
    lines = list(can_mount_page(answer("You", FILESYSTEMS), FILESYSTEMS, MEDIUM))
    assert lines[0] == "You may mount nothing as it is; in user and mount namespaces of its own also tmpfs"
    assert "not in this kernel: nfs" in lines
    lines = list(doctor_page("a sentence", CHECKS, MEDIUM))
    assert lines[0] == "a sentence"
    assert lines[2].startswith("FAULT    subuid: ")
    assert "             usermod x" in lines


def test_names_from_strangers_reach_no_terminal() -> None:
    pages = (
        whoami_page(who(), MEDIUM),
        map_page(mapped(), MEDIUM),
        can_mount_page(answer(HOSTILE, FILESYSTEMS), FILESYSTEMS, MEDIUM),
        doctor_page(HOSTILE, CHECKS, MEDIUM),
    )
    for page in pages:
        for line in page:
            assert line.isprintable(), line
            line.encode()
