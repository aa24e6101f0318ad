"""What nsexplorer mounted: a record beside each mount point, below the runtime directory. It is believed only where the table agrees.

    mounts/NAMESPACE/lock
    mounts/NAMESPACE/NUMBER/record.json
    mounts/NAMESPACE/NUMBER/root        the mount point, where none was named
    mounts/NAMESPACE/NUMBER/empty       an empty directory, a layer where one is missing

Each mount namespace has a directory of its own: to remove a mount point is to unmount what another namespace has there.
"""

import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

from nsexplorer.helper.ask_roots import MountIdentity
from nsexplorer.roots.own_directories import made

RECORD = "record.json"
LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class MountRecord:
    """A mount of ours. `namespace` is the key of its mount namespace; `number` names the record.

    `key` tells the root from any that was or will be called so: its id, and the store. `mode` is ro, cow or rw; `state` the directory that
    has `upper` and `work`, and `kept` the name under which it outlives the mount. `engine` mounted it, None where we did.
    """

    namespace: str
    number: int
    root: str
    key: str
    mode: str
    at: str
    times: int
    identity: MountIdentity
    state: str | None = None
    kept: str | None = None
    engine: str | None = None


class MountRecords:
    """The records of one runtime directory."""

    def __init__(self, runtime: str) -> None:
        self._directory = made(f"{runtime}/mounts")

    def all(self) -> Iterator[MountRecord]:
        """Every record of every namespace, oldest first in each. What is no record is passed over."""
        for namespace in sorted(_names(self._directory)):
            yield from self.of(namespace)

    def of(self, namespace: str) -> list[MountRecord]:
        """The records of one namespace, oldest first."""
        numbers = sorted(int(name) for name in _names(f"{self._directory}/{namespace}") if name.isdecimal())
        return [record for number in numbers if (record := self._read(namespace, number)) is not None]

    @contextmanager
    def locked(self, namespace: str) -> Iterator[None]:
        """Keep others of ours from changing the records of a namespace."""
        directory = made(f"{self._directory}/{namespace}")
        with open(f"{directory}/lock", "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def new(self, namespace: str) -> int:
        """The number of a new record, with its directory and what is to be in there."""
        directory = f"{self._directory}/{namespace}"
        number = max((int(name) for name in _names(directory) if name.isdecimal()), default=0) + 1
        for path in (f"{directory}/{number}", self.mount_point(namespace, number), self.empty(namespace, number)):
            os.mkdir(path, 0o755)
        return number

    def mount_point(self, namespace: str, number: int) -> str:
        """Where a root is mounted for whom no other place was named."""
        return f"{self._directory}/{namespace}/{number}/root"

    def empty(self, namespace: str, number: int) -> str:
        """An empty directory."""
        return f"{self._directory}/{namespace}/{number}/empty"

    def write(self, record: MountRecord) -> None:
        """Put the record in the place of what was there, whole or not at all."""
        path = f"{self._directory}/{record.namespace}/{record.number}/{RECORD}"
        with open(f"{path}.new", "w", encoding="ascii") as file:
            json.dump(asdict(record), file)
        os.replace(f"{path}.new", path)

    def remove(self, namespace: str, number: int, users: Sequence[str]) -> None:
        """Remove a record, and its mount point unless other mount namespaces, the `users`, have something mounted there. Raises OSError."""
        directory = f"{self._directory}/{namespace}/{number}"
        for name in (RECORD, f"{RECORD}.new"):
            with suppress(FileNotFoundError):
                os.unlink(f"{directory}/{name}")
        for path in () if users else (f"{directory}/root", f"{directory}/empty", directory):
            with suppress(FileNotFoundError):
                os.rmdir(path)

    def sweep(self, used: Collection[str], is_real: Callable[[MountRecord], bool]) -> Iterator[MountRecord]:
        """Remove what is left of mounts that are gone, as those of an ended session; gives their records. `used` are all mount points."""
        for namespace in _names(self._directory):
            with self.locked(namespace):
                for number in [int(name) for name in _names(f"{self._directory}/{namespace}") if name.isdecimal()]:
                    record = self._read(namespace, number)
                    if self.mount_point(namespace, number) in used or (record is not None and is_real(record)):
                        continue
                    with suppress(OSError):
                        self.remove(namespace, number, [])
                    if record is not None:
                        yield record

    def _read(self, namespace: str, number: int) -> MountRecord | None:
        try:
            with open(f"{self._directory}/{namespace}/{number}/{RECORD}", encoding="ascii") as file:
                known = json.loads(file.read(LIMIT))
            identity = MountIdentity(*known.pop("identity"))
            return MountRecord(**{**known, "namespace": namespace, "number": number}, identity=identity)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


def _names(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
