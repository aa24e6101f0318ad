"""/dev/fuse, without which no FUSE file system works: why it cannot be used, and what helps."""

from nsexplorer.model.answer import Fix
from nsexplorer.model.mountable import Permission

IN_A_CONTAINER = Fix("in a container: have it started with the device", "podman run --device /dev/fuse")

OPEN_TO_ALL = Fix("as root, let everyone use FUSE", "chmod 0666 /dev/fuse")

MISSING = (Fix("as root of the host, load the driver", "modprobe fuse"), IN_A_CONTAINER)

REFUSED = {
    "ENOENT": ("/dev/fuse is not there", MISSING),
    "ENODEV": ("/dev/fuse is there without a driver", MISSING),
    "ENXIO": ("/dev/fuse is there without a driver", MISSING),
    "EPERM": ("the device control group of this container forbids /dev/fuse", (IN_A_CONTAINER,)),
    "EACCES": ("/dev/fuse may not be opened for reading and writing", (OPEN_TO_ALL,)),
}
"""What open(2) of it failed with."""


def refused(error: str | None) -> Permission:
    """What follows from the errno's name that open(2) of /dev/fuse gave."""
    words, fix = REFUSED.get(error or "", ("/dev/fuse cannot be opened for reading and writing", ()))
    return Permission(False, "device", f"{words} ({error})", fix=fix)


def another_device(error: str) -> Permission:
    """For a /dev/fuse that could be opened, and that fsconfig(2) does not take for FUSE."""
    fix = (Fix("as root, make it anew", "rm /dev/fuse && mknod -m 0666 /dev/fuse c 10 229"), IN_A_CONTAINER)
    return Permission(False, "device", f"/dev/fuse is not the device of FUSE, which is character device 10:229 ({error})", fix=fix)
