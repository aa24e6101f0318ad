"""The parts of the help that belong to no single command."""

from collections.abc import Iterable

from nsexplorer.cli.commands import COMMANDS

INTRODUCTION = """\
Shows every kernel namespace and every mount table on this machine: what keeps
each alive, which mounts cannot be reached, and what hides them. Looking changes
nothing; unshare, enter, end, pin, unpin, mount and umount do what they say.
Without a command it opens the explorer, at TARGET if one is named."""

TARGETS = (
    ("host, self", "the host's namespaces; those of nsexplorer itself"),
    ("1234, 1234/1235", "a process, a thread of it"),
    ("mnt:[4026532178]", "a namespace, in quotes; its inode alone will do"),
    ("container:NAME", "a container, by name or id; NAME alone may do"),
    ("session:NAME", "a session that `nsexplorer unshare` opened"),
    ("netns:NAME", "a network namespace of `ip netns`"),
    ("unit:NAME.service", "a systemd service"),
    ("/PATH", "the file of a namespace, as /run/netns/blue"),
    ("snapshot:FILE#TARGET", "the same in a file that `nsexplorer dump` wrote"),
)

STATUSES = (
    ("0", "answered, also where the answer is incomplete (a line on standard error says so)"),
    ("1", "the answer is no: differences, a fault, a holder, not there"),
    ("2", "wrong use, or an unknown or ambiguous target"),
    ("3", "not permitted"),
    ("4", "the kernel, or what the answer is written to, lacks something"),
    ("125", "unshare and enter: their own failure; else the status is that of the command they run"),
    ("130", "ended by ctrl+C"),
)

ENVIRONMENT = (
    ("NO_COLOR", "if set, no colours"),
    ("NSEXPLORER_WITHOUT", "kernel features to do without, as statmount,listmount,nsid: for tests and bug reports"),
    ("NSEXPLORER_DEBUG", "if set, an internal error shows its traceback"),
)


def overview() -> str:
    """What nsexplorer is, its commands, and how targets are named: the start of `nsexplorer --help`."""
    parts = [INTRODUCTION, *_titled("commands:", 12, COMMANDS.items()), *_titled("targets:", 22, TARGETS)]
    return "\n".join([*parts, "", "`nsexplorer COMMAND --help` tells what a command takes."])


def examples(lines: Iterable[tuple[str, str]]) -> str:
    """Command lines and what they give."""
    return "\n".join(["examples:", *(f"  {line}\n      {gives}" for line, gives in lines)])


def _titled(title: str, width: int, entries: Iterable[tuple[str, str]]) -> list[str]:
    return ["", title, *(f"  {name:{width}}{text}" for name, text in entries)]
