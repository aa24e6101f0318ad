"""The settings of the explorer, as they are written in config.toml: theme, keys, refresh, columns."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from nsexplorer.text.neutral import neutral
from nsexplorer.tui.actions import ACTIONS, BY_ID
from nsexplorer.tui.key_words import key_of, names_a_key

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "namespaces": ("namespace", "name", "procs"),
    "mounts": ("mount point", "state", "type", "propagation", "source", "options", "device", "id"),
    "processes": ("command", "pid", "user", "not the host's"),
    "network": ("link, address, route", "kind", "state", "mtu", "hardware", "leads to"),
}
"""The columns that each view can have, by the titles over them. The first is always shown, and first."""

TOGETHER = (
    {"app", "explorer", "lines", "namespaces"},
    {"app", "explorer", "lines", "mounts"},
    {"app", "compare", "answer", "lines"},
    {"app", "page", "answer", "lines"},
    {"app", "page", "shell_line"},
)
"""The scopes whose keys are asked for at the same time."""

LEAST_REFRESH = 0.5
"""Seconds: no machine is looked at more often than twice a second."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen. `keys` are keys, with commas between, by the id of their action; `refresh` is in seconds, None for by key only."""

    theme: str | None = None
    refresh: float | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def settings_of(text: str, themes: Callable[[str], bool]) -> tuple[Settings, tuple[str, ...]]:
    """The settings in the text of a file, and a sentence on each that cannot be taken: that one keeps its default.

    `themes` tells whether there is a theme of that name. A text that is not TOML gives the defaults, and one sentence with the line.
    """
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Settings(), (f"it is not TOML: {neutral(str(error))}; all settings are the defaults",)
    settings, troubles = Settings(), []
    for name, value in found.items():
        match name:
            case "theme" if isinstance(value, str) and themes(value):
                settings = replace(settings, theme=value)
            case "theme":
                troubles.append(f"theme: there is none called {_told(value)}; the command palette lists them under Colours")
            case "refresh" if _is_number(value) and (value == 0 or value >= LEAST_REFRESH):
                settings = replace(settings, refresh=float(value) or None)
            case "refresh":
                troubles.append(f"refresh: {_told(value)} is no number of seconds from {LEAST_REFRESH} on, or 0 for by key only")
            case "keys" if isinstance(value, dict):
                settings = replace(settings, keys=_keys(value, troubles))
            case "columns" if isinstance(value, dict):
                settings = replace(settings, columns=dict(_columns(value, troubles)))
            case "keys" | "columns":
                troubles.append(f"{name}: it has to be a table, below a line [{name}]")
            case _:
                troubles.append(f"{neutral(name)}: there is no such setting{_near(name, ('theme', 'refresh', 'keys', 'columns'))}")
    return settings, tuple(troubles)


def _keys(table: Mapping[str, Any], troubles: list[str]) -> dict[str, str]:
    """The key map. A key that another action of the same place has too is not taken: one of them could not be reached."""
    taken: dict[str, str] = {}
    for name, value in _flat(table):
        keys = [value] if isinstance(value, str) else value
        if name not in BY_ID:
            troubles.append(f"keys: there is no action {neutral(name)}{_near(name, tuple(BY_ID))}")
        elif not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
            troubles.append(f"keys: {name} needs a key, or a list of keys, as in {name} = {BY_ID[name].keys[0]!r}")
        elif wrong := [key for key in keys if not names_a_key(key)]:
            troubles.append(f"keys: {name}: {_told(wrong[0])} is no key; keys are written as a, A, ?, enter, f5, ctrl+r")
        elif BY_ID[name].priority and (typed := [key for key in keys if len(key) == 1]):
            troubles.append(f"keys: {name}: {_told(typed[0])} could not be typed into a filter any more; take one as ctrl+q or f10")
        else:
            taken[name] = ",".join(map(key_of, keys))
    for name in tuple(taken):
        other = next((each for key in taken[name].split(",") for each in _owners(key, name, taken)), None)
        if other is not None:
            troubles.append(f"keys: {name}: {taken.pop(name)} is the key of {other} already; give that one another first")
    return taken


def _owners(key: str, name: str, taken: Mapping[str, str]) -> Iterator[str]:
    """The other actions that have the key where this one has it: in the same scope, or in the whole program."""
    for action in ACTIONS:
        keys = taken[action.id].split(",") if action.id in taken else action.keys
        if action.id != name and key in keys and _at_once(action.scope, BY_ID[name].scope):
            yield action.id


def _at_once(one: str, other: str) -> bool:
    """Whether the keys of two scopes may be asked for at the same time."""
    return one == other or any({one, other} <= scopes for scopes in TOGETHER)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`explorer.filter = "f"` is a table in a table to TOML, and with quotes around it is not."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value


def _columns(table: Mapping[str, Any], troubles: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for view, value in table.items():
        if view not in COLUMNS:
            troubles.append(f"columns: there is no view {neutral(view)}{_near(view, tuple(COLUMNS))}")
        elif not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            troubles.append(f"columns: {view} needs a list of columns: {', '.join(COLUMNS[view])}")
        elif wrong := [each for each in value if each.lower() not in COLUMNS[view]]:
            troubles.append(f"columns: {view} has no column {_told(wrong[0])}; there are {', '.join(COLUMNS[view])}")
        else:
            yield view, tuple(dict.fromkeys((COLUMNS[view][0], *(each.lower() for each in value))))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 86400


def _told(value: object) -> str:
    return neutral(str(value))[:60]


def _near(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, 1, 0.6)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}" if len(known) < 10 else ""
