"""The parser of one command, by argparse."""

import argparse
from typing import Any, NoReturn

from nsexplorer import __version__
from nsexplorer.cli.command_line import Command
from nsexplorer.cli.commands import COMMANDS, EXPLORE
from nsexplorer.cli.diagnostics import wrong_use
from nsexplorer.cli.output import put
from nsexplorer.cli.words import GENERAL, HELP, READING, VERSION, Options, Word, default


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """argparse's help with the width given: it would import shutil for that, at the first argument declared."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=80)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        put([f"nsexplorer {__version__}"])
        parser.exit()


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
        self._command, self._module = command, module
        reading, general = self.add_argument_group("what is read"), self.add_argument_group("general")
        for word in module.WORDS:
            if word.kind == "command":
                self.usage = f"{self.prog} [options] {_places(module.WORDS)}[--] [{word.value}]"
                continue  # argparse would take its options for ours
            _declare(reading if word in READING else self, word)
        for word in GENERAL:
            _declare(general, word)

    def options(self, words: list[str]) -> Options:
        """What the words say. Raises Failure, or SystemExit after --help and --version."""
        ours, command = split(self._module.WORDS, words)
        options = self.parse_intermixed_args(ours, Options())
        if command is not None:
            options.command = command
        return options

    def error(self, message: str) -> NoReturn:
        """End the command; raises Failure."""
        wrong_use(self.prog.removeprefix("nsexplorer").strip() or "command line", message, f"see `{self.prog} --help`")

    def format_help(self) -> str:
        """The help, with what argparse does not know: the commands, the targets, examples."""
        from nsexplorer.cli.help import examples, overview

        summary = COMMANDS.get(self._command, "")
        self.description = overview() if self._command == EXPLORE else f"{summary[:1].upper()}{summary[1:]}."
        self.epilog = examples(self._module.EXAMPLES)
        return super().format_help()

    def print_help(self, file: object = None) -> None:
        """Write the help to standard output."""
        put(self.format_help().splitlines())


def split(declared: tuple[Word, ...], words: list[str]) -> tuple[list[str], list[str] | None]:
    """The words that are ours, and the command line that follows them; None where this command takes none."""
    if not any(word.kind == "command" for word in declared):
        return words, None
    valued = {name for word in declared if word.value is not None for name in word.names}
    places = sum(not word.names and word.kind != "command" for word in declared)
    number = 0
    while number < len(words):
        word = words[number]
        if word == "--":
            return words[:number], words[number + 1 :]
        if word in valued:
            number += 1
        elif not word.startswith("-") or word == "-":
            if not places:
                break
            places -= 1
        number += 1
    return words[:number], words[number:]


def _places(declared: tuple[Word, ...]) -> str:
    return "".join(f"{word.value} " for word in declared if not word.names and word.kind != "command")


def _declare(group: argparse._ActionsContainer, word: Word) -> None:
    """Tell argparse of a word."""
    if word is HELP:
        group.add_argument(*word.names, action="help", help=word.help)
    elif word is VERSION:
        group.add_argument(*word.names, action=_Version, nargs=0, help=word.help)
    elif word.value is None:
        group.add_argument(*word.names, dest=word.name, action="store_true", help=word.help)
    else:
        settings: dict[str, Any] = {"metavar": word.value, "help": word.help, "default": default(word)}
        if word.kind == "choice":
            settings["choices"] = word.words
        if word.kind == "list":
            settings |= {"action": "extend", "type": _List(word.words)}
        if word.names and word.number == "*":
            settings["action"] = "append"  # one at a time: it must not take the words that follow
        elif word.number:
            settings["nargs"] = word.number
        if word.names:
            settings["dest"] = word.name
        group.add_argument(*(word.names or (word.name,)), **settings)


class _List:
    """Reads some of the words, with commas between them."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words

    def __call__(self, text: str) -> list[str]:
        for each in text.split(","):
            if each not in self._words:
                raise argparse.ArgumentTypeError(f"{each!r} is none of {', '.join(self._words)}")
        return text.split(",")
