"""The files of a systemd unit: found and merged as systemd does it (systemd.unit(5)), read as it does (systemd.syntax(7)).

Nothing here asks a service manager: the files say what it was told, and each line can be shown where it stands.
"""

import os
import pwd
import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nsexplorer.discovery.unit_options import Line, options_of
from nsexplorer.discovery.units import manager_of
from nsexplorer.engines.record_files import refusal
from nsexplorer.linux.openat2 import open_without_links
from nsexplorer.model.container import UnitOption
from nsexplorer.model.mount import MountTable

SYSTEM_DIRECTORIES = (
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/run/systemd/generator.early",
    "/etc/systemd/system",
    "/etc/systemd/system.attached",
    "/run/systemd/system",
    "/run/systemd/system.attached",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/run/systemd/generator.late",
)
"""Where the files of the system's units are, first that counts most (systemd.unit(5), table 1; `systemd-analyze unit-paths`)."""

SECTIONS = {".service": "Service", ".socket": "Socket", ".mount": "Mount", ".swap": "Swap"}
SIZE_LIMIT = 1 << 20
LINK_LIMIT = 16


def user_directories(home: str, runtime: str) -> tuple[str, ...]:
    """Where the files of the units of a user's own service manager are (systemd.unit(5), table 2)."""
    return (
        f"{home}/.config/systemd/user.control",
        f"{runtime}/systemd/user.control",
        f"{runtime}/systemd/transient",
        f"{runtime}/systemd/generator.early",
        f"{home}/.config/systemd/user",
        "/etc/xdg/systemd/user",
        "/etc/systemd/user",
        f"{runtime}/systemd/user",
        "/run/systemd/user",
        f"{runtime}/systemd/generator",
        f"{home}/.local/share/systemd/user",
        "/usr/local/share/systemd/user",
        "/usr/share/systemd/user",
        "/usr/local/lib/systemd/user",
        "/usr/lib/systemd/user",
        f"{runtime}/systemd/generator.late",
    )


class UnitReading(NamedTuple):
    """What the files of a unit give it. `unread` has those that could not be read, with the reason: they may give it more."""

    options: tuple[UnitOption, ...]
    unread: tuple[str, ...]


def read_unit(name: str, cgroup: str | None, table: MountTable | None, root: str = "/") -> UnitReading:
    """The options of a unit that give it namespaces or mounts.

    `cgroup` is the text of /proc/PID/cgroup of its process: it tells whether a user's own service manager runs it, which reads other
    files. `table` is the mount table of this process: nothing of that user's is opened that could wait for a server. `root` is a
    directory that stands for `/`, as that of a stopped machine.
    """
    user = manager_of(name, cgroup or "")
    own: tuple[str, ...] = ()
    directories: tuple[str, ...] = SYSTEM_DIRECTORIES
    if user is not None:
        own = _own_directories(user)
        directories = user_directories(*own)
    files = _Files(root, own, table)
    lines = [line for path in _unit_files(files, name, directories) for line in parse(files.read(path) or b"", path)]
    section = SECTIONS.get(name[name.rfind(".") :], "")
    return UnitReading(options_of(lines, section), tuple(files.unread))


def _own_directories(user: int) -> tuple[str, str]:
    """The home and the runtime directory of a user."""
    try:
        home = pwd.getpwuid(user).pw_dir.rstrip("/")
    except KeyError:
        home = "/nonexistent"
    return home, f"/run/user/{user}"


class _Files:
    """Files of a machine whose `/` is `root`. What is below `strangers` belongs to a user, who may have laid traps there."""

    def __init__(self, root: str, strangers: Sequence[str], table: MountTable | None) -> None:
        self._root = root.rstrip("/")
        self._strangers = strangers
        self._table = table
        self.unread: list[str] = []

    def names(self, directory: str) -> list[str]:
        """The names in a directory; none where there is no such directory."""
        try:
            fd = self._open(directory, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            self._note(directory, error)
            return []
        if fd is None:
            return []
        try:
            return os.listdir(fd)
        except OSError as error:
            self._note(directory, error)
            return []
        finally:
            os.close(fd)

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where there is none, and empty for a link to /dev/null, which masks what it stands for."""
        try:
            path = self._follow(path)
            if path == "/dev/null":
                return b""
            fd = self._open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            self._note(path, error)
            return None
        if fd is None:
            return None
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                return None
            return file.read(SIZE_LIMIT)

    def _follow(self, path: str) -> str:
        """Where a link leads, within `root`. The unit files of a machine link to each other by absolute paths."""
        for _ in range(LINK_LIMIT):
            if self._refused(path):
                return path
            try:
                target = os.readlink(self._root + path)
            except OSError:
                return path
            path = os.path.normpath(os.path.join(os.path.dirname(path), target))
        return path

    def _open(self, path: str, flags: int) -> int | None:
        if not self._is_strangers(path):
            return os.open(self._root + path, flags | os.O_CLOEXEC)
        if self._refused(path):
            return None
        return open_without_links(self._root + path, flags | os.O_CLOEXEC)

    def _is_strangers(self, path: str) -> bool:
        return any(path.startswith(directory + "/") for directory in self._strangers)

    def _refused(self, path: str) -> bool:
        refused = refusal(self._root + path, self._table) if self._is_strangers(path) else None
        if refused is not None:
            self.unread.append(f"{path}: {refused}")
        return refused is not None

    def _note(self, path: str, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            self.unread.append(f"{path}: {(error.strerror or str(error)).lower()}")


def _unit_files(files: _Files, name: str, directories: Sequence[str]) -> Iterator[str]:
    """The files that make up a unit, in the order in which they are read: its own, then the drop-ins by name. None where it is masked."""
    own = _own_file(files, name, directories)
    if own is not None:
        if not files.read(own):
            return
        yield own
    found: dict[str, str] = {}
    for directory in _drop_in_directories(name, directories):
        for file in files.names(directory):
            if file.endswith(".conf"):
                found.setdefault(file, f"{directory}/{file}")  # of files with one name, the first that is found hides the others
    yield from (found[file] for file in sorted(found))


def _own_file(files: _Files, name: str, directories: Sequence[str]) -> str | None:
    """The unit's own file, else that of its template. It masks the unit where it is empty."""
    paths = (f"{directory}/{candidate}" for candidate in _and_template(name) for directory in directories)
    return next((path for path in paths if files.read(path) is not None), None)


def _and_template(name: str) -> tuple[str, ...]:
    """A unit's name, and its template's where it is an instance: `foo@bar.service` comes from `foo@.service`."""
    prefix, instance, kind = _split(name)
    return (name, f"{prefix}@{kind}") if instance else (name,)


def _split(name: str) -> tuple[str, str, str]:
    """The prefix, instance and type of a unit name: `foo@bar.service` is `foo`, `bar` and `.service`."""
    stem, dot, kind = name.rpartition(".")
    prefix, _, instance = stem.partition("@")
    return prefix, instance, dot + kind


def _drop_in_directories(name: str, directories: Sequence[str]) -> Iterator[str]:
    """Where drop-ins of a unit may be, first that counts most; those for all units of a type come last (src/shared/dropin.c)."""
    for directory in directories:
        yield from (f"{directory}/{shared}.d" for shared in _names_with_drop_ins(name))
    yield from (f"{directory}/{name.rpartition('.')[2]}.d" for directory in directories)


def _names_with_drop_ins(name: str) -> Iterator[str]:
    """The names whose drop-ins a unit gets: its own, its template's, and those that it shares with others by the dashes in its name.

    `foo-bar.service` shares `foo-.service`; `foo-bar@baz.service` shares `foo-@baz.service`, and its template `foo-.service`.
    """
    yield name
    prefix, instance, kind = _split(name)
    if instance:
        yield from _names_with_drop_ins(f"{prefix}@{kind}")
    dash = prefix.removesuffix("-").rfind("-")
    if dash > 0:
        yield from _names_with_drop_ins(f"{prefix[: dash + 1]}{f'@{instance}' if instance else ''}{kind}")


def parse(data: bytes, path: str) -> Iterator[Line]:
    """The assignments in a unit file. A line that ends in a backslash goes on in the next one; comments in between are left out."""
    section = joined = ""
    start = 0
    for number, raw in enumerate((data + b"\n").decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n"), 1):
        text = raw.lstrip()
        if text.startswith(("#", ";")):
            continue
        start = start if joined else number
        text = text.rstrip("\r")
        if (len(text) - len(text.rstrip("\\"))) % 2:
            joined += text[:-1] + " "
            continue
        text, joined = (joined + text).strip(), ""
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
        elif "=" in text:
            option, _, value = text.partition("=")
            yield Line(section, option.strip(), value.strip(), path, start)
