"""A mount as the line that the kernel writes for it in mountinfo (proc_pid_mountinfo(5))."""

from nsexplorer.model.mount import Mount

_ESCAPED = {" ": "\\040", "\t": "\\011", "\n": "\\012", "\\": "\\134"}
"""What fs/proc_namespace.c mangles: with it each field is one word."""


def mount_line(mount: Mount) -> str:
    """The mountinfo line of a mount, as the reader of its table got it."""
    groups = (("shared", mount.shared), ("master", mount.master), ("propagate_from", mount.propagate_from))
    optional = [f"{word}:{number}" for word, number in groups if number is not None]
    words = [str(mount.id), str(mount.parent), mount.device, _escaped(mount.root), _escaped(mount.target), ",".join(mount.options)]
    words += [*optional, *(["unbindable"] if mount.unbindable else []), *mount.optional, "-", mount.fstype]
    return " ".join([*words, _escaped(mount.source or "none"), ",".join(mount.super_options)])


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)
