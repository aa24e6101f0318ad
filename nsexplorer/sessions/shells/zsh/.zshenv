# Read by a zsh in a session: it goes back to the user's own files at once, and puts the session's name before the first prompt
if (( ${+NSEXPLORER_ZDOTDIR} )); then
    ZDOTDIR=$NSEXPLORER_ZDOTDIR
    unset NSEXPLORER_ZDOTDIR
else
    unset ZDOTDIR
fi
[[ -f ${ZDOTDIR:-$HOME}/.zshenv ]] && source "${ZDOTDIR:-$HOME}/.zshenv"
if [[ -o interactive ]]; then
    _nsexplorer_prompt() {
        PS1="[$NSEXPLORER_SESSION] $PS1"
        precmd_functions=(${precmd_functions:#_nsexplorer_prompt})
        unfunction _nsexplorer_prompt
    }
    typeset -ga precmd_functions
    precmd_functions+=(_nsexplorer_prompt)
fi
