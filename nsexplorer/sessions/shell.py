"""The shell to open where no command is given, with a prompt that shows where one is. No file is written for that: it is in `shells/`."""

import os
import pwd
from collections.abc import Mapping
from typing import NamedTuple

SHELLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shells")
PLAIN_PROMPT = "[$NSEXPLORER_SESSION] # "
"""For shells that take PS1 from the environment, and expand it (POSIX, "Shell Variables")."""


class Shell(NamedTuple):
    """Its command line, and what its environment has beside."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def users_shell(environment: Mapping[str, str]) -> Shell:
    """The user's shell: $SHELL, else that of the user database, else sh. Its own start-up files are read as always, before the prompt is
    changed. Whether it is interactive it sees itself.
    """
    path = account_shell(environment)
    match os.path.basename(path):
        case "bash":
            return Shell((path, "--rcfile", os.path.join(SHELLS, "bashrc")), {})
        case "zsh":
            theirs = {"NSEXPLORER_ZDOTDIR": environment["ZDOTDIR"]} if "ZDOTDIR" in environment else {}
            return Shell((path,), {"ZDOTDIR": os.path.join(SHELLS, "zsh"), **theirs})
        case "fish":
            return Shell((path, "--init-command", f"source '{os.path.join(SHELLS, 'prompt.fish')}'"), {})
        case _:
            return Shell((path,), {"PS1": PLAIN_PROMPT})


def account_shell(environment: Mapping[str, str]) -> str:
    """$SHELL, else the shell of the user database, else sh."""
    if environment.get("SHELL"):
        return environment["SHELL"]
    try:
        return pwd.getpwuid(os.geteuid()).pw_shell or "/bin/sh"
    except KeyError:
        return "/bin/sh"
