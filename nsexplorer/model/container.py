"""Containers and systemd units, as far as the kernel's facts and readable records name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Container:
    """A running container. `engine` is podman, buildah, docker, containerd, cri-o, lxc, systemd-nspawn, ... `pid` is its first process.

    `name` is None where no record that can be read names it; `unnamed` then says what was looked at.
    `evidence` says where the id was read.
    """

    id: str
    engine: str
    pid: int
    name: str | None
    evidence: str
    unnamed: str | None = None


@dataclass(frozen=True, slots=True)
class UnitOption:
    """A line of a systemd unit file that gives a service namespaces or mounts of its own (systemd.exec(5)).

    `gives` says what, in words; `types` are the types of the namespaces, with those that only newer versions of systemd give.
    """

    option: str
    value: str
    path: str
    line: int
    gives: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A systemd unit with a process here: `pid` is the topmost one in its control group. `options` come from its unit files.

    `unread` has those of its files that could not be read, with the reason.
    """

    name: str
    pid: int
    options: tuple[UnitOption, ...] = ()
    unread: tuple[str, ...] = ()
