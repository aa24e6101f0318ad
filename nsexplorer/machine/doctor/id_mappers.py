"""newuidmap(1) and newgidmap(1): without privilege, only they may map more than one id."""

import stat
from collections.abc import Iterator

from nsexplorer.explain.id_maps import OVERFLOW
from nsexplorer.helper.ask import Program
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.mount import Mount


def checks(examined: Examined) -> Iterator[Check]:
    """`newuidmap`, `newgidmap`, `account`."""
    for name, capability in (("newuidmap", "cap_setuid"), ("newgidmap", "cap_setgid")):
        program = examined.programs.get(name)
        mount = next((mount for mount in examined.mounts if program is not None and mount.id == program.mount), None)
        yield judged(name, capability, program, mount, examined.maps_ids)
    yield account(examined.user, examined.uid, examined.maps_ids)


def account(user: str, uid: int, privileged: bool) -> Check:
    """Whether the user database knows this user, which is called by its number where it does not: both programs ask for its name."""
    if user != str(uid):
        return Check("account", "ok", f"uid {uid} is {user} in the user database", "getpwuid(3)")
    words = f"uid {uid} is not in the user database: newuidmap and newgidmap `cannot determine your user name`, and map nothing"
    fix = (Fix("as root, give it an account, which sets ids aside too", f"useradd --uid {uid} --create-home user{uid}"),)
    return Check("account", "warning" if privileged else "fault", words, "getpwuid(3)", fix)


def judged(name: str, capability: str, program: Program | None, mount: Mount | None, privileged: bool) -> Check:
    """By the program's file and the mount it is on. Who has CAP_SETUID needs neither."""
    worst: State = "warning" if privileged else "fault"
    if program is None:
        fix = (Fix("as root, install it: the package is called uidmap, or shadow-utils", "apt install uidmap"),)
        return Check(name, worst, f"{name} is not installed: only one id can be mapped", "PATH", fix)
    if not program.executable:
        return Check(
            name,
            worst,
            f"{program.path} may not be executed",
            program.path,
            (Fix("as root, let users run it", f"chmod 4755 {program.path}"),),
        )
    if mount is not None and "nosuid" in mount.options:
        fix = (Fix("as root, mount it without nosuid", f"mount -o remount,suid {mount.target}"),)
        return Check(
            name, worst, f"{program.path} is on a nosuid mount, so its file gives no privilege", f"{mount.target} in mountinfo", fix
        )
    set_user = bool(program.mode & stat.S_ISUID) and program.uid == 0
    if program.mode & stat.S_ISUID and program.uid == OVERFLOW:
        words = f"{program.path} belongs to a user without a mapping here, so its set-user-ID bit gives no privilege"
        return Check(name, worst, words, program.path)
    if not set_user and not program.capable:
        words = f"{program.path} is neither set-user-ID root nor has capabilities: writing the map fails with EPERM"
        ways = (
            Fix("as root, give it the capability that it needs", f"setcap {capability}=ep {program.path}"),
            Fix("or make it set-user-ID root", f"chmod u+s {program.path}"),
        )
        return Check(name, worst, words, program.path, ways)
    how = "set-user-ID root" if set_user else "with file capabilities"
    return Check(name, "ok", f"{program.path} is {how}", program.path)
