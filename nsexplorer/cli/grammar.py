"""All commands with all their words: what shell completion and the man page are made from."""

from collections.abc import Iterator
from typing import NamedTuple

from nsexplorer.cli.command_line import module_of
from nsexplorer.cli.commands import COMMANDS, EXPLORE
from nsexplorer.cli.words import GENERAL, Word


class Grammar(NamedTuple):
    """One command (\"\" is the explorer), with its options and the other words it takes."""

    name: str
    summary: str
    options: tuple[Word, ...]
    others: tuple[Word, ...]
    examples: tuple[tuple[str, str], ...]


def grammars() -> Iterator[Grammar]:
    """The explorer first, then the commands in the order of the help."""
    for command in (EXPLORE, *COMMANDS):
        module = module_of(command)
        options = tuple(word for word in (*module.WORDS, *GENERAL) if word.names)
        others = tuple(word for word in module.WORDS if not word.names)
        yield Grammar("" if command == EXPLORE else command, COMMANDS.get(command, ""), options, others, module.EXAMPLES)
