"""Which options of a systemd unit stand behind a mount that its processes see (systemd.exec(5))."""

from nsexplorer.model.container import Unit, UnitOption
from nsexplorer.model.mount import Mount
from nsexplorer.model.process import Process
from nsexplorer.model.snapshot import Snapshot

READ_ONLY = frozenset({"DynamicUser", "ProtectControlGroups", "ProtectHome", "ProtectKernelTunables", "ProtectSystem"})
TEMPORARY = frozenset({"DynamicUser", "JoinsNamespaceOf", "PrivateTmp"})
TEMPORARY_DIRECTORIES = ("/tmp", "/var/tmp")


def unit_of(snapshot: Snapshot, process: Process | None) -> Unit | None:
    """The unit whose first process that is."""
    return None if process is None else next((unit for unit in snapshot.units if unit.pid == process.pid), None)


def options_behind(unit: Unit, mount: Mount, read_only: bool) -> tuple[UnitOption, ...]:
    """Those of its options that name the mount point, or make what is mounted there as it is: read-only, or a /tmp of its own."""
    return tuple(option for option in unit.options if "mnt" in option.types and _fits(option, mount, read_only))


def _fits(option: UnitOption, mount: Mount, read_only: bool) -> bool:
    named = {path.lstrip("-+") for word in option.value.split() for path in word.split(":")}
    if mount.target in named:
        return True
    if read_only and option.option in READ_ONLY:
        return True
    return option.option in TEMPORARY and mount.target in TEMPORARY_DIRECTORIES
