"""Everything that can be typed, as data: for shell completion and the man page. It is read off the parsers."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from nsexplorer.cli.commands import COMMANDS, EXPLORE
from nsexplorer.cli.parser import Parser, module_of
from nsexplorer.explain.compare.answer import ASPECTS
from nsexplorer.model.namespace import NAMESPACE_TYPES

_VALUES = {
    "FILE": "files",
    "TARGET": "targets",
    "PID|entrant": "targets",
    "PATH|DEVICE|NAMESPACE": "files",
    "PATH": "files",
    "UID": "words",
    "TYPE,...": "list",
    "SHELL": "words",
    "FILTER": "words",
    "A": "targets",
    "B": "targets",
    "ASPECT,...": "list",
}
"""What stands for a word in the help, and what kind of word that is."""

_WORDS = {
    "TYPE,...": NAMESPACE_TYPES,
    "PID|entrant": ("entrant",),
    "ASPECT,...": (*ASPECTS[:-1], "files:"),
    "FILTER": ("pinned", "noproc", "container:", "user:", *(f"type:{kind}" for kind in NAMESPACE_TYPES)),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be typed: the names of an option (none where it is no option), and what may follow or stand there.

    `kind` is `files`, `targets`, `words` (one of `words`), `list` (some of `words`, with commas) or None: an option alone.
    """

    names: tuple[str, ...]
    kind: str | None
    words: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """One command (\"\" is the explorer), with its options and the other words it takes."""

    name: str
    summary: str
    options: tuple[Word, ...]
    others: tuple[Word, ...]


def grammars() -> Iterator[Grammar]:
    """The explorer first, then the commands in the order of the help."""
    for command in (EXPLORE, *COMMANDS):
        words = list(map(_word, actions(Parser(command, module_of(command)))))
        options = tuple(word for word in words if word.names)
        others = tuple(word for word in words if not word.names)
        yield Grammar("" if command == EXPLORE else command, COMMANDS.get(command, ""), options, others)


def actions(parser: Parser) -> list[argparse.Action]:
    """What a parser takes, in the order of its help."""
    return [action for group in parser._action_groups for action in group._group_actions]


def _word(action: argparse.Action) -> Word:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    words = tuple(map(str, action.choices or _WORDS.get(metavar, ())))
    kind = None if action.nargs == 0 else "words" if action.choices else _VALUES[metavar]
    return Word(tuple(action.option_strings), kind, words, action.help or "")
