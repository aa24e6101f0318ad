"""What can be typed, as data: the parser, the help, the man page and shell completion are all made from it."""

from types import SimpleNamespace
from typing import Any, NamedTuple


class Word(NamedTuple):
    """An option, or another word of a command line.

    `name` is where its value goes; `names` how an option is written, () where it is none. `value` stands for it, or for what follows the
    option, in the help; None: the option stands alone. What may stand there, by `kind`: `file`, `target`, `choice` (one of `words`),
    `list` (some of `words`, with commas), `text` (anything; `words` are proposals), `command` (a command line: all words from the first
    that is none of our options). `number` is `?`, `*` (an option may then be given again and again), or "" for one.
    """

    name: str
    names: tuple[str, ...]
    help: str
    value: str | None = None
    kind: str = ""
    words: tuple[str, ...] = ()
    number: str = ""
    default: str | None = None


Options = SimpleNamespace
"""The values of a command line, by the names of its words."""


def default(word: Word) -> Any:
    """The value of a word that is not typed."""
    if word.value is None:
        return False
    return [] if word.number == "*" or word.kind == "list" else word.default


JSON = Word("json", ("--json",), "one JSON document (docs/json.md)")
"""For every command that answers."""

SNAPSHOT = Word(
    "snapshot", ("--snapshot",), "a file that `nsexplorer dump` wrote, instead of this machine (-: standard input)", "FILE", "file"
)
HOST = Word("host", ("--host",), "whose namespaces count as the host's, instead of nsexplorer's own", "TARGET", "target")
READING = (SNAPSHOT, HOST)
"""For every command that only reads."""

HELP = Word("help", ("-h", "--help"), "this help, and nothing else")
VERSION = Word("version", ("--version",), "the version, and nothing else")
GENERAL = (Word("no_color", ("--no-color",), "no colours; so does NO_COLOR in the environment, and a pipe"), VERSION, HELP)
"""For every command."""
