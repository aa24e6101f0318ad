"""/proc/PID/mountinfo (proc_pid_mountinfo(5), fs/proc_namespace.c show_mountinfo): read whole, and parsed by the kernel's rules.

Only a backslash with three octal digits is an escape; fields are divided by single spaces and lines by line feeds, nothing else;
a source may be empty; optional fields may be unknown; what follows the source is the super options, to the end of the line.
"""

import os
import re
import select
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import NamedTuple, TypeVar

from nsexplorer.linux.procfs import CHUNK

Row = TypeVar("Row")

ESCAPE = re.compile(rb"\\([0-3][0-7][0-7])")
TRIES = 4


class Reading(NamedTuple):
    """The bytes of a mountinfo, and whether the table held still while they were read."""

    data: bytes
    steady: bool


def read(pid: int | str) -> Reading:
    """The mount table of a process, read again if it changed meanwhile: a large table is not read in one piece.

    The descriptor tells of changes by POLLPRI since it was opened (fs/proc_namespace.c mounts_poll). Raises OSError (EINVAL: a zombie).
    """
    fd = os.open(f"/proc/{pid}/mountinfo", os.O_RDONLY | os.O_CLOEXEC)
    try:
        watch = select.poll()
        watch.register(fd, select.POLLPRI)
        for _ in range(TRIES):
            parts = []
            while part := os.read(fd, CHUNK):
                parts.append(part)
            if not watch.poll(0):
                return Reading(b"".join(parts), True)
            os.lseek(fd, 0, os.SEEK_SET)
        return Reading(b"".join(parts), False)
    finally:
        os.close(fd)


def first_mount(pid: int) -> int | None:
    """The id of the first mount in a process's table: one mount is in one namespace only. None where the table is empty. Raises OSError."""
    fd = os.open(f"/proc/{pid}/mountinfo", os.O_RDONLY | os.O_CLOEXEC)
    try:
        start = os.read(fd, 64)
    finally:
        os.close(fd)
    number = start.partition(b" ")[0]
    return int(number) if number.isdigit() else None


def unescape(field: str) -> str:
    """A field with its octal escapes undone, byte for byte."""
    raw = field.encode("utf-8", "surrogateescape")
    return ESCAPE.sub(lambda found: bytes([int(found[1], 8)]), raw).decode("utf-8", "surrogateescape")


def parse(data: bytes, row: Callable[..., Row], tails: Iterable[tuple[object, ...]] = repeat(())) -> list[Row]:
    """One `row` for each line, called with id, parent, device, root, target, options, shared, master, propagate_from, unbindable,
    optional, fstype, source and super_options, as `model.mount.Mount` takes them; then with the next of `tails`, one for each line.
    A line that is not one of mountinfo is left out.
    """
    rows = []
    options_of: dict[str, tuple[str, ...]] = {}
    optional_of: dict[str, tuple[int | None, int | None, int | None, bool, tuple[str, ...]]] = {"": (None, None, None, False, ())}
    for line, tail in zip(data.decode("utf-8", "surrogateescape").split("\n"), tails, strict=False):
        left, _, right = line.partition(" - ")
        try:
            mount, parent, device, root, target, options, *optional = left.split(" ", 6)
            fstype, source, super_options = right.split(" ", 2)
            number, above = int(mount), int(parent)
        except ValueError:  # int() refuses thousands of digits, too
            continue
        if not (mount.isdecimal() and parent.isdecimal()):
            continue
        if "\\" in line:
            root, target, fstype, source = unescape(root), unescape(target), unescape(fstype), unescape(source)
        words = optional[0] if optional else ""
        rows.append(
            row(
                number,
                above,
                device,
                root,
                target,
                options_of.get(options) or options_of.setdefault(options, split_options(options)),
                *(optional_of.get(words) or optional_of.setdefault(words, parse_optional(words))),
                fstype,
                source,
                options_of.get(super_options) or options_of.setdefault(super_options, split_options(super_options)),
                *tail,
            )
        )
    return rows


def is_number(word: str) -> bool:
    """Whether the kernel could have written that number: int() refuses thousands of digits with an error."""
    return word.isdecimal() and len(word) <= 20


def split_options(field: str) -> tuple[str, ...]:
    """The options of a field: divided first, unescaped then, since a comma inside a value is written as an escape."""
    options = field.split(",")
    return tuple(map(unescape, options)) if "\\" in field else tuple(options)


def parse_optional(field: str) -> tuple[int | None, int | None, int | None, bool, tuple[str, ...]]:
    """The optional fields: shared, master and propagate_from groups, whether unbindable, and those that are not known."""
    groups: dict[str, int] = {}
    unknown = []
    unbindable = False
    for word in field.split(" "):
        tag, _, value = word.partition(":")
        if tag in ("shared", "master", "propagate_from") and is_number(value):
            groups[tag] = int(value)
        elif word == "unbindable":
            unbindable = True
        elif word:
            unknown.append(word)
    return groups.get("shared"), groups.get("master"), groups.get("propagate_from"), unbindable, tuple(unknown)
