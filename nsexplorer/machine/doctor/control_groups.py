"""Whether this user may limit what its containers use: version 2 of control groups, and a delegated part of the tree."""

from collections.abc import Iterator

from nsexplorer.machine.doctor.examined import Examined, setting
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check
from nsexplorer.model.mount import Mount


def checks(examined: Examined) -> Iterator[Check]:
    """`cgroup-version`, `cgroup-delegation`."""
    version = version_of(examined.mounts)
    yield version
    if version.state != "ok" or examined.uid == 0:
        return
    path = f"/sys/fs/cgroup/user.slice/user-{examined.uid}.slice/user@{examined.uid}.service/cgroup.controllers"
    yield delegation(setting(path), path)


def version_of(mounts: tuple[Mount, ...]) -> Check:
    """By the mounts at and below /sys/fs/cgroup."""
    kinds = {mount.fstype for mount in mounts if mount.target.startswith("/sys/fs/cgroup") and mount.fstype in ("cgroup", "cgroup2")}
    source = "/proc/self/mountinfo"
    fix = (Fix("boot with systemd.unified_cgroup_hierarchy=1: rootless engines can limit nothing with version 1"),)
    if kinds == {"cgroup2"}:
        return Check("cgroup-version", "ok", "control groups are version 2", source)
    if kinds == {"cgroup", "cgroup2"}:
        return Check("cgroup-version", "warning", "control groups are version 1 with version 2 beside it (hybrid)", source, fix)
    if kinds:
        return Check("cgroup-version", "warning", "control groups are version 1", source, fix)
    return Check("cgroup-version", "warning", "no control groups are mounted at /sys/fs/cgroup", source)


def delegation(controllers: str | None, path: str) -> Check:
    """By the controllers that systemd hands down to this user's manager."""
    if controllers is None:
        words = "this user has no part of the control groups of its own: limits of its containers are ignored"
        return Check(
            "cgroup-delegation", "warning", words, path, (Fix("log in through systemd-logind, or let it linger", "loginctl enable-linger"),)
        )
    lacking = [name for name in ("cpu", "memory", "pids") if name not in controllers.split()]
    if lacking:
        words = f"{', '.join(lacking)} is not handed down to this user: such limits are ignored"
        fix = (Fix("hand it down: Delegate=cpu cpuset io memory pids in /etc/systemd/system/user@.service.d/delegate.conf"),)
        return Check("cgroup-delegation", "warning", words, path, fix)
    return Check("cgroup-delegation", "ok", f"handed down to this user: {controllers}", path)
