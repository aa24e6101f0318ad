"""The commands, in the order of the help, each with what it answers. Each is the module of its name in this folder, with _ for -."""

COMMANDS = {
    "ls": "which namespaces exist, whose they are, and what keeps them alive",
    "show": "everything about one namespace or one process",
    "mounts": "a mount table: tree, propagation, what is hidden and by what",
    "compare": "two targets side by side: mounts, ids, processes, network, files",
    "why": "why one side does not see what another sees, and what to do",
    "predict": "what somebody gets at a path; who would receive a mount there",
    "holders": "what keeps a mount, device, file or namespace busy, everywhere",
    "whoami": "who one is in a user namespace, and outside of it",
    "map": "an id, or the owner of a file, as each user namespace has it",
    "can-mount": "which file systems may be mounted here, and why not the others",
    "events": "what appears, changes and vanishes, a line each, as it happens",
    "unshare": "a command, or your shell, as root in namespaces of its own",
    "enter": "a command, or your shell, in the namespaces of a target",
    "sessions": "the sessions that live, with what their end would take away",
    "end": "end a session, with all that runs in it",
    "pin": "keep a namespace by a bind mount of its file, without any process",
    "unpin": "take that bind mount away",
    "roots": "the container roots here: who runs on them, where each is mounted",
    "mount": "mount a container's root, read-only or as a copy; print the path",
    "umount": "take down a root that nsexplorer mounted",
    "doctor": "whether rootless containers work here, and which layer says no",
    "dump": "everything that can be read, in one file to look at elsewhere",
    "completion": "lines that make a shell complete commands, options and targets",
}

EXPLORE = "explore"
"""The module for a command line without any of these: the explorer."""

PASSING = ("unshare", "enter")
"""The commands whose status is that of the command they run; what goes wrong with themselves is 125."""

MODULES = {**{name: name.replace("-", "_") for name in COMMANDS}, "_targets": "targets"}
"""The words that are commands. The last is for shell completion: a person has no use for it."""


def near(word: str) -> str | None:
    """The command that was probably meant by a word that is none."""
    import difflib  # only where something went wrong already

    return next(iter(difflib.get_close_matches(word, COMMANDS, 1, 0.6)), None)
