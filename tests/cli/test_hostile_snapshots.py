"""A snapshot file comes from elsewhere: whatever it claims, each question gets an answer or one clear error, in bounded time."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nsexplorer import api
from nsexplorer.explain.errors import AmbiguousTarget, TableUnreadable, UnknownTarget
from nsexplorer.explain.facts import NamespaceFacts
from nsexplorer.explain.tree import FORESTS
from nsexplorer.model.saved import UnusableSnapshot, save
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.colors import plain
from nsexplorer.text.documents.ls import ls
from nsexplorer.text.documents.mounts import mounts
from nsexplorer.text.documents.show import show
from nsexplorer.text.glyphs import UNICODE
from nsexplorer.text.medium import Medium
from nsexplorer.text.plain.ls import namespace_list, namespace_tree
from nsexplorer.text.plain.mounts import mount_list, mount_tree
from nsexplorer.text.plain.show_namespace import namespace_page
from nsexplorer.text.plain.show_process import process_page
from tests.text.machine import machine

TERMINAL = Medium(80, UNICODE, plain)
DOCUMENT = json.loads(save(machine()))
NAMESPACES = list(DOCUMENT["snapshot"]["namespaces"])
TARGETS = ("host", "self", "1", "1234", "1300", "1/2", "container:web", "netns:blue", "unit:udevd.service", *NAMESPACES)
EXPECTED = (UnknownTarget, AmbiguousTarget, TableUnreadable)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(value[key], (*path, key))


PLACES = list(places(DOCUMENT["snapshot"]))


def tampered(chance: random.Random) -> str:
    """The saved machine with a few values replaced by others of their type, so that most of it still loads."""
    document = json.loads(json.dumps(DOCUMENT))
    for _ in range(chance.randint(1, 6)):
        *way, last = chance.choice(PLACES)
        holder = document["snapshot"]
        try:
            for key in way:
                holder = holder[key]
            holder[last] = replacement(holder[last], chance)
        except (KeyError, IndexError, TypeError):
            continue  # what was replaced before is not there any more
    return json.dumps(document)


def replacement(value: Any, chance: random.Random) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return chance.choice([0, 1, 3, 5, 1234, 1300, -1, 2**63])
        case str():
            return chance.choice([*NAMESPACES, "", "x", "/", "//", "\x1b", "mnt:[?5]", "overlay"])
        case list():
            return chance.choice([[], value * 2, value[::-1]])
        case _:
            return chance.choice([{}, None, 1, value])


def questions(snapshot: Snapshot) -> Iterator[Callable[[], object]]:
    """Every answer that the command line can give."""
    yield lambda: ls(snapshot, api.listing(snapshot))
    yield lambda: list(namespace_list(snapshot, api.listing(snapshot), str, TERMINAL))
    for forest in FORESTS.values():
        yield lambda forest=forest: list(namespace_tree(snapshot, forest(snapshot), str, TERMINAL))  # type: ignore[misc]
    for target in TARGETS:
        yield lambda target=target: everything_about(snapshot, target)  # type: ignore[misc]
        yield lambda target=target: table_of(snapshot, target)  # type: ignore[misc]


def everything_about(snapshot: Snapshot, target: str) -> None:
    answer = api.show(snapshot, target)
    show(snapshot, answer, lambda uid: None)
    if isinstance(answer, NamespaceFacts):
        list(namespace_page(answer, str, TERMINAL))
    else:
        list(process_page(answer, str, TERMINAL))


def table_of(snapshot: Snapshot, target: str) -> None:
    answer = api.mounts(snapshot, target)
    mounts(answer, answer.rows)
    list(mount_tree(answer.rows, TERMINAL))
    list(mount_list(answer.rows, TERMINAL))


@pytest.mark.parametrize("batch", range(4))
def test_every_question_is_answered_or_refused(batch: int) -> None:
    answered = 0
    for seed in range(batch * 100, batch * 100 + 100):
        try:
            snapshot = api.load(tampered(random.Random(seed)))
        except UnusableSnapshot:
            continue
        for question in questions(snapshot):
            try:
                question()
                answered += 1
            except EXPECTED as refused:
                assert str(refused).count(": ") >= 1
    assert answered > 100
