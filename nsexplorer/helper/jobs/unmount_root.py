"""The job `unmount_root`: take down a mount of ours, and no other that may be at its path by now."""

import errno
import os
from typing import Any

from nsexplorer.helper import wire
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux.mount_calls import UMOUNT_NOFOLLOW, umount2
from nsexplorer.linux.statx import look


def run(request: dict[str, Any]) -> None:
    """Unmount `at` if the mount there has this id `mount`, `unique` id and `device`. Raises Refused, `busy` among others."""
    at: str = request["at"]
    try:
        fd = os.open(at, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise of_error(error, at) from error
    try:
        facts = look(fd)
    finally:
        os.close(fd)
    if [facts.mount, facts.unique_mount, facts.device] != [request["mount"], request["unique"], request["device"]]:
        raise Refused("vanished", f"what is mounted at {at} is not what nsexplorer mounted there")
    try:
        umount2(wire.raw(at), UMOUNT_NOFOLLOW)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise Refused("busy", f"{at} is in use", "umount2", "EBUSY") from error
        raise of_error(error, f"unmounting {at}") from error
