"""A saved snapshot is the same when it is loaded, and nothing else that is loaded does harm."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsexplorer.api import capture
from nsexplorer.model.redaction import blank_address, blank_option, without_command_lines, without_credentials
from nsexplorer.model.saved import UnusableSnapshot, load, save
from nsexplorer.model.snapshot import Snapshot
from tests.explain.literals import mount, process, snapshot, table

NAMES = st.binary(max_size=40).map(lambda name: name.decode("utf-8", "surrogateescape"))
"""What a kernel's name can be: any bytes."""


def test_this_machine() -> None:
    taken = capture()
    text = save(taken)
    assert text.isascii()
    assert load(text) == taken


@given(NAMES, NAMES, NAMES)
def test_hostile_names(target: str, source: str, command: str) -> None:
    taken = snapshot(processes=[process(7, command=command)], tables=[table("mnt:[4026531841]", [mount(1, 0, target, source=source)])])
    assert load(save(taken).encode()) == taken


def small() -> Snapshot:
    return snapshot(processes=[process(7)], tables=[table("mnt:[4026531841]", [mount(1, 0, "/")])])


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in below for place in paths(entry, (*path, key)))]


JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9), st.just([]), st.just({}))


@settings(max_examples=300)
@given(st.data())
def test_a_tampered_document_is_refused_or_is_a_snapshot(data: st.DataObject) -> None:
    document = json.loads(save(small()))
    place = data.draw(st.sampled_from(paths(document)[1:]))
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = data.draw(JUNK)
    try:
        found = load(json.dumps(document))
    except UnusableSnapshot as refusal:
        assert str(refusal)
    else:
        assert isinstance(found, Snapshot)
        assert load(save(found)) == found


@given(st.binary(max_size=200))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableSnapshot):
        load(data)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"schema": "nsexplorer/2"}', '{"schema": "nsexplorer/1", "command": "ls"}', "NaN", "1" * 9999]
)
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(UnusableSnapshot):
        load(text)


def test_a_newer_schema_is_named() -> None:
    with pytest.raises(UnusableSnapshot, match="nsexplorer/2"):
        load(json.dumps({**json.loads(save(small())), "schema": "nsexplorer/2"}))


def test_no_command_line_is_left() -> None:
    assert all(
        process.details is None or process.details.command_line is None for process in without_command_lines(capture()).processes.values()
    )


@pytest.mark.parametrize(
    ("option", "blanked"),
    [
        ("password=x", "password=***"),
        ("passwd=x,y", "passwd=***"),
        ("secret=x", "secret=***"),
        ("credentials=/root/c", "credentials=***"),
        ("s3_key=x", "s3_key=***"),
        ("url=https://me:pw@host/x", "url=https://me:***@host/x"),
        ("uid=1000", "uid=1000"),
        ("size=64k", "size=64k"),
        ("lowerdir=/a:/b@c", "lowerdir=/a:/b@c"),
        ("ro", "ro"),
    ],
)
def test_options(option: str, blanked: str) -> None:
    assert blank_option(option) == blanked


@pytest.mark.parametrize(
    ("source", "blanked"),
    [
        ("https://me:pw@host/dav", "https://me:***@host/dav"),
        ("me:pw@host:/x", "me:***@host:/x"),
        ("http://h/x?token=abc&y=1", "http://h/x?token=***&y=1"),
        ("//srv/share", "//srv/share"),
        ("host:/x", "host:/x"),
        ("user@host:/dir", "user@host:/dir"),
        ("[2001:db8::1]:/x", "[2001:db8::1]:/x"),
    ],
)
def test_sources(source: str, blanked: str) -> None:
    assert blank_address(source) == blanked


def test_credentials_are_blanked_in_every_table() -> None:
    taken = snapshot(
        tables=[table("mnt:[4026531841]", [mount(1, 0, "/", source="https://me:pw@host/dav", super_options=("rw", "password=pw"))])]
    )
    text = save(without_credentials(taken))
    assert "pw" not in text.replace("pwd", "")
    assert "***" in text
