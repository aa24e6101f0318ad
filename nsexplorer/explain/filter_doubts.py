"""What is wrong with a filter: for each of its words that fits nothing at all, a sentence that says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from nsexplorer.explain.filter import Fits, UserIds, mount_filter, namespace_filter
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Snapshot

TYPE_CHECKING = False  # annotations alone need it, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.explain.mounts import MountRow

Row = TypeVar("Row")
Why = Callable[[str], str]
"""Why a value fits nothing."""

PROPAGATIONS = ("shared", "slave", "shared+slave", "private", "unbindable")
_FIELD = re.compile("[a-z]+:")


def namespace_doubts(snapshot: Snapshot, text: str, user_id: UserIds = lambda name: None) -> tuple[str, ...]:
    """The sentences on a filter over namespaces; none where every word of it fits some namespace."""
    fields: Mapping[str, Why] = {
        "type": lambda value: _one_of(value, NAMESPACE_TYPES, "type of namespace"),
        "user": lambda value: _user(value, user_id),
        "container": lambda value: f"No container here is called {value}.",
    }
    rows = tuple(snapshot.namespaces.values())
    return tuple(_doubts(text, rows, lambda word: namespace_filter(snapshot, word, user_id), fields, ("pinned", "noproc"), "namespace"))


def mount_doubts(rows: Sequence[MountRow], text: str) -> tuple[str, ...]:
    """The sentences on a filter over the mounts of one table."""
    fields: Mapping[str, Why] = {
        "fs": lambda value: f"No mount here is of the type {value}.",
        "prop": lambda value: _one_of(value, PROPAGATIONS, "propagation"),
        "opt": lambda value: f"No mount here has the option {value}.",
    }
    return tuple(_doubts(text, rows, mount_filter, fields, ("hidden", "locked", "deleted"), "mount"))


def _doubts(
    text: str, rows: Sequence[Row], fits: Callable[[str], Fits[Row]], fields: Mapping[str, Why], words: Sequence[str], what: str
) -> Iterator[str]:
    for typed in text.split():
        word = typed.removeprefix("!")
        if not word or any(map(fits(word), rows)):
            continue
        field, colon, value = word.partition(":")
        known = [f"{each}:" for each in fields]
        if colon and field in fields:
            yield fields[field](value) if value else f"{word} is not finished: a value is missing behind it."
        elif _FIELD.match(word) and field not in NAMESPACE_TYPES:
            yield f"{field}: is no field of a {what}; there are {', '.join(known)}.{_near(f'{field}:', known)}"
        elif typed != word:
            continue
        elif word in words:
            yield f"No {what} here is {word}." if word != "noproc" else "Every namespace here has a process."
        else:
            yield f"No {what} here has {word} in its names.{_near(word, words)}"


def _one_of(value: str, known: Sequence[str], what: str) -> str:
    if value in known:
        return f"Nothing here has the {what} {value}."
    return f"{value} is no {what}; there are {', '.join(known)}.{_near(value, known)}"


def _user(value: str, user_id: UserIds) -> str:
    if value.isascii() and value.isdigit():
        return f"User {value} has no namespace here."
    found = user_id(value)
    return f"No user is known here as {value}: try the number, as in user:1000." if found is None else f"{value} has no namespace here."


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, 1, 0.7)
    return f" Did you mean {near[0]}?" if near else ""
