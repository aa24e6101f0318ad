"""Whether what is mounted on the host later arrives in sessions and containers: only if / is shared."""

from collections.abc import Iterator

from nsexplorer.explain.visibility import lookup
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check
from nsexplorer.model.mount import Mount


def checks(examined: Examined) -> Iterator[Check]:
    """`root-propagation`."""
    yield judged(lookup(examined.mounts, "/", "process"))


def judged(root: Mount | None) -> Check:
    """By the mount on /."""
    source = "/proc/self/mountinfo"
    if root is None:
        return Check("root-propagation", "unknown", "the mount on / is not in the mount table: this is a chroot", source)
    if root.shared is not None:
        return Check("root-propagation", "ok", f"/ is shared (peer group {root.shared}): later mounts arrive in sessions", source)
    words = f"/ is {root.propagation}: mounts made later do not arrive in sessions and containers; engines warn `/ is not a shared mount`"
    fix = (
        Fix(
            "as root, share it, with everything below; mounts then travel between all namespaces made from now on", "mount --make-rshared /"
        ),
    )
    return Check("root-propagation", "warning", words, source, fix)
