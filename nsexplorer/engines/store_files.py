"""The files of an engine's store, read below one directory and never out of it, without doing harm: the store may be a stranger's."""

import json
import os
import stat
from types import TracebackType

from nsexplorer.engines.record_files import SIZE_LIMIT, UnreadableError, foreign_mounts, reason, refusal
from nsexplorer.linux.openat2 import open_beneath, open_without_links
from nsexplorer.model.mount import MountTable

_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_LOOK = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC


class StoreFiles:
    """The directory `path`, absolute in the mount namespace of `table`, which must be this process's own. To be used with `with`.

    Names are relative to it. No symbolic link is followed on the way to a file. Raises UnreadableError where it may not be opened.
    """

    def __init__(self, path: str, table: MountTable | None) -> None:
        refused = refusal(path, table)
        if refused is None:
            path = os.path.realpath(path)  # /home, or the whole store, may be a symbolic link
            refused = refusal(path, table)
        if refused is not None:
            raise UnreadableError(f"{path}: {refused}")
        self.path = path
        self._foreign = foreign_mounts(path, table)
        try:
            self._directory = open_without_links(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise MissingError(f"{path}: no such file or directory") from None
        except OSError as error:
            raise UnreadableError(f"{path}: {reason(error)}") from None

    def __enter__(self) -> "StoreFiles":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._directory)

    def data(self, name: str, limit: int = SIZE_LIMIT) -> bytes:
        """The bytes of a regular file of at most `limit`. Raises UnreadableError."""
        fd = self._open(name, _READ)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise UnreadableError(f"{self.path}/{name}: not a regular file")
            with open(fd, "rb", closefd=False) as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise UnreadableError(f"{self.path}/{name}: {reason(error)}") from None
        finally:
            os.close(fd)
        if len(data) > limit:
            raise UnreadableError(f"{self.path}/{name}: larger than {limit} bytes")
        return data

    def json(self, name: str, limit: int = SIZE_LIMIT) -> object:
        """The JSON document in a file. Raises UnreadableError."""
        try:
            return json.loads(self.data(name, limit))
        except (ValueError, RecursionError):
            raise UnreadableError(f"{self.path}/{name}: not valid JSON") from None

    def link(self, name: str) -> str:
        """Where a symbolic link points. Raises UnreadableError."""
        fd = self._open(name, _LOOK)
        try:
            return os.readlink("", dir_fd=fd)
        except OSError as error:
            raise UnreadableError(f"{self.path}/{name}: {reason(error)}") from None
        finally:
            os.close(fd)

    def names(self, name: str) -> list[str]:
        """What is in a directory. Raises UnreadableError."""
        fd = self._open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            return os.listdir(fd)
        finally:
            os.close(fd)

    def look(self, name: str) -> os.stat_result | None:
        """What a name is, itself; None where there is none. Raises UnreadableError where that cannot be told."""
        try:
            fd = self._open(name, _LOOK)
        except MissingError:
            return None
        try:
            return os.fstat(fd)
        finally:
            os.close(fd)

    def _open(self, name: str, flags: int) -> int:
        whole = f"{self.path}/{name}"
        for target, fstype in self._foreign:
            if whole == target or whole.startswith(target + "/"):
                raise UnreadableError(f"{whole}: not opened, as {fstype} is mounted at {target}")
        try:
            return open_beneath(self._directory, name, flags)
        except FileNotFoundError:
            raise MissingError(f"{whole}: no such file or directory") from None
        except OSError as error:
            raise UnreadableError(f"{whole}: {reason(error)}") from None


class MissingError(UnreadableError):
    """There is no such file in the store."""
