"""What the checks go by: who is examined, and what was read or tried once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from nsexplorer.helper.ask import Program, UserNamespaceTrial
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.procfs import Status, read, text
from nsexplorer.model.accounts import SubordinateIds
from nsexplorer.model.capability_names import CAPABILITIES
from nsexplorer.model.mount import Mount
from nsexplorer.model.mountable import Mountable
from nsexplorer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Examined:
    """The user that nsexplorer runs as, on this machine.

    `user` is its name, else its number. `environment` is ours. `programs` are files by name. `trial` is what came of making a user
    namespace with the ids that are set aside (`many`), or with one alone. `mounts` are those of our mount namespace.
    """

    snapshot: Snapshot
    uid: int
    gid: int
    user: str
    home: str
    environment: Mapping[str, str]
    status: Status
    programs: Mapping[str, Program]
    subordinate: SubordinateIds
    many: UserNamespaceTrial | Refusal | None
    single: UserNamespaceTrial | Refusal
    mountable: Mapping[str, Mountable]
    mounts: tuple[Mount, ...]

    @property
    def privileged(self) -> bool:
        """Whether it may map ids by itself, and has CAP_SYS_ADMIN: then much of what stops others does not matter, and engines know."""
        return self.maps_ids and bool(self.status.effective & 1 << CAPABILITIES.index("CAP_SYS_ADMIN"))

    @property
    def maps_ids(self) -> bool:
        """Whether it has CAP_SETUID and CAP_SETGID, with which any id may be mapped (user_namespaces(7))."""
        return not lacking(self.status.effective)

    @property
    def works(self) -> bool:
        """Whether root of a new user namespace could make a mount namespace, and mount in it."""
        trial = self.single
        return isinstance(trial, UserNamespaceTrial) and bool(trial.inside) and not trial.refused


def lacking(capabilities: int) -> tuple[str, ...]:
    """Which of the capabilities that mapping ids takes are not in a set."""
    return tuple(name for name in ("CAP_SETUID", "CAP_SETGID") if not capabilities & 1 << CAPABILITIES.index(name))


def setting(path: str) -> str | None:
    """The content of a file of /proc or /sys; None where it is not there or cannot be read."""
    try:
        return text(read(path.encode())).strip()
    except OSError:
        return None


def number(path: str) -> int | None:
    """The number in such a file."""
    found = setting(path)
    return int(found) if found is not None and found.lstrip("-").isdigit() else None
