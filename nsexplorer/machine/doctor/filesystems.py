"""Overlay, FUSE, proc and sysfs: tried in a session, as engines mount them."""

from collections.abc import Iterator

from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.mountable import Mountable, Permission

TRIED = "fsopen(2), fsconfig(2), fsmount(2) in a throw-away user namespace"


def checks(examined: Examined) -> Iterator[Check]:
    """`overlay`, `fuse`, `proc`, `sysfs`. Without overlay, FUSE does; without both, engines copy whole images (the driver vfs)."""
    overlay, fuse = examined.mountable.get("overlay"), examined.mountable.get("fuse")
    yield judged("overlay", overlay, "engines fall back to fuse-overlayfs, or to copies of whole images (vfs)", "warning")
    yield judged("fuse", fuse, "fuse-overlayfs, sshfs and their like do not work", "warning")
    for name in ("proc", "sysfs"):
        yield judged(name, examined.mountable.get(name), f"containers cannot have a {name} of their own", "fault")


def judged(name: str, found: Mountable | None, otherwise: str, worst: State) -> Check:
    """By what came of trying it with all namespaces of its own. `otherwise` is what follows where it may not be mounted."""
    permission = None if found is None else found.session_all
    if permission is None or permission.allowed is None or (not permission.allowed and permission.reason is None):
        why = "it was not tried" if permission is None else permission.text
        return Check(name, "unknown", f"whether {name} may be mounted in a user namespace could not be told: {why}", TRIED)
    if permission.allowed:
        how = f", {permission.text}" if permission.text else ""
        return Check(name, "ok", f"{name} may be mounted in a user namespace{how}", TRIED)
    covers = f": {', '.join(permission.covered_by)}" if permission.covered_by else ""
    return Check(
        name,
        worst,
        f"{name} may not be mounted in a user namespace ({permission.text}{covers}): {otherwise}",
        TRIED,
        _fix(name, permission),
    )


def _fix(name: str, permission: Permission) -> tuple[Fix, ...]:
    if name == "overlay" and permission.reason in ("kernel-too-old", "absent"):
        return (Fix("as root, install fuse-overlayfs", "apt install fuse-overlayfs"), Fix("or run Linux 5.11 or newer, with overlay"))
    return permission.fix
