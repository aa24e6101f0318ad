"""What an errno from the kernel means to us: three named errors, translated in one place."""

import errno


class Vanished(Exception):
    """What was looked at is gone: a process that ended, a file of it, a zombie's table."""


class Denied(Exception):
    """The kernel, or a security module, does not let this viewer look or act."""


class Unsupported(Exception):
    """This kernel has no such call, or was built without it."""


VANISHED = frozenset({errno.ENOENT, errno.ESRCH, errno.EINVAL, errno.ENOTDIR, errno.ESTALE})
"""EINVAL: a zombie's mountinfo (fs/proc_namespace.c, mounts_open_common). ENOTDIR, ESTALE: a /proc/PID directory gone underneath us."""

DENIED = frozenset({errno.EACCES, errno.EPERM})
UNSUPPORTED = frozenset({errno.ENOSYS, errno.ENOTTY, errno.EOPNOTSUPP})


def translate(error: OSError) -> Vanished | Denied | Unsupported | OSError:
    """The named error that this OSError means; the OSError itself where it means none of them."""
    if error.errno in VANISHED:
        return Vanished(str(error))
    if error.errno in DENIED:
        return Denied(str(error))
    if error.errno in UNSUPPORTED:
        return Unsupported(str(error))
    return error
