"""The text of /proc/PID/cgroup (cgroups(7)): one line for each hierarchy, `number:controllers:path`."""

REMOVED = " (deleted)"
"""What the kernel appends to the path of a control group that is gone while a zombie is still in it (Linux 4.7)."""


def paths(text: str) -> tuple[str, ...]:
    """The control groups of a process other than the root, each once: the unified hierarchy's first, then systemd's own, then the rest."""
    ranked = []
    for line in text.split("\n"):
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        path = path.removesuffix(REMOVED)
        if path.startswith("/") and path != "/":
            rank = 0 if number == "0" else 1 if controllers == "name=systemd" else 2
            ranked.append((rank, path))
    ranked.sort(key=lambda entry: entry[0])
    return tuple(dict.fromkeys(path for _, path in ranked))
