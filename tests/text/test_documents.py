"""The JSON documents: exact names, always valid, every key described in docs/json.md and nothing else there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.api import listing, mounts, show
from nsexplorer.model.listening import Listening
from nsexplorer.model.saved import save
from nsexplorer.text.documents import envelope
from nsexplorer.text.documents.compare import compare as compare_document
from nsexplorer.text.documents.events import event_document, watching_document
from nsexplorer.text.documents.holders import holders as holders_document
from nsexplorer.text.documents.ls import ls
from nsexplorer.text.documents.mounts import mounts as mounts_document
from nsexplorer.text.documents.show import show as show_document
from nsexplorer.text.plain.events import sentence
from tests.explain.holding import asked
from tests.text.comparison import comparison
from tests.text.happening import happened
from tests.text.machine import HOSTILE, UDEV_MNT, WEB_USER, machine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "json.md"
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(st.text(max_size=4), SCALARS, max_size=3))


def produced(command: str) -> list[dict[str, Any]]:
    """Documents of a command that have between them every key there is, as a reader gets them."""
    snapshot = machine()
    if command == "dump":
        return [json.loads(save(snapshot))]
    answers: list[dict[str, Any]]
    if command == "ls":
        answers = [ls(snapshot, listing(snapshot))]
    elif command == "mounts":
        answer = mounts(snapshot, "1")
        answers = [mounts_document(answer, answer.rows)]
    elif command == "compare":
        answers = [compare_document(comparison(), True)]
    elif command == "events":
        found = happened()
        answers = [event_document(event, sentence(event, snapshot, str), {0: "root"}.get) for event in found]
        answers.append(watching_document(snapshot, "watching", Listening(1, 2, 4, True, 3.0)))
    elif command == "holders":
        answers = [holders_document(asked("/data"), {0: "root"}.get)]
    else:
        answers = [show_document(snapshot, show(snapshot, target), {0: "root"}.get) for target in (UDEV_MNT, WEB_USER, "1", "1234")]
    return [json.loads("\n".join(envelope.lines(envelope.document(command, snapshot, each)))) for each in answers]


def described() -> dict[str, dict[str, set[str]]]:
    """What docs/json.md says: by command, by the path of an object, its keys."""
    found: dict[str, dict[str, set[str]]] = {}
    command = path = ""
    for line in PAGE.read_text().splitlines():
        if line.startswith("## "):
            command, path = line[3:], ""
        elif line.startswith("### "):
            path = line[4:]
        elif line.startswith("| `"):
            found.setdefault(command, {}).setdefault(path, set()).update(re.findall(r"`([a-z_]+)`", line.split("|")[1]))
    return found


def objects(value: Any, path: str) -> Iterator[tuple[str, set[str]]]:
    """Every object in a document, by its path as docs/json.md writes it."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each, path + "[]")
    elif isinstance(value, dict) and path in TABLES_OF_NAMES:
        for each in value.values():
            yield from objects(each, path + ".*")
    elif isinstance(value, dict):
        yield path, set(value)
        for key, each in value.items():
            yield from objects(each, f"{path}.{key}".lstrip("."))


KEYED = ("ids", "processes", "net", "files")

TABLES_OF_NAMES = {
    "by.namespaces",
    "process.namespaces", "process.unreadable", "process.threads[].namespaces", "namespace.unreadable", "namespace.members[].namespaces",
    "namespace.members[].unreadable", "namespaces[].unreadable", "unreadable", "snapshot.own", "snapshot.host", "snapshot.namespaces",
    "snapshot.processes", "snapshot.processes.*.namespaces", "snapshot.id_maps", "snapshot.features", "snapshot.namespaces.*.unreadable",
    "snapshot.threads[].namespaces", "counts", *(f"aspects.{aspect}[].{side}" for aspect in KEYED for side in "ab"),
}  # fmt: skip

MOUNT_PARTS = ("", ".hidden_by", ".idmap", ".overlay")
ID_ROWS = [f"mounts[].{side}.idmap.{kind}" for side in "ab" for kind in ("uids", "gids")] + ["ids[].a.*", "ids[].b.*"]

DESCRIBED_ELSEWHERE = {
    "namespace.pins[]": ("ls", "namespaces[].pins[]"),
    "namespace.id_map.gids[]": ("show", "namespace.id_map.uids[]"),
    "namespace.members[].capabilities": ("show", "process.capabilities"),
    "process.container": ("show", "namespace.container"),
    "process.unit": ("show", "namespace.unit"),
    "mounts[].idmap.uids[]": ("show", "namespace.id_map.uids[]"),
    "mounts[].idmap.gids[]": ("show", "namespace.id_map.uids[]"),
    "snapshot.complete": ("dump", "complete"),
    "snapshot.id_maps.*.uids[]": ("show", "namespace.id_map.uids[]"),
    "snapshot.id_maps.*.gids[]": ("show", "namespace.id_map.uids[]"),
    "snapshot.containers[]": ("show", "namespace.container"),
    "snapshot.units[].options[]": ("show", "namespace.unit_options[]"),
    "snapshot.processes.*.details.capabilities": ("show", "process.capabilities"),
    "snapshot.tables[].mounts[].id_map": ("mounts", "mounts[].idmap"),
    "b": ("compare", "a"),
    "by": ("events", "process"),
    "holders[].evidence": ("holders", "evidence[]"),
    "holders[].fix[]": ("holders", "fix[]"),
    **{f"{side}.complete{part}": ("compare", f"complete{part}") for side in "ab" for part in ("", ".viewer")},
    **{f"aspects.{aspect}[]": ("compare", "aspects.ids[]") for aspect in KEYED},
    **{f"aspects.mounts[].{side}{part}": ("mounts", f"mounts[]{part}") for side in "ab" for part in MOUNT_PARTS},
    **{f"aspects.{where}[]": ("show", "namespace.id_map.uids[]") for where in ID_ROWS},
}  # fmt: skip

TOLD_IN_WORDS = {
    "namespace.members[]", "snapshot.namespaces.*", "snapshot.namespaces.*.pins[]", "snapshot.threads[]", "snapshot.units[]",
    "aspects.net[].a.*", "aspects.net[].b.*",
}  # fmt: skip
"""Objects that a row of the page describes in words, by what they differ in from another."""


@pytest.mark.parametrize("command", ["ls", "show", "mounts", "compare", "holders", "events", "dump"])
def test_the_page_describes_every_key(command: str) -> None:
    page = described()
    common = page["Every document"]
    seen: set[str] = set()
    for document in produced(command):
        assert document["schema"] == "nsexplorer/1"
        assert document["command"] == command
        for path, keys in objects(document, ""):
            if path in TOLD_IN_WORDS:
                continue
            section, where = DESCRIBED_ELSEWHERE.get(path, (command, path))
            expected = page[section].get(where, set()) | common.get(where, set())
            if command == "show" and path == "":
                assert keys - common[""] in ({"namespace"}, {"process"})
            elif path == "snapshot.complete":
                assert keys == common["complete"] - {"viewer"}
            elif (command, path) == ("dump", "complete.viewer"):
                assert keys == expected | {"pid"}
            else:
                assert keys == expected, path
            seen.add(path)
    assert set(page[command]) <= seen, "the page describes what is not there"


@pytest.mark.parametrize("command", ["ls", "show", "mounts"])
def test_names_come_back_exactly(command: str) -> None:
    text = json.dumps(produced(command))
    if command != "ls":
        assert json.dumps(HOSTILE)[1:-1] in text
    assert text.isascii()


def test_each_row_has_a_line() -> None:
    snapshot = machine()
    lines = "\n".join(envelope.lines(envelope.document("ls", snapshot, ls(snapshot, listing(snapshot))))).splitlines()
    assert sum(line.startswith('{"id": ') for line in lines) == len(snapshot.namespaces)


@given(
    st.dictionaries(st.text(), VALUES, max_size=3),
    st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=3), min_size=1, max_size=4),
)
def test_whatever_the_answer_it_is_json(answer: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    document = {**answer, "rows": rows}
    text = "\n".join(envelope.lines(document))
    assert text.isascii()
    assert json.loads(text) == document


def test_pins_of_a_listing_name_the_leader_only() -> None:
    (udev,) = [row for row in produced("ls")[0]["namespaces"] if row["id"] == UDEV_MNT]
    assert [(pin["kind"], pin["pid"]) for pin in udev["pins"]] == [("fd", 1), ("process", 300)]
    assert udev["name"] == "unit:udevd.service"


def test_unknown_is_null_with_a_reason() -> None:
    zombie = show_document(machine(), show(machine(), "1300"), lambda uid: None)["process"]
    nothing = [key for key, value in zombie.items() if value is None and key not in ("tid", "container", "unit")]
    assert nothing
    assert set(nothing) <= set(zombie["unreadable"])
