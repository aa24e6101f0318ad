"""The filter people type: words that all must fit, `key:value`, a few words with a meaning, and `!` before any of them for its opposite.

    namespaces  type:net  user:alice  user:1000  container:web  pinned  noproc
    mounts      fs:overlay  prop:shared  opt:nosuid  hidden  locked  deleted

Anything else is looked for as it stands, in either case, in the names that a row has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from nsexplorer.explain.naming import name_of, shared_with_host
from nsexplorer.explain.target_names import target_of
from nsexplorer.model.namespace import Namespace
from nsexplorer.model.snapshot import Snapshot

TYPE_CHECKING = False  # annotations alone need these, and start-up is part of the product
if TYPE_CHECKING:
    from nsexplorer.explain.mounts import MountRow

Row = TypeVar("Row")
Fits = Callable[[Row], bool]
"""Whether a row is wanted."""

UserIds = Callable[[str], int | None]
"""The user id of a user's name, None where there is no such user."""


def namespace_filter(snapshot: Snapshot, text: str, user_id: UserIds = lambda name: None) -> Fits[Namespace]:
    """What a filter over namespaces wants. A namespace's user is its leader's, or its creator's where it has no process.

    `user_id` looks a name up; without it `user:` takes numbers only.
    """
    keys: Mapping[str, Callable[[str], Fits[Namespace]]] = {
        "type": lambda value: lambda namespace: namespace.type == value,
        "user": lambda value: _of_user(snapshot, int(value) if _is_number(value) else user_id(value)),
        "container": lambda value: _in_container(snapshot, value),
    }
    words: Mapping[str, Fits[Namespace]] = {
        "pinned": lambda namespace: any(pin.kind != "process" for pin in namespace.pins),
        "noproc": lambda namespace: not namespace.members,
    }
    return _compile(text, keys, words, lambda namespace: _names_of(snapshot, namespace))


def mount_filter(text: str) -> Fits[MountRow]:
    """What a filter over mounts wants. `opt:` looks at both the options of the mount and those of its file system."""
    keys: Mapping[str, Callable[[str], Fits[MountRow]]] = {
        "fs": lambda value: lambda row: row.mount.fstype == value or row.mount.fstype.startswith(value + "."),
        "prop": lambda value: lambda row: row.mount.propagation == value,
        "opt": lambda value: lambda row: value in row.mount.options or value in row.mount.super_options,
    }
    words: Mapping[str, Fits[MountRow]] = {
        "hidden": lambda row: not row.visible,
        "locked": lambda row: bool(row.locked or row.locked_flags),
        "deleted": lambda row: row.mount.deleted_source,
    }
    return _compile(text, keys, words, _names_of_mount)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a filter, of either kind, that are looked for as they stand: what a view may mark in the rows it shows."""
    special = {"pinned", "noproc", "hidden", "locked", "deleted"}
    keys = {"type", "user", "container", "fs", "prop", "opt"}
    return tuple(word for word in text.split() if word not in special and word.partition(":")[0] not in keys and not word.startswith("!"))


def _compile(
    text: str, keys: Mapping[str, Callable[[str], Fits[Row]]], words: Mapping[str, Fits[Row]], names: Callable[[Row], Iterable[str]]
) -> Fits[Row]:
    tests: list[Fits[Row]] = []
    wanted: list[str] = []
    unwanted: list[str] = []
    for typed in text.split():
        word = typed.removeprefix("!")
        negated = word != typed
        if not word:
            continue
        key, colon, value = word.partition(":")
        test = words.get(word)
        if colon and value and key in keys:
            test = keys[key](value)
        if test is not None:
            tests.append(_opposite(test) if negated else test)
        else:
            (unwanted if negated else wanted).append(word.lower())
    if wanted or unwanted:
        tests.append(_containing(wanted, unwanted, names))
    match tests:
        case []:
            return lambda row: True
        case [only]:
            return only
        case _:
            return lambda row: all(test(row) for test in tests)


def _opposite(test: Fits[Row]) -> Fits[Row]:
    return lambda row: not test(row)


def _containing(wanted: Sequence[str], unwanted: Sequence[str], names: Callable[[Row], Iterable[str]]) -> Fits[Row]:
    def fits(row: Row) -> bool:
        text = "\0".join(names(row)).lower()
        return all(word in text for word in wanted) and not any(word in text for word in unwanted)

    return fits


def _names_of(snapshot: Snapshot, namespace: Namespace) -> Iterable[str]:
    leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
    command_line = (leader.details and leader.details.command_line) if leader is not None else None
    command = leader.command if leader is not None else ""
    return namespace.id, namespace.type, namespace.name or "", name_of(snapshot, namespace), command, *(command_line or ())


def _names_of_mount(row: MountRow) -> Iterable[str]:
    mount = row.mount
    return row.target, mount.source or "", mount.fstype, mount.root


def _of_user(snapshot: Snapshot, uid: int | None) -> Fits[Namespace]:
    def fits(namespace: Namespace) -> bool:
        leader = None if namespace.leader is None else snapshot.processes.get(namespace.leader)
        return uid is not None and uid == (namespace.creator_uid if leader is None else leader.uid)

    return fits


def _in_container(snapshot: Snapshot, name: str) -> Fits[Namespace]:
    named = [container for container in snapshot.containers if name in (container.name or "") or container.id.startswith(name)]
    processes = [process for container in named if (process := snapshot.processes.get(container.pid)) is not None]
    inside = {identifier for process in processes for identifier in process.namespaces.values()}
    called = {target_of(container) for container in named}
    return lambda namespace: (namespace.id in inside and not shared_with_host(snapshot, namespace)) or namespace.name in called


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
