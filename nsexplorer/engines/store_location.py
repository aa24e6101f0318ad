"""Where the stores of containers-storage are: what podman, buildah and cri-o share (containers-storage.conf(5))."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nsexplorer.linux.procfs import read, text

ROOT_STORE = "/var/lib/containers/storage"
ROOT_RUNROOT = "/run/containers/storage"
SYSTEM_FILES = ("/etc/containers/storage.conf", "/usr/share/containers/storage.conf")


class Person(NamedTuple):
    """For whom a store is looked for: the uid outside of all sessions of theirs, the home directory, the environment."""

    uid: int
    home: str
    environment: Mapping[str, str]

    @property
    def runtime_directory(self) -> str:
        """XDG_RUNTIME_DIR, or where it usually is."""
        return self.environment.get("XDG_RUNTIME_DIR") or f"/run/user/{self.uid}"


class StoreLocation(NamedTuple):
    """Where a store is. `runroots` are where its engines may keep what is mounted: several, as they do not agree; `source` says it all.

    `driver` and `mount_program` are None where no file says; `additional` are read-only stores that its images may come from.
    """

    graphroot: str
    runroots: tuple[str, ...]
    source: str
    driver: str | None = None
    mount_program: str | None = None
    additional: tuple[str, ...] = ()


def own_store(person: Person) -> StoreLocation:
    """The store of whoever is at work here. The first file that exists counts, as in containers-storage up to 1.62."""
    environment = person.environment
    files = list(_files(person))
    source, known = next(((path, document) for path in files if (document := _document(path)) is not None), ("the default place", {}))
    rootless = person.uid != 0
    system = rootless and source in SYSTEM_FILES  # its graphroot and runroot are for root alone
    graphroot = environment.get("CONTAINERS_GRAPHROOT")
    if graphroot is not None:
        source = "CONTAINERS_GRAPHROOT in the environment"
    else:
        graphroot = _path(known, "rootless_storage_path" if system else "graphroot", person) or _default_graphroot(person)
    runroot = environment.get("CONTAINERS_RUNROOT") or (None if system else _path(known, "runroot", person))
    options = known.get("options")
    overlay = options.get("overlay") if isinstance(options, dict) else None
    program = _text(overlay, "mount_program") or _text(options, "mount_program")
    additional = options.get("additionalimagestores") if isinstance(options, dict) else None
    stores = tuple(store for store in additional if isinstance(store, str)) if isinstance(additional, list) else ()
    driver = environment.get("STORAGE_DRIVER") or _text(known, "driver")
    runroots = [runroot] if runroot else []
    return StoreLocation(graphroot, tuple(dict.fromkeys(runroots + _default_runroots(person))), source, driver, program, stores)


def root_store() -> StoreLocation:
    """The store of root."""
    return own_store(Person(0, "/root", {}))


def store_at(graphroot: str) -> StoreLocation:
    """A store that is known by its path alone: where its engines keep what is mounted is not known."""
    return StoreLocation(graphroot, (), "the path that was given")


def _files(person: Person) -> Iterator[str]:
    named = person.environment.get("CONTAINERS_STORAGE_CONF")
    if named is not None:
        yield named
    if person.uid != 0:
        config = person.environment.get("XDG_CONFIG_HOME") or os.path.join(person.home, ".config")
        yield os.path.join(config, "containers/storage.conf")
    yield from SYSTEM_FILES


def _document(path: str) -> Mapping[str, object] | None:
    """What a file says under [storage]; None where there is no such file, or none that is valid."""
    try:
        storage = tomllib.loads(text(read(os.fsencode(path)))).get("storage", {})
    except (OSError, ValueError):
        return None
    return storage if isinstance(storage, dict) else {}


def _path(known: Mapping[str, object], key: str, person: Person) -> str | None:
    """The path under a key, with $HOME and the like written out as the engines do; None where it is none."""
    value = _text(known, key)
    if value is None:
        return None
    for variable, meaning in (("$HOME", person.home), ("$UID", str(person.uid)), ("$USER", person.environment.get("USER", ""))):
        value = value.replace(variable, meaning)
    return value if value.startswith("/") and "$" not in value else None


def _text(known: object, key: str) -> str | None:
    value = known.get(key) if isinstance(known, dict) else None
    return value if isinstance(value, str) and value else None


def _default_graphroot(person: Person) -> str:
    if person.uid == 0:
        return ROOT_STORE
    data = person.environment.get("XDG_DATA_HOME") or os.path.join(person.home, ".local/share")
    return os.path.join(data, "containers/storage")


def _default_runroots(person: Person) -> list[str]:
    """Without XDG_RUNTIME_DIR podman and buildah choose different ones, and count the mounts of one store apart."""
    if person.uid == 0:
        return [ROOT_RUNROOT]
    places = [f"{person.runtime_directory}/containers", f"/run/user/{person.uid}/containers"]
    return [*dict.fromkeys(places), f"/var/tmp/containers-user-{person.uid}/containers", f"/tmp/containers-user-{person.uid}/containers"]
