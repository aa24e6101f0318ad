# Read by an interactive fish in a session after the user's own files: the session's name before the prompt
status is-interactive; or exit
functions --copy fish_prompt _nsexplorer_prompt
function fish_prompt
    printf '[%s] ' $NSEXPLORER_SESSION
    _nsexplorer_prompt
end
