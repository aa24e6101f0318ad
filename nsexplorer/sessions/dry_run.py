"""The shell lines that do what a session of ours would: for those who want to see it done by hand, or have no nsexplorer there."""

import os
import shlex
from collections.abc import Iterator

from nsexplorer.sessions.environment import of_containers
from nsexplorer.sessions.plan import IdMapping, Plan
from nsexplorer.sessions.shell import account_shell

FLAGS = {"pid": "--pid --fork --mount-proc", "time": "--time --fork"}


def lines_of_unshare(plan: Plan) -> Iterator[str]:
    """Lines for sh, with unshare(1) and nsenter(1) of util-linux 2.38 or later. A process holds the user namespace while its maps are
    written from outside; then the command enters it, and makes the others.
    """
    if plan.root and all(each.rows == (each.own,) and each.program is None for each in (plan.uid, plan.gid)) and not plan.keep:
        yield f"unshare --user --map-root-user {_others(plan)} {_command(plan)}"
        return
    yield "unshare --user sleep infinity & holder=$!"
    yield _until("user", "$holder")
    yield from _map_lines("gid", plan.gid)
    yield from _map_lines("uid", plan.uid)
    entering = "nsenter --user --target $holder --setuid 0 --setgid 0"
    if not any(inside == 0 for inside, _, _ in plan.uid.rows):
        entering = "nsenter --user --target $holder --preserve-credentials --keep-caps"  # util-linux 2.41
    if plan.keep:
        yield f"{entering} {_others(plan)} sleep infinity & keeper=$!  # kill $keeper ends the session"
        yield _until("mnt", "$keeper")
        yield f"nsenter --user --mount --target $keeper --wd={shlex.quote(os.getcwd())} {_command(plan)}"
    else:
        yield f"{entering} {_others(plan)} {_command(plan)}"
    yield "status=$?; kill $holder; (exit $status)"


def _others(plan: Plan) -> str:
    """What makes the namespaces beside the user namespace."""
    words = ["unshare --mount", f"--propagation {plan.propagation}", *(FLAGS.get(kind, f"--{kind}") for kind in plan.kinds)]
    return " ".join([*words, *(f"--{clock} {seconds}" for clock, seconds in plan.offsets.items())])


def _command(plan: Plan) -> str:
    """The command with its environment, and what is done before it inside."""
    environment = [f"{name}={value}" for name, value in of_containers(os.environ, os.geteuid(), os.getegid()).items()]
    words = ["env", *environment, *(plan.command or (account_shell(os.environ),))]
    if not plan.root:
        uid, gid = str(os.geteuid()), str(os.getegid())
        words = ["setpriv", "--reuid", uid, "--regid", gid, "--keep-groups", "--inh-caps", "+all", "--ambient-caps", "+all", *words]
    if plan.hostname is not None:
        words = ["sh", "-c", 'hostname "$0" && exec "$@"', plan.hostname, *words]
    return shlex.join(words)


def _until(kind: str, pid: str) -> str:
    """Wait until that process is in a namespace of its own."""
    return f'until [ "$(readlink /proc/{pid}/ns/{kind})" != "$(readlink /proc/self/ns/{kind})" ]; do sleep 0.1; done'


def _map_lines(kind: str, mapping: IdMapping) -> Iterator[str]:
    if mapping.program is not None:
        yield " ".join([os.path.basename(mapping.program), "$holder", *(str(number) for row in mapping.rows for number in row)])
        return
    if kind == "gid" and mapping.rows == (mapping.own,) and os.geteuid() != 0:
        yield "echo deny > /proc/$holder/setgroups"
    rows = "\\n".join(" ".join(map(str, row)) for row in mapping.rows)
    yield f"printf '{rows}\\n' > /proc/$holder/{kind}_map"
