"""What a snapshot that leaves the machine must not carry along: command lines, and credentials in mount options."""

import re
from dataclasses import replace

from nsexplorer.model.mount import Mount
from nsexplorer.model.snapshot import Snapshot

BLANK = "***"

SECRET_OPTION = re.compile(r"pass|pwd|secret|token|cred|auth|(^|[._-])(key|pw)$|apikey|cookie", re.IGNORECASE)
"""Names of options whose values may be credentials: `password=`, `secret=`, `credentials=`, `s3_key=`, ..."""

IN_ADDRESS = re.compile(r"((?:^|//)[^/:@]*):[^/]+@")
"""`user:password@` at the head of an address, after `scheme://`, `//` or nothing; a password may hold any character but a slash."""

IN_QUERY = re.compile(r"([?&;](?:[^=&;]*(?:pass|secret|token|key)[^=&;]*)=)[^&;,\s]+", re.IGNORECASE)


def without_command_lines(snapshot: Snapshot) -> Snapshot:
    """The snapshot with each process's short name alone: arguments often hold passwords."""
    processes = {
        pid: process if process.details is None else replace(process, details=replace(process.details, command_line=None))
        for pid, process in snapshot.processes.items()
    }
    return replace(snapshot, processes=processes)


def without_credentials(snapshot: Snapshot) -> Snapshot:
    """The snapshot with what looks like a credential in mount options and sources blanked."""
    tables = tuple(replace(table, mounts=tuple([_clean(mount) for mount in table.mounts])) for table in snapshot.tables)
    return replace(snapshot, tables=tables)


def _clean(mount: Mount) -> Mount:
    options = tuple(map(blank_option, mount.options))
    super_options = tuple(map(blank_option, mount.super_options))
    source = None if mount.source is None else blank_address(mount.source)
    if (options, super_options, source) == (mount.options, mount.super_options, mount.source):
        return mount
    return replace(mount, options=options, super_options=super_options, source=source)


def blank_option(option: str) -> str:
    """A mount option, its value blanked where its name says that it may be a credential."""
    name, equals, value = option.partition("=")
    if not equals or not value:
        return option
    if SECRET_OPTION.search(name):
        return f"{name}={BLANK}"
    return f"{name}={blank_address(value)}" if "://" in value or "?" in value else option


def blank_address(address: str) -> str:
    """A mount source, with a password in it blanked: `https://me:***@host/dav`."""
    address = IN_ADDRESS.sub(rf"\g<1>:{BLANK}@", address)
    return IN_QUERY.sub(rf"\g<1>{BLANK}", address)
