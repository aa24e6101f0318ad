"""What `unshare --mount` puts around the command: roots are mounted in the session before it, and taken down when it has ended."""

import os
import re
from collections.abc import Sequence

from nsexplorer.cli.diagnostics import Status, wrong_use
from nsexplorer.cli.incomplete import own_program
from nsexplorer.text.quoting import shell_line


def with_mounts(mounts: Sequence[str], command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with each VAR=ROOT mounted, and VAR in its environment; the user's shell where there is none. Raises Failure.

    A shell does it, so that what happens can be read in the line itself.
    """
    lines, umounts = [], []
    for each in mounts:
        variable, equals, root = each.partition("=")
        if not equals or not root or not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", variable):
            wrong_use(f"--mount {each}", "that names no variable and no root", "write --mount MNT=container:web")
        lines.append(f"export {variable}; {variable}=$({shell_line([*own_program(), 'mount', root])}) || exit {Status.OWN_FAILURE:d}")
        umounts.append(f'test -z "${{{variable}-}}" || {shell_line([*own_program(), "umount"])} "${variable}"')
    unset = f"unset {' '.join(each.partition('=')[0] for each in mounts)}"
    ending = f"end() {{ {'; '.join(umounts)}; }}; trap end EXIT"
    return ("sh", "-c", "\n".join([unset, ending, *lines, '"$@"']), "sh", *(command or (os.environ.get("SHELL") or "/bin/sh",)))
