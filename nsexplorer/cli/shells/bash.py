"""Completion for bash 4.4 and later, without the package bash-completion."""

from collections.abc import Sequence

from nsexplorer.cli.grammar import Grammar
from nsexplorer.cli.words import Word

_SCRIPT = r"""# nsexplorer's completion for bash: source <(nsexplorer completion bash)

_nsexplorer_words() { # the command
    case $1 in
%(words)s
    esac
}

_nsexplorer_value() { # the command, an option: what follows it
    case $1:$2 in
%(values)s
    esac
}

_nsexplorer() {
    local program=${COMP_WORDS[0]} line=${COMP_LINE:0:COMP_POINT} command= word= previous= skip= each kind
    local -a typed found=()
    read -ra typed <<<"$line"
    if [[ $line == *[[:space:]] ]]; then typed+=(''); fi
    word=${typed[-1]}
    previous=${typed[-2]}
    for each in "${typed[@]:1:${#typed[@]}-2}"; do
        if [[ $skip ]]; then skip=; continue; fi
        case $each in
            --snapshot|--host) skip=1 ;;
            -*) ;;
            %(commands)s) command=$each; break ;;
            *) command=-; break ;;
        esac
    done
    [[ $command == - ]] && command=

    kind=$(_nsexplorer_value "$command" "$previous")
    if [[ -z $kind ]]; then
        kind=$(_nsexplorer_words "$command")
        if [[ $word == -* ]]; then kind=${kind%%$'\n'*}; else kind=${kind#*$'\n'}; fi
    fi

    # A word begun with a quote is completed as it is; any other one is quoted, and bash replaces it from its last colon on.
    local quote= plain=$word before=
    case $word in
        [\'\"]*) quote=${word:0:1}; plain=${word:1} ;;
        *) plain=${word//\\/}; [[ $COMP_WORDBREAKS == *:* && $plain == *:* ]] && before=${plain%%"${plain##*:}"} ;;
    esac
    local list=
    case $kind in
        files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$plain"); return ;;
        'list '*)
            [[ $plain == *,* ]] && list=${plain%%,*},
            kind=${kind#list }
            ;;
    esac
    for each in $kind; do
        case $each in
            targets) mapfile -t -O ${#found[@]} found < <("$program" _targets "$plain" 2>/dev/null) ;;
            *) found+=("$list$each") ;;
        esac
    done
    COMPREPLY=()
    for each in "${found[@]}"; do
        each=${each%%$'\t'*}
        [[ $each == "$plain"* ]] || continue
        [[ $each == *[:,] ]] && compopt -o nospace
        each=${each#"$before"}
        if [[ -z $quote && $each == *[^A-Za-z0-9_.,:/@%%+=-]* ]]; then printf -v each %%q "$each"; fi
        COMPREPLY+=("$each")
    done
}

complete -F _nsexplorer nsexplorer
"""


def script(grammars: Sequence[Grammar]) -> str:
    """The lines for bash."""
    commands = [grammar.name for grammar in grammars if grammar.name]
    words, values = [], []
    for grammar in grammars:
        options = " ".join(name for option in grammar.options for name in option.names)
        others = " ".join(map(_kind, grammar.others))
        if not grammar.name:
            others = f"{' '.join(commands)} {others}"
        words.append(f"        {grammar.name or chr(39) * 2}) echo {options!r}; echo {others!r} ;;")
        for option in grammar.options:
            if option.value is not None:
                names = "|".join(f"{grammar.name}:{name}" for name in option.names)
                values.append(f"        {names}) echo {_kind(option)!r} ;;")
    return _SCRIPT % {"words": "\n".join(words), "values": "\n".join(values), "commands": "|".join(commands)}


def _kind(word: Word) -> str:
    """What stands in a place: `files`, `list` and words, or words among which `targets` stands for all targets."""
    match word.kind:
        case "file":
            return "files"
        case "target":
            return " ".join(("targets", *word.words))
        case "list":
            return " ".join(("list", *word.words))
        case _:
            return " ".join(word.words)
