"""What a live test of one mount found out about its locks: the kernel tells them nowhere (mount_namespaces(7), "Restrictions")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockFacts:
    """`locked`: the mount cannot be unmounted or moved in its namespace (MNT_LOCKED); None where the test could not tell.

    `flags` are the mount options that cannot be taken off again there, as `ro` and `nosuid` (MNT_LOCK_READONLY and its like).
    """

    locked: bool | None
    flags: tuple[str, ...] = ()
