"""AppArmor and SELinux: both can let a user namespace be made, and take away what it is good for."""

from collections.abc import Iterator

from nsexplorer.machine.doctor.examined import Examined, number, setting
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check

RESTRICT = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
LABEL = "/proc/self/attr/current"
ENFORCE = "/sys/fs/selinux/enforce"


def checks(examined: Examined) -> Iterator[Check]:
    """`apparmor`, `selinux`."""
    yield apparmor(number(RESTRICT), setting(LABEL), examined.privileged)
    yield selinux(setting(ENFORCE), setting(LABEL))


def apparmor(restrict: int | None, label: str | None, privileged: bool) -> Check:
    """By Ubuntu's setting (23.10, and Debian 13) and the profile that confines this process."""
    profile = _profile(label)
    if profile not in (None, "unconfined"):
        words = f"AppArmor confines this process by the profile {profile}, which may forbid user namespaces or mounts"
        fix = (Fix("start the container without that profile, as `--security-opt apparmor=unconfined` does"),)
        return Check("apparmor", "warning", words, LABEL, fix)
    if restrict and not privileged:
        words = (
            "AppArmor takes the capabilities away in user namespaces of unconfined programs: making one works, what comes next fails "
            "with EPERM or EACCES (writing uid_map, mounting)"
        )
        ways = (
            Fix("give the program a profile with the rule `userns,`, as the engines' packages do: see /etc/apparmor.d"),
            Fix("or, as root, lift the restriction for all programs", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
        )
        return Check("apparmor", "fault", words, RESTRICT, ways)
    if restrict is None and profile is None:
        return Check("apparmor", "ok", "AppArmor is not in use", f"{RESTRICT}, {LABEL}")
    return Check("apparmor", "ok", "AppArmor does not restrict user namespaces of this process", f"{RESTRICT}, {LABEL}")


def selinux(enforce: str | None, label: str | None) -> Check:
    """By whether SELinux enforces its policy."""
    if enforce is None:
        return Check("selinux", "ok", "SELinux is not in use", ENFORCE)
    if enforce != "1":
        return Check("selinux", "ok", "SELinux only warns (permissive)", ENFORCE)
    words = f"SELinux enforces its policy on this process ({label}): a refusal gives EACCES, and files in containers need the right label"
    fix = (Fix("as root, see what it refused", "ausearch -m avc -ts recent"), Fix("label a volume for its container: `-v DIR:/there:Z`"))
    return Check("selinux", "ok", words, ENFORCE, fix)


def _profile(label: str | None) -> str | None:
    """The AppArmor profile in a label, as `docker-default (enforce)`; None where the label is SELinux's, or there is none."""
    if label is None or ":" in label:
        return None
    return label.partition(" (")[0]
