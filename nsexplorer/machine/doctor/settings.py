"""Settings of distributions that keep ordinary users from making user namespaces."""

from collections.abc import Iterator

from nsexplorer.machine.doctor.examined import Examined, number
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check

CLONE = "/proc/sys/kernel/unprivileged_userns_clone"
PATH = "kernel.unprivileged_userns_clone"


def checks(examined: Examined) -> Iterator[Check]:
    """`unprivileged-userns-clone`: a patch of Debian and Arch."""
    yield judged(number(CLONE), examined.privileged)


def judged(value: int | None, privileged: bool) -> Check:
    """By the value of the setting; None where this kernel does not have it, which is most."""
    if value is None:
        return Check("unprivileged-userns-clone", "ok", "this kernel has no setting that forbids user namespaces to ordinary users", CLONE)
    if value:
        return Check("unprivileged-userns-clone", "ok", f"{PATH} is {value}: ordinary users may make user namespaces", CLONE)
    fix = (Fix("as root, let ordinary users make them", f"sysctl -w {PATH}=1"),)
    if privileged:
        return Check("unprivileged-userns-clone", "warning", f"{PATH} is 0: only root may make user namespaces", CLONE, fix)
    return Check("unprivileged-userns-clone", "fault", f"{PATH} is 0: unshare(2) fails with EPERM for ordinary users", CLONE, fix)
