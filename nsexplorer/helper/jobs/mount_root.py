"""The job `mount_root`: mount a container's root where we are. It needs CAP_SYS_ADMIN in the user namespace of our mount namespace."""

import os
from functools import partial
from typing import Any

from nsexplorer.helper import mapped_layers, wire
from nsexplorer.helper.child import Outcome, in_a_child
from nsexplorer.helper.fuse_overlay import mount_by_program
from nsexplorer.helper.join import join, open_of_process, open_proc
from nsexplorer.helper.overlay_mount import Layers, attach, attributes, open_directories
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux import mount_api
from nsexplorer.linux.errors import UNSUPPORTED
from nsexplorer.linux.mount_calls import (
    AT_EMPTY_PATH,
    MOUNT_ATTR_RDONLY,
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_RDONLY,
    MS_REMOUNT,
    mount,
    mount_setattr,
)
from nsexplorer.linux.statx import look

SECONDS = 20.0
"""What a part that is done in a child may take."""


def run(request: dict[str, Any]) -> None:
    """Mount at the path `at`, and answer with the mount's id, unique id and device.

    `kind` is `overlay` (with `lower`, `upper`, `work`, `options`; `mapped` are the numbers of the first and the last lower layer whose
    owners are translated by `uids` and `gids`), `fuse` (the same, by the `program`), `bind` (of `path`), or `process`: the root directory
    of process `pid`. `writable` is for binds alone. Raises Refused.
    """
    at: str = request["at"]
    match request["kind"]:
        case "overlay":
            _overlay(request, at)
        case "fuse":
            mount_by_program(request["program"], _layers(request), at)
        case "bind":
            (directory,) = open_directories([request["path"]])
            _attach_bind(_bind(directory, request["path"]), at, not request["writable"])
        case "process":
            copy = in_a_child(partial(_root_of, request["pid"]), SECONDS).fd
            if copy is None:
                raise Refused("failed", "the helper's child brought no mount")
            _attach_bind(copy, at, True)
    wire.answer(_mounted(at))


def _layers(request: dict[str, Any]) -> Layers:
    paths = tuple(request["lower"])
    return Layers(open_directories(paths), paths, request["upper"], request["work"], tuple(request["options"]))


def _overlay(request: dict[str, Any], at: str) -> None:
    layers = _layers(request)
    if request["mapped"] is None:
        attach(layers, at)
        return
    first, last = request["mapped"]
    work = partial(mapped_layers.overlay, layers, range(first, last + 1), request["uids"], request["gids"], at)
    made = in_a_child(work, SECONDS).fd
    if made is None:
        raise Refused("failed", "the helper's child brought no mount")
    _attach(made, at)


def _root_of(pid: int) -> Outcome:
    """In a child: a copy of the mount at the root directory of a process, without what is mounted below it. Raises Refused."""
    proc = open_proc()
    root = open_of_process(proc, pid, "root", os.O_PATH | os.O_DIRECTORY)
    join(proc, open_of_process(proc, pid, "ns/mnt"))
    return Outcome(None, _bind(root, f"the root directory of process {pid}"))


def _bind(directory: int, what: str) -> int:
    try:
        return mount_api.bind_alone(directory)
    except OSError as error:
        refused = of_error(error, f"copying the mount of {what}").refusal
        raise Refused(refused.kind, refused.reason, "mount", refused.error) from error


def _attach_bind(made: int, at: str, read_only: bool) -> None:
    """Attach a bind mount, read-only from the start where this kernel can (mount_setattr(2), Linux 5.12), else made so at once."""
    try:
        mount_setattr(made, b"", AT_EMPTY_PATH, attributes(read_only), 0 if read_only else MOUNT_ATTR_RDONLY)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            os.close(made)
            raise of_error(error, "making the mount read-only") from error
        _attach(made, at)
        mount(None, wire.raw(at), None, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | (MS_RDONLY if read_only else 0))
    else:
        _attach(made, at)


def _attach(made: int, at: str) -> None:
    try:
        mount_api.move_mount(made, mount_api.AT_FDCWD, wire.raw(at))
    except OSError as error:
        raise of_error(error, f"attaching the mount at {at}") from error
    finally:
        os.close(made)


def _mounted(at: str) -> list[object]:
    """What is mounted there now, as it can be recognized later."""
    fd = os.open(at, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        facts = look(fd)
    finally:
        os.close(fd)
    return [facts.mount, facts.unique_mount, facts.device]
