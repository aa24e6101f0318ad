"""A loaded document comes from anybody: mutations of what a real machine gave, and numbers and texts at the edge of JSON."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsexplorer.api import capture
from nsexplorer.model.saved import UnusableSnapshot, load, save
from nsexplorer.model.snapshot import Snapshot


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A snapshot of this machine with a few processes, namespaces and mounts of it left, as JSON."""
    whole: dict[str, Any] = json.loads(save(capture()))
    kept = whole["snapshot"]
    kept["processes"] = dict(list(kept["processes"].items())[-3:])
    kept["namespaces"] = dict(list(kept["namespaces"].items())[:3])
    kept["tables"] = [{**table, "mounts": table["mounts"][:3]} for table in kept["tables"][:1]]
    return whole


def values(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value below."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in below for place in values(entry, (*path, key)))]


def holder(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 2**64, -1, 1e300, -0.0]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.recursive(
        st.none() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_mutation_of_a_real_snapshot(document: dict[str, Any], data: st.DataObject) -> None:
    mutated = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in values(mutated) if place]))
        above, key = holder(mutated, path), path[-1]
        match data.draw(st.sampled_from(["replace", "remove", "copy", "rename"])):
            case "replace":
                above[key] = data.draw(ODD)
            case "remove":
                del above[key]
            case "copy":
                above[key] = (
                    copy.deepcopy(holder(mutated, source)[source[-1]]) if (source := data.draw(st.sampled_from(values(mutated)))) else None
                )
            case "rename" if isinstance(above, dict):
                above[data.draw(st.text(max_size=12))] = above.pop(key)
    try:
        found = load(json.dumps(mutated))
    except UnusableSnapshot as refusal:
        assert str(refusal) and len(str(refusal)) < 400
    else:
        assert isinstance(found, Snapshot) and load(save(found)) == found


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_file(document: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(document).encode()
    start = data.draw(st.integers(0, len(text)))
    damaged = text[:start] + data.draw(st.binary(max_size=8)) + text[start + data.draw(st.integers(0, 40)) :]
    try:
        assert isinstance(load(damaged), Snapshot)
    except UnusableSnapshot as refusal:
        assert str(refusal)


@pytest.mark.parametrize("number", ["1e999", "1" + "0" * 400, "-1", "253402300800", "NaN", "Infinity", "true", '"1"', "null"])
def test_a_time_that_no_clock_shows(document: dict[str, Any], number: str) -> None:
    text = json.dumps({**document, "snapshot": {**document["snapshot"], "taken": "here"}})
    with pytest.raises(UnusableSnapshot):
        load(text.replace('"taken": "here"', f'"taken": {number}'))


@pytest.mark.parametrize("number", [2**64, -(2**64), 10**400, 1.0, True])
def test_a_number_that_no_kernel_has(document: dict[str, Any], number: object) -> None:
    changed = copy.deepcopy(document)
    next(iter(changed["snapshot"]["processes"].values()))["start"] = number
    with pytest.raises(UnusableSnapshot, match="start"):
        load(json.dumps(changed))


@pytest.mark.parametrize("character", ["\ud800", "\udbff", "\udc7f", "\udd00", "\udfff"])
def test_a_character_that_no_name_has(document: dict[str, Any], character: str) -> None:
    with pytest.raises(UnusableSnapshot, match="machine"):
        load(json.dumps({**document, "snapshot": {**document["snapshot"], "machine": f"a{character}b"}}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_of_json_is_read_or_refused(document: dict[str, Any], encoding: str) -> None:
    try:
        assert load(json.dumps(document).encode(encoding)) == load(json.dumps(document))
    except UnusableSnapshot as refusal:
        assert "JSON" in str(refusal)


def test_depth_is_no_way_to_crash(document: dict[str, Any]) -> None:
    inside = '{"a": ' * 100_000
    with pytest.raises(UnusableSnapshot):
        load('{"schema": "nsexplorer/1", "command": "dump", "snapshot": ' + inside)


def test_a_huge_file_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nsexplorer.model.saved.LIMIT", 1 << 20)
    with pytest.raises(UnusableSnapshot, match="larger than 1 MiB"):
        load(b"[" * ((1 << 20) + 1))


@pytest.mark.parametrize("key", ["-1", "1.0", " 1", "\uff11", "", "99999999999", "0x1"])
def test_a_process_is_named_by_its_pid(document: dict[str, Any], key: str) -> None:
    changed = copy.deepcopy(document)
    changed["snapshot"]["processes"][key] = next(iter(changed["snapshot"]["processes"].values()))
    with pytest.raises(UnusableSnapshot):
        load(json.dumps(changed))
