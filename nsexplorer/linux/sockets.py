"""The network namespace of another process's socket (pidfd_getfd(2), SIOCGSKNS in include/uapi/linux/sockios.h)."""

import fcntl
import os

from nsexplorer.linux.libc import NR_PIDFD_GETFD, syscall

SIOCGSKNS = 0x894C  # Linux 4.10


def network_namespace(pidfd: int, fd: int) -> int:
    """A descriptor of the network namespace of the socket that is descriptor `fd` of the process behind `pidfd`.

    The socket is held for the length of the question only. Raises OSError: EPERM without PTRACE_MODE_ATTACH or CAP_NET_ADMIN over the
    namespace, EBADF and ESRCH where it is gone, ENOSYS before Linux 5.6.
    """
    socket = syscall(NR_PIDFD_GETFD, pidfd, fd, 0)
    try:
        return fcntl.ioctl(socket, SIOCGSKNS)
    finally:
        os.close(socket)
