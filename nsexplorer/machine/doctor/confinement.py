"""What this process was started with that it cannot take off: a seccomp filter, no_new_privs, a root directory that is not the root."""

from collections.abc import Iterator

from nsexplorer.machine.doctor.examined import Examined, lacking
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check

STATUS = "/proc/self/status"


def checks(examined: Examined) -> Iterator[Check]:
    """`seccomp`, `no-new-privs`, `bounding-set`, `chroot`."""
    yield seccomp(examined.status.seccomp, examined.environment.get("container"), examined.works)
    yield no_new_privileges(examined.status.no_new_privileges, examined.maps_ids)
    yield bounding_set(examined.status.bounding, examined.maps_ids)
    yield _chroot(examined)


def seccomp(mode: int | None, container: str | None, passed: bool) -> Check:
    """By the mode in /proc/self/status. What a filter forbids cannot be read: only trying tells, which has `passed` or not."""
    if mode is None:
        return Check("seccomp", "unknown", "whether there is a seccomp filter cannot be read", STATUS)
    if mode == 0:
        return Check("seccomp", "ok", "no seccomp filter", STATUS)
    inside = f", and `container` is {container} in the environment" if container else ""
    words = f"a seccomp filter judges the system calls of this process{inside}"
    if passed:
        return Check("seccomp", "ok", f"{words}; it lets unshare(2) and mount(2) pass", f"Seccomp: {mode} in {STATUS}; a child that tried")
    words += ": engines' own filters refuse unshare(2) and mount(2) with EPERM"
    fix = (Fix("start the container without it, as `--security-opt seccomp=unconfined` does"),)
    return Check("seccomp", "warning", words, f"Seccomp: {mode} in {STATUS}", fix)


def no_new_privileges(value: bool | None, privileged: bool) -> Check:
    """newuidmap lives from the privilege that its file gives: with no_new_privs it gives none."""
    if value is None:
        return Check("no-new-privs", "unknown", "whether no_new_privs is set cannot be read", STATUS)
    if not value:
        return Check("no-new-privs", "ok", "no_new_privs is not set", f"NoNewPrivs: 0 in {STATUS}")
    fix = (Fix("start this without it: it comes from NoNewPrivileges= of a unit, from a sandbox, or `--security-opt no-new-privileges`"),)
    words = "no_new_privs is set: newuidmap and newgidmap get no privilege, and writing the map fails with EPERM"
    return Check("no-new-privs", "warning" if privileged else "fault", words, f"NoNewPrivs: 1 in {STATUS}", fix)


def bounding_set(capabilities: int, privileged: bool) -> Check:
    """No program gets a capability from its file that is not in the bounding set (capabilities(7))."""
    gone = lacking(capabilities)
    source = f"CapBnd: {capabilities:016x} in {STATUS}"
    if not gone:
        return Check("bounding-set", "ok", "the capabilities that mapping ids takes are in the bounding set", source)
    words = f"{' and '.join(gone)} {'is' if len(gone) == 1 else 'are'} not in the bounding set: newuidmap and newgidmap cannot map ids"
    fix = (Fix("start this without dropping them: by default, engines keep both", "podman run --cap-add SETUID,SETGID"),)
    return Check("bounding-set", "warning" if privileged else "fault", words, source, fix)


def _chroot(examined: Examined) -> Check:
    """Whoever is in a chroot(2) may make no user namespace (kernel/user_namespace.c, current_chrooted).

    A process sees its own root directory as /. Tables of other processes give it away: a mount is in one mount namespace only.
    """
    root = next((mount for mount in examined.mounts if mount.target == "/"), None)
    if root is None:
        return _in_chroot("the mount table has no line for /")
    for table in examined.snapshot.tables:
        seen = next((mount for mount in table.mounts if mount.id == root.id and mount.target != "/"), None)
        if seen is not None:
            return _in_chroot(f"what is / here is {seen.target} for process {table.reader or 'of the same mount namespace'}")
    return Check("chroot", "ok", "nothing tells of a chroot", "/proc/PID/mountinfo")


def _in_chroot(why: str) -> Check:
    fix = (Fix("start this in a mount namespace of its own whose root is changed with pivot_root(2) instead of chroot(2)"),)
    return Check(
        "chroot", "fault", f"this is a chroot, where unshare(2) of a user namespace fails with EPERM: {why}", "/proc/PID/mountinfo", fix
    )
