"""What the kernel itself uses: block devices and what is built on them, swap areas, NFS exports. Text of /sys and /proc only."""

import os

from nsexplorer.linux import procfs
from nsexplorer.linux.mountinfo import unescape
from nsexplorer.model.hold import BlockDevice, Export, KernelUses, Swap

BLOCK = "/sys/block"
EXPORTS = ("/proc/fs/nfsd/exports", "/proc/fs/nfs/exports", "/var/lib/nfs/etab")
"""What the server in the kernel gives away now; else what exportfs(8) told it to."""


def find() -> KernelUses:
    """All of it, as far as it can be read."""
    unread: list[str] = []
    try:
        names = sorted(os.listdir(BLOCK))
    except OSError as error:
        names = []
        unread.append(f"block devices and what is built on them: {BLOCK}: {error.strerror}")
    devices = [found for name in names for found in _with_partitions(name)]
    return KernelUses(tuple(devices), tuple(_swaps(unread)), tuple(_exports()), tuple(unread))


def _with_partitions(name: str) -> list[BlockDevice]:
    directory = f"{BLOCK}/{name}"
    whole = _device(name, directory, None)
    if whole is None:
        return []
    try:
        parts = [entry for entry in sorted(os.listdir(directory)) if entry.startswith(name) and _line(f"{directory}/{entry}/partition")]
    except OSError:
        parts = []
    found = [_device(part, f"{directory}/{part}", name) for part in parts]
    return [whole, *(device for device in found if device is not None)]


def _device(name: str, directory: str, parent: str | None) -> BlockDevice | None:
    number = _line(f"{directory}/dev")
    if number is None:
        return None
    return BlockDevice(
        name,
        number,
        parent,
        _names(f"{directory}/holders"),
        _line(f"{directory}/loop/backing_file"),
        _line(f"{directory}/dm/name"),
        _line(f"{directory}/dm/uuid") or None,
    )


def _line(path: str) -> str | None:
    """The text of a file of sysfs without the line feed that ends it; None where there is none."""
    try:
        return procfs.text(procfs.read(os.fsencode(path))).removesuffix("\n")
    except OSError:
        return None


def _names(directory: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(os.listdir(directory)))
    except OSError:
        return ()


def _swaps(unread: list[str]) -> list[Swap]:
    """/proc/swaps (proc(5)): a title, then a line for each, with its path escaped as mountinfo does."""
    try:
        lines = procfs.text(procfs.read(b"/proc/swaps")).split("\n")[1:]
    except FileNotFoundError:
        return []  # a kernel without swapping
    except OSError as error:
        unread.append(f"swap areas: /proc/swaps: {error.strerror}")
        return []
    return [Swap(unescape(line.split(" ")[0].split("\t")[0])) for line in lines if line]


def _exports() -> list[Export]:
    for source in EXPORTS:
        try:
            text = procfs.text(procfs.read(os.fsencode(source)))
        except OSError:
            continue
        return [_export(line, source) for line in text.split("\n") if line.startswith("/")]
    return []


def _export(line: str, source: str) -> Export:
    """A line `PATH CLIENT(options),CLIENT(options)` of the kernel's, or `PATH CLIENT(options)` of exportfs: a tab comes after the path."""
    path, _, clients = line.replace("\t", " ", 1).partition(" ")
    return Export(unescape(path), tuple(client.partition("(")[0] for client in _divided(clients)), source)


def _divided(clients: str) -> list[str]:
    """The clients: commas divide them outside of parentheses."""
    found, depth = [""], 0
    for character in clients.split("#")[0].strip():
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character in ", " and not depth:
            found.append("")
        else:
            found[-1] += character
    return [client for client in found if client]
