"""`nsexplorer completion`: the lines that make a shell complete."""

import argparse

from nsexplorer.cli.grammar import grammars
from nsexplorer.cli.output import put
from nsexplorer.cli.shells import bash, fish, zsh

SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}

EXAMPLES = (
    ("source <(nsexplorer completion bash)", "in this bash; in ~/.bashrc for every one to come"),
    ("source <(nsexplorer completion zsh)", "in ~/.zshrc, after compinit"),
    ("nsexplorer completion fish > ~/.config/fish/completions/nsexplorer.fish", "for every fish to come"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `completion` takes."""
    parser.add_argument("shell", choices=tuple(SHELLS), metavar="SHELL", help=f"{', '.join(SHELLS)}")


def run(options: argparse.Namespace) -> int:
    """Print the lines."""
    put(SHELLS[options.shell](tuple(grammars())).splitlines())
    return 0
