"""The command line: which word is the command, and the parser of one command. Only the one that is needed is made."""

import argparse
import importlib
from typing import NoReturn, Protocol, cast

from nsexplorer.cli.commands import COMMANDS, EXPLORE, MODULES
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.options import general
from nsexplorer.cli.output import put

_VALUED = ("--snapshot", "--host")
"""The options that may stand before the command and take the next word."""


class Command(Protocol):
    """What the module of a command holds."""

    EXAMPLES: tuple[tuple[str, str], ...]
    """Command lines, each with what it gives."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Answer on standard output; gives the exit status. Raises Failure."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """argparse's help with the width given: it would import shutil for that, at the first argument declared."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=80)


class Parser(argparse.ArgumentParser):
    """A command's parser: its errors are one line, and end with status 2."""

    def __init__(self, command: str, module: Command) -> None:
        explorer = command == EXPLORE
        super().__init__(
            prog="nsexplorer" if explorer else f"nsexplorer {command}",
            usage="nsexplorer [options] [TARGET]\n       nsexplorer COMMAND [options] ..." if explorer else None,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._command = command
        self._examples = module.EXAMPLES
        module.arguments(self)
        general(self)

    def error(self, message: str) -> NoReturn:
        """End the command; raises Failure."""
        wrong_use(self.prog.removeprefix("nsexplorer").strip() or "command line", message, f"see `{self.prog} --help`")

    def format_help(self) -> str:
        """The help, with what argparse does not know: the commands, the targets, examples."""
        from nsexplorer.cli.help import examples, overview

        summary = COMMANDS.get(self._command, "")
        self.description = overview() if self._command == EXPLORE else f"{summary[:1].upper()}{summary[1:]}."
        self.epilog = examples(self._examples)
        return super().format_help()

    def print_help(self, file: object = None) -> None:
        """Write the help to standard output."""
        put(self.format_help().splitlines())


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
    return cast(Command, importlib.import_module(f"nsexplorer.cli.{MODULES.get(command, command)}"))
