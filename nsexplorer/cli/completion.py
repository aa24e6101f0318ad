"""`nsexplorer completion`: the lines that make a shell complete."""

from nsexplorer.cli.grammar import grammars
from nsexplorer.cli.output import put
from nsexplorer.cli.shells import bash, fish, zsh
from nsexplorer.cli.words import Options, Word

SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}

WORDS = (Word("shell", (), ", ".join(SHELLS), "SHELL", "choice", tuple(SHELLS)),)

EXAMPLES = (
    ("source <(nsexplorer completion bash)", "in this bash; in ~/.bashrc for every one to come"),
    ("source <(nsexplorer completion zsh)", "in ~/.zshrc, after compinit"),
    ("nsexplorer completion fish > ~/.config/fish/completions/nsexplorer.fish", "for every fish to come"),
)


def run(options: Options) -> int:
    """Print the lines."""
    put(SHELLS[options.shell](tuple(grammars())).splitlines())
    return 0
