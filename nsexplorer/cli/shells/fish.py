"""Completion for fish 3.1 and later."""

from collections.abc import Iterator, Sequence

from nsexplorer.cli.grammar import Grammar
from nsexplorer.cli.words import Word


def script(grammars: Sequence[Grammar]) -> str:
    """The lines for fish."""
    return "\n".join(_lines(grammars)) + "\n"


def _lines(grammars: Sequence[Grammar]) -> Iterator[str]:
    commands = " ".join(grammar.name for grammar in grammars if grammar.name)
    yield "# nsexplorer's completion for fish: nsexplorer completion fish > ~/.config/fish/completions/nsexplorer.fish"
    yield ""
    yield "function __nsexplorer_targets"
    yield "    set -l program (commandline -opc)[1]"
    yield "    $program _targets (commandline -ct | string unescape) 2>/dev/null"
    yield "end"
    yield ""
    yield "complete -c nsexplorer -f"
    for grammar in grammars:
        condition = f"__fish_seen_subcommand_from {grammar.name}" if grammar.name else f"not __fish_seen_subcommand_from {commands}"
        head = f"complete -c nsexplorer -n {_quoted(condition)}"
        if grammar.name:
            outside = _quoted(f"not __fish_seen_subcommand_from {commands}")
            yield f"complete -c nsexplorer -n {outside} -a {grammar.name} -d {_quoted(grammar.summary)}"
        for option in grammar.options:
            yield " ".join([head, *_names(option), *_value(option), "-d", _quoted(option.help)])
        for other in grammar.others:
            yield " ".join([head, *_value(other)[1:]])


def _names(option: Word) -> Iterator[str]:
    for name in option.names:
        yield f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"


def _value(word: Word) -> list[str]:
    """`-x` or `-r` (a value follows), and what it may be."""
    words = " ".join(word.words)
    match word.kind:
        case "":
            return []
        case "file":
            return ["-r", "-F"]
        case "target":
            return ["-x", "-a", _quoted(f"(__nsexplorer_targets) {words}".rstrip())]
        case "list":
            return ["-x", "-a", _quoted(f"(__fish_append , {words})")]
        case _:
            return ["-x", "-a", _quoted(words)]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
