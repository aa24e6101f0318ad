"""The command line: which word is the command, and what the others say."""

from importlib import import_module
from typing import Protocol, cast

from nsexplorer.cli.commands import EXPLORE, MODULES, near
from nsexplorer.cli.diagnostics import Failure, wrong_use
from nsexplorer.cli.words import GENERAL, HOST, SNAPSHOT, Options, Word, default

_VALUED = (*SNAPSHOT.names, *HOST.names)
"""The options that may stand before the command and take the next word."""


class Command(Protocol):
    """What the module of a command holds."""

    WORDS: tuple[Word, ...]
    """What it takes, beside the words of every command."""

    EXAMPLES: tuple[tuple[str, str], ...]
    """Command lines, each with what it gives."""

    def run(self, options: Options) -> int:
        """Answer on standard output; gives the exit status. Raises Failure."""


def command_of(words: list[str]) -> tuple[str, list[str]]:
    """The command of a command line, and its other words: the command is the first word that is no option, if it is called as one.

    Any other first word is a target for the explorer.
    """
    value_follows = False
    for place, word in enumerate(words):
        if value_follows:
            value_follows = False
        elif word in MODULES:
            return word, words[:place] + words[place + 1 :]
        elif word in _VALUED:
            value_follows = True
        elif word in ("-", "--") or not word.startswith("-"):
            break
    return EXPLORE, words


def module_of(command: str) -> Command:
    """The module of a command, imported only now: each brings what it needs."""
    return cast(Command, import_module(f"nsexplorer.cli.{MODULES.get(command, command)}"))


def options_of(command: str, module: Command, words: list[str]) -> Options:
    """What these words say to that command. Raises Failure."""
    if not words and all(word.names or word.number for word in module.WORDS):  # nothing to parse: argparse is not even loaded
        return Options(**{word.name: default(word) for word in (*module.WORDS, *GENERAL)})
    from nsexplorer.cli.parser import Parser

    try:
        return Parser(command, module).options(words)
    except Failure:
        meant = near(words[0]) if words and command == EXPLORE else None
        if meant is None:
            raise
        wrong_use(words[0], "not a command", f"did you mean `nsexplorer {meant}`?")
