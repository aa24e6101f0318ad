"""Layers whose owners are translated: what containers-storage does for a container with ids of its own (mount_setattr(2), Linux 5.12)."""

import os
from collections.abc import Sequence

from nsexplorer.helper import wire
from nsexplorer.helper.child import Outcome
from nsexplorer.helper.lifetime import SIGKILL
from nsexplorer.helper.overlay_mount import Layers, detached, open_directories
from nsexplorer.helper.own_namespaces import write_at_once
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux import mount_api
from nsexplorer.linux.libc import unshare
from nsexplorer.linux.mount_calls import MS_PRIVATE, MS_REC, mount, set_id_map
from nsexplorer.linux.nsfs import CLONE_FLAGS
from nsexplorer.linux.prctl import set_parent_death_signal

Rows = Sequence[tuple[int, int, int]]


def overlay(layers: Layers, mapped: range, uids: Rows, gids: Rows, at: str) -> Outcome:
    """In a child: the overlay with those of its lower layers mapped, hanging nowhere. Raises Refused.

    Before Linux 6.15 a layer must hang somewhere: that is a mount namespace of the child's own, over the directory `at` there.
    """
    try:
        copies = {number: mount_api.bind_alone(layers.lower[number]) for number in mapped}  # only of the namespace that one is in
        unshare(CLONE_FLAGS["mnt"])
        mount(None, b"/", None, MS_REC | MS_PRIVATE)
        mount(b"nsexplorer", wire.raw(at), b"tmpfs", 0, b"mode=0700")
        namespace = _user_namespace(uids, gids)
        paths = list(layers.paths)
        for number, copy in copies.items():
            paths[number] = f"{at}/{number}"
            os.mkdir(paths[number])
            set_id_map(copy, namespace)
            mount_api.move_mount(copy, mount_api.AT_FDCWD, wire.raw(paths[number]))
    except OSError as error:
        raise of_error(error, "mapping the owners of the layers") from error
    made = detached(layers._replace(lower=open_directories(paths), paths=tuple(paths)))  # all of them in the namespace that we are in
    if made is None:
        raise Refused("unsupported", "this kernel takes no layers with translated owners: Linux 6.7 does")
    return Outcome(None, made)


def _user_namespace(uids: Rows, gids: Rows) -> int:
    """A descriptor of a user namespace with these maps. No process is left in it. Raises OSError, Refused."""
    ready, tell = os.pipe()
    wait, hold = os.pipe()
    child = os.fork()
    if not child:
        try:
            set_parent_death_signal(SIGKILL)
            os.close(hold)
            unshare(CLONE_FLAGS["user"])
            os.write(tell, b".")
            os.read(wait, 1)
        finally:
            os._exit(1)
    try:
        os.close(tell)
        os.close(wait)
        if not os.read(ready, 1):
            raise Refused("denied", "making a user namespace for the ids of the layers")
        for name, rows in (("uid_map", uids), ("gid_map", gids)):
            write_at_once(f"/proc/{child}/{name}", "".join(f"{inside} {outside} {count}\n" for inside, outside, count in rows))
        return os.open(f"/proc/{child}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(ready)
        os.close(hold)
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)
