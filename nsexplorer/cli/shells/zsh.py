"""Completion for zsh 5.1 and later."""

from collections.abc import Sequence

from nsexplorer.cli.grammar import Grammar
from nsexplorer.cli.words import Word

_SCRIPT = r"""#compdef nsexplorer
# nsexplorer's completion for zsh: source <(nsexplorer completion zsh), after compinit

_nsexplorer_targets() {
    local -a names shown
    local each
    for each in ${(f)"$(_call_program targets $service _targets ${(q)${(Q)PREFIX}} 2>/dev/null)"}; do
        names+=("${each%%%%$'\t'*}")
        shown+=("${each%%%%$'\t'*}  ${each#*$'\t'}")
    done
    compadd -l -d shown -a names
}

_nsexplorer_commands() {
    local -a commands=(
%(commands)s
    )
    _describe -t commands command commands
    _nsexplorer_targets
}

_nsexplorer() {
    local each command= skip=
    for each in ${words[2,CURRENT-1]}; do
        if [[ -n $skip ]]; then skip=; continue; fi
        case $each in
            --snapshot|--host) skip=1 ;;
            -*) ;;
            *) command=$each; break ;;
        esac
    done
    case $command in
%(cases)s
    esac
}

if [[ $funcstack[1] == _nsexplorer ]]; then
    _nsexplorer "$@"
else
    compdef _nsexplorer nsexplorer
fi
"""


def script(grammars: Sequence[Grammar]) -> str:
    """The lines for zsh."""
    commands = [f"        {_quoted(f'{grammar.name}:{grammar.summary}')}" for grammar in grammars if grammar.name]
    cases = [_case(grammar) for grammar in grammars if grammar.name]
    cases += [_case(grammar) for grammar in grammars if not grammar.name]
    return _SCRIPT % {"commands": "\n".join(commands), "cases": "\n".join(cases)}


def _case(grammar: Grammar) -> str:
    specifications = [_option(option) for option in grammar.options]
    if grammar.name:
        specifications.insert(0, _quoted(f"1:command:({grammar.name})"))
        specifications += [_quoted(f"*:{word.kind}:{_action(word)}") for word in grammar.others]
    else:
        specifications.append(_quoted("1:target:_nsexplorer_commands"))
    lines = " \\\n                ".join(specifications)
    return f"        {grammar.name or '*'})\n            _arguments -S \\\n                {lines}\n            ;;"


def _option(option: Word) -> str:
    names = option.names[0] if len(option.names) == 1 else "{" + ",".join(option.names) + "}"
    told = option.help.replace("[", "(").replace("]", ")").replace(":", ";")
    value = "" if option.value is None else f":{option.kind}:{_action(option)}"
    return f"{names}{_quoted(f'[{told}]{value}')}"


def _action(word: Word) -> str:
    words = " ".join(word.words)
    match word.kind:
        case "file":
            return "_files"
        case "target":
            return f"{{_nsexplorer_targets; compadd -- {words}}}" if words else "_nsexplorer_targets"
        case "list":
            return f"_sequence compadd - {words}"
        case _:
            return f"({words})".replace(":", "\\:")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
