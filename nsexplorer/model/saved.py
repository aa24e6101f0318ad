"""Snapshots saved as JSON and loaded again. A loaded file comes from elsewhere: every value of it is checked."""

import json
import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from nsexplorer.model.container import Container, Unit
from nsexplorer.model.details import Details
from nsexplorer.model.idmap import IdMap, MountIdMap
from nsexplorer.model.mount import MountTable
from nsexplorer.model.namespace import NAMESPACE_TYPES, Namespace
from nsexplorer.model.process import Process, Thread
from nsexplorer.model.snapshot import Snapshot

SCHEMA = "nsexplorer/1"
LIMIT = 512 << 20
"""Bytes: a larger file is not loaded. A machine of 8,000 processes and 100,000 mounts makes less than a tenth of that."""

LATEST = 253_402_300_800
"""Seconds since the epoch: the year 10000, which no clock here can print. `taken` is the only number that is not whole."""

NAMES = {kind.__name__: kind for kind in (Container, Details, IdMap, MountIdMap, MountTable, Namespace, Process, Thread, Unit)}
"""What the annotations of the model name without importing it."""

NAMESPACE_ID = re.compile(rf"({'|'.join(NAMESPACE_TYPES)}):\[\??[0-9]{{1,20}}\]")
FOREIGN = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that no byte of a kernel's name decodes to (PEP 383)."""


class UnusableSnapshot(Exception):
    """A file that is not a snapshot, or not one this version can read; says why."""


def save(snapshot: Snapshot) -> str:
    """The snapshot as one JSON document: always valid UTF-8, names that are not are kept exactly (as \\udcXX escapes)."""
    complete = _plain(snapshot.complete)
    complete["viewer"] = _plain(snapshot.viewer)
    return json.dumps({"schema": SCHEMA, "command": "dump", "complete": complete, "snapshot": _plain(snapshot)})


def load(data: bytes | str) -> Snapshot:
    """The snapshot in this document. Raises UnusableSnapshot."""
    if len(data) > LIMIT:
        raise UnusableSnapshot(f"it is larger than {LIMIT >> 20} MiB")
    try:
        document = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnusableSnapshot("it is not a JSON document") from error
    if not isinstance(document, dict) or not isinstance(document.get("schema"), str):
        raise UnusableSnapshot("it is not a document of nsexplorer")
    if document["schema"] != SCHEMA:
        raise UnusableSnapshot(f"it has the schema {document['schema'][:40]!r}, this version reads {SCHEMA!r}")
    if document.get("command") != "dump" or "snapshot" not in document:
        raise UnusableSnapshot("it is an answer, not a snapshot: `nsexplorer dump` makes those")
    snapshot: Snapshot = _typed(Snapshot, document["snapshot"], "snapshot")
    _check(snapshot)
    return snapshot


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value


def _typed(hint: Any, value: Any, where: str) -> Any:
    """The value as the type `hint` wants it; raises UnusableSnapshot, naming where it does not fit."""
    origin = get_origin(hint)
    if origin is types.UnionType:
        if value is None and type(None) in get_args(hint):
            return None
        return _typed(next(option for option in get_args(hint) if option is not type(None)), value, where)
    if is_dataclass(hint):
        return _dataclass(hint, value, where)
    if origin is tuple and isinstance(value, list):
        options = get_args(hint)
        if options[-1] is Ellipsis:
            return tuple([_typed(options[0], entry, where) for entry in value])
        if len(options) == len(value):
            return tuple([_typed(option, entry, where) for option, entry in zip(options, value, strict=True)])
    elif origin is Mapping and isinstance(value, dict):
        keys, values = get_args(hint)
        return {_key(keys, key, where): _typed(values, entry, f"{where}.{key[:40]}") for key, entry in value.items()}
    elif hint is float:
        if type(value) in (int, float) and 0 <= value < LATEST:
            return float(value)
    elif type(value) is hint:
        if hint is str and not value.isascii() and FOREIGN.search(value):
            raise UnusableSnapshot(f"{where} has a character that no name has")
        if hint is int and value.bit_length() > 64:
            raise UnusableSnapshot(f"{where} is a number that no kernel has")
        return value
    raise UnusableSnapshot(f"{where} is not what it should be")


def _dataclass(hint: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise UnusableSnapshot(f"{where} is not what it should be")
    known = _hints(hint)
    unknown = value.keys() - known.keys()
    if unknown:
        raise UnusableSnapshot(f"{where} has {sorted(unknown)[0][:40]!r}, which this version does not know")
    missing = known.keys() - value.keys()
    if missing:
        raise UnusableSnapshot(f"{where} has no {min(missing)!r}")
    return hint(**{name: _typed(kind, value[name], f"{where}.{name}") for name, kind in known.items()})


@cache
def _hints(hint: Any) -> dict[str, Any]:
    return get_type_hints(hint, localns=NAMES)


def _key(hint: Any, key: str, where: str) -> Any:
    if hint is str:
        return _typed(str, key, where)
    if not re.fullmatch("[0-9]{1,10}", key):
        raise UnusableSnapshot(f"{where} has a key that is not a number")
    return int(key)


def _check(snapshot: Snapshot) -> None:
    """What types alone do not say: each thing stands under its own name, and namespaces are named as the kernel names them."""
    for name, namespace in snapshot.namespaces.items():
        if namespace.id != name or not NAMESPACE_ID.fullmatch(name) or name.partition(":")[0] != namespace.type:
            raise UnusableSnapshot(f"the namespace {name[:40]!r} is not named as its type and inode")
    for pid, process in snapshot.processes.items():
        if process.pid != pid:
            raise UnusableSnapshot(f"the process {pid} is not named as its pid")
    for identifier, id_map in snapshot.id_maps.items():
        if id_map.namespace != identifier:
            raise UnusableSnapshot(f"the id map {identifier[:40]!r} is not named as its namespace")
    for where in (snapshot.own, snapshot.host, *(process.namespaces for process in snapshot.processes.values())):
        for kind, identifier in where.items():
            if not NAMESPACE_ID.fullmatch(identifier) or identifier.partition(":")[0] != kind:
                raise UnusableSnapshot(f"{identifier[:40]!r} is not a {kind[:8]} namespace")
