"""/proc read as the kernel writes it (proc(5)): bytes in, plain values out. Every function may raise OSError."""

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

PROC = b"/proc/"
PF_KTHREAD = 0x00200000  # include/linux/sched.h

CHUNK = 1 << 16


class Stat(NamedTuple):
    """The fields of /proc/PID/stat that are needed; `start` is in clock ticks since boot."""

    command: str
    state: str
    parent: int
    threads: int
    start: int
    kernel: bool


class Status(NamedTuple):
    """The fields of /proc/PID/status that are needed; ids are seen from the reader's user namespace."""

    uids: tuple[int, int, int, int]
    gids: tuple[int, int, int, int]
    groups: tuple[int, ...]
    inner_pids: tuple[int, ...]
    inheritable: int
    permitted: int
    effective: int
    bounding: int
    ambient: int
    no_new_privileges: bool | None
    seccomp: int | None


def text(data: bytes) -> str:
    """Bytes from the kernel as text that gives the same bytes back."""
    return data.decode("utf-8", "surrogateescape")


def read(path: bytes) -> bytes:
    """A whole file. Files of /proc have no size, and give less than a page per read(2)."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        first = os.read(fd, CHUNK)
        parts = [first]
        while parts[-1]:
            parts.append(os.read(fd, CHUNK))
        return b"".join(parts)
    finally:
        os.close(fd)


def read_once(path: bytes) -> bytes:
    """What one read(2) gives: all of a file that the kernel writes at once, as stat and schedstat."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, 4096)
    finally:
        os.close(fd)


def pids() -> list[bytes]:
    """The process ids in /proc, as the names of their directories, in no order; none where there is no /proc."""
    try:
        return [name for name in os.listdir(PROC) if name.isdigit()]
    except FileNotFoundError:
        return []


def threads(pid: int) -> list[int]:
    """The thread ids of a process, itself among them."""
    return [int(name) for name in os.listdir(b"%b%d/task" % (PROC, pid))]


def link_names() -> tuple[bytes, ...]:
    """The names in /proc/PID/ns: the namespace types that this kernel has, and the `_for_children` ones.

    Those of the first process whose directory can be read: /proc/self is not there in the /proc of a pid namespace that we are not in.
    """
    for name in _self_or_any():
        try:
            return tuple(sorted(os.listdir(b"%b%b/ns" % (PROC, name))))
        except OSError:
            continue
    return ()


def _self_or_any() -> Iterator[bytes]:
    yield b"self"
    yield from pids()


def parse_stat(data: bytes) -> Stat:
    """The content of /proc/PID/stat. The command may hold spaces and parentheses: the last `)` ends it. Raises ValueError."""
    command, closed, rest = data.partition(b"(")[2].rpartition(b")")
    fields = rest.split()
    if not closed or len(fields) < 20:
        raise ValueError("not a line of /proc/PID/stat")
    return Stat(
        text(command),
        sys.intern(fields[0].decode("ascii", "replace")),
        int(fields[1]),
        int(fields[17]),
        int(fields[19]),
        bool(int(fields[6]) & PF_KTHREAD),
    )


def parse_status(data: bytes) -> Status:
    """The content of /proc/PID/status. Lines that an older kernel lacks give empty values. Raises ValueError."""
    fields: dict[bytes, bytes] = {}
    for line in data.split(b"\n"):
        name, _, value = line.partition(b":")
        fields[name] = value
    uids, gids = _numbers(fields, b"Uid"), _numbers(fields, b"Gid")
    if len(uids) != 4 or len(gids) != 4:
        raise ValueError("not the text of /proc/PID/status")
    sets = {name: int(fields.get(name, b"0"), 16) for name in (b"CapInh", b"CapPrm", b"CapEff", b"CapBnd", b"CapAmb")}
    return Status(
        uids=(uids[0], uids[1], uids[2], uids[3]),
        gids=(gids[0], gids[1], gids[2], gids[3]),
        groups=_numbers(fields, b"Groups"),
        inner_pids=_numbers(fields, b"NSpid"),
        inheritable=sets[b"CapInh"],
        permitted=sets[b"CapPrm"],
        effective=sets[b"CapEff"],
        bounding=sets[b"CapBnd"],
        ambient=sets[b"CapAmb"],
        no_new_privileges=fields[b"NoNewPrivs"].strip() == b"1" if b"NoNewPrivs" in fields else None,
        seccomp=int(fields[b"Seccomp"]) if b"Seccomp" in fields else None,
    )


def _numbers(fields: dict[bytes, bytes], name: bytes) -> tuple[int, ...]:
    return tuple(map(int, fields.get(name, b"").split()))


def place(pid: int) -> tuple[str, str]:
    """The mount namespace of a process or thread, and the path of its root directory there."""
    return os.readlink(f"/proc/{pid}/ns/mnt"), text(os.readlink(b"%b%d/root" % (PROC, pid)))


def command_line(pid: int) -> tuple[str, ...]:
    """The words of /proc/PID/cmdline; empty for kernel threads and zombies."""
    data = read(b"%b%d/cmdline" % (PROC, pid))
    return tuple(text(data[:-1] if data.endswith(b"\0") else data).split("\0")) if data else ()


def cgroup(pid: int) -> str:
    """The text of /proc/PID/cgroup."""
    return text(read(b"%b%d/cgroup" % (PROC, pid)))


def id_map(pid: int, kind: str) -> tuple[tuple[int, int, int], ...]:
    """The (inside, outside, count) rows of `uid_map` or `gid_map`, outside as the reader's user namespace sees it."""
    lines = read(b"%b%d/%b" % (PROC, pid, kind.encode())).splitlines()
    return tuple((int(inside), int(outside), int(count)) for inside, outside, count in (line.split() for line in lines))


def setgroups(pid: int) -> str:
    """`allow` or `deny`: whether setgroups(2) works in the user namespace of the process."""
    return read_once(b"%b%d/setgroups" % (PROC, pid)).decode().strip()
