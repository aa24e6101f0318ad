"""`nsexplorer unshare`: a command, or one's shell, in namespaces of its own."""

from nsexplorer.cli.diagnostics import Failure, Status, wrong_use
from nsexplorer.cli.words import Options, Word
from nsexplorer.sessions.plan import KINDS, Plan

WORDS = (
    *(
        Word(kind, (f"--{kind}",), text)
        for kind, text in (
            ("pid", "processes of its own: with an init, and /proc showing them alone"),
            ("net", "a network of its own: nothing but a loopback device that is down"),
            ("ipc", "System V IPC and POSIX message queues of its own"),
            ("uts", "a host name of its own"),
            ("cgroup", "its control group as the root of all that it sees"),
        )
    ),
    Word("time", ("--time",), "clocks of its own: seconds to add to time since boot, or monotonic=N,boottime=N", "OFFSETS", "text"),
    Word("hostname", ("--hostname",), "this host name in it (with --uts)", "NAME", "text"),
    Word(
        "map",
        ("--map",),
        "which ids there are: auto (yours is 0, subordinate ids follow), root (yours alone, as 0), keep-id (yours stays what it is), "
        "or ranges INSIDE:OUTSIDE:COUNT,... (uid: or gid: before one: for these alone)",
        "MAP",
        "text",
        ("auto", "root", "keep-id"),
        default="auto",
    ),
    Word(
        "propagation",
        ("--propagation",),
        "of all its mounts; unchanged: what is shared on the host arrives in it, and nothing goes back",
        "MODE",
        "choice",
        ("unchanged", "private", "slave", "shared"),
        default="unchanged",
    ),
    Word("mount", ("--mount",), "mount this root in it, and set the variable to its path (again for more)", "VAR=ROOT", "text", number="*"),
    Word("name", ("--name",), "what it is called (default: s1, s2, ...)", "NAME", "text"),
    Word("keep", ("--keep",), "it outlives its command, until `nsexplorer end NAME`"),
    Word("explain", ("--explain",), "each step with its system call as it happens, on standard error"),
    Word("dry_run", ("--dry-run",), "only print the shell lines that do the same"),
    Word("command", (), "what to run (default: your shell)", "CMD...", "command", number="*"),
)

EXAMPLES = (
    ("nsexplorer unshare", "your shell, as root in user and mount namespaces of its own, as `buildah unshare` makes them"),
    ("nsexplorer unshare ./build.sh", "a script that builds and mounts images with Buildah, without being root"),
    ("nsexplorer unshare --mount MNT=container:web sh -c 'ls $MNT'", "the files of the container web, while the command runs"),
    ("nsexplorer unshare --pid --net --hostname lab --uts", "a shell that sees no other process, no network, and another host name"),
    ("nsexplorer unshare --explain true", "what it takes, system call by system call"),
    (
        "nsexplorer unshare --name lab --keep true; nsexplorer enter session:lab",
        "a session that stays, to be entered as often as one likes",
    ),
)


def run(options: Options) -> int:
    """Open the session; gives the status of the command."""
    plan = plan_of(options)
    if options.dry_run:
        from nsexplorer.cli.output import put
        from nsexplorer.sessions.dry_run import lines_of_unshare

        put(lines_of_unshare(plan))
        return Status.ANSWERED
    from nsexplorer.cli.refusals import refused, tell_single
    from nsexplorer.cli.running import run_command
    from nsexplorer.sessions.opening import unshare

    tell_single(plan)
    return run_command("unshare", options.explain, lambda each: unshare(plan, each), refused)


def plan_of(options: Options) -> Plan:
    """The plan that the command line states. Raises Failure."""
    import re

    from nsexplorer.model.session import NAME
    from nsexplorer.sessions.errors import WrongPlan
    from nsexplorer.sessions.id_maps import mappings

    if options.name is not None and not re.fullmatch(NAME, options.name):
        wrong_use(f"--name {options.name}", "a name has letters, digits, _ . and - only, 63 at most, and starts with a letter or digit")
    if options.hostname is not None and not options.uts:
        wrong_use("--hostname", "without a uts namespace of its own it would be the host's name", "add --uts")
    if options.hostname is not None and len(options.hostname.encode("utf-8", "surrogateescape")) > 64:
        wrong_use("--hostname", "a host name has 64 bytes at most")
    try:
        uid, gid, root = mappings(options.map)
    except WrongPlan as error:
        raise Failure(Status.WRONG_USE, error.what, error.why, error.advice) from error
    return Plan(
        uid,
        gid,
        root,
        tuple(kind for kind in KINDS if getattr(options, kind) not in (False, None)),
        options.propagation,
        options.hostname,
        offsets_of(options.time),
        _command(options),
        options.name,
        options.keep,
    )


def _command(options: Options) -> tuple[str, ...]:
    if not options.mount:
        return tuple(options.command)
    from nsexplorer.cli.unshare_mounts import with_mounts

    return with_mounts(options.mount, tuple(options.command))


def offsets_of(text: str | None) -> dict[str, int]:
    """The offsets by clock that the value of --time states. Raises Failure."""
    if text is None:
        return {}
    try:
        if "=" not in text:
            return {"monotonic": int(text), "boottime": int(text)}
        found = {}
        for part in text.split(","):
            clock, _, seconds = part.partition("=")
            if clock not in ("monotonic", "boottime"):
                raise ValueError(clock)
            found[clock] = int(seconds)
        return found
    except ValueError:
        wrong_use(f"--time {text}", "that states no offset in seconds", "write --time 86400, or --time monotonic=86400,boottime=0")
