"""What the kernel under the tests can do: a test of a newer call skips on a kernel without it. The kernel is asked, not its version."""

import os

import pytest

from nsexplorer.linux import nsfs
from nsexplorer.linux.statmount import listmount


def _nsid(kind: str) -> int | None:
    fd = os.open(f"/proc/self/ns/{kind}", os.O_RDONLY)
    try:
        return nsfs.nsid(fd, kind)
    finally:
        os.close(fd)


def _lists_mounts() -> bool:
    namespace = _nsid("mnt")
    try:
        return namespace is not None and bool(listmount(namespace))
    except OSError:
        return False


needs_statmount = pytest.mark.skipif(not _lists_mounts(), reason="statmount(2) of a namespace by its id needs Linux 6.11")
needs_nsid = pytest.mark.skipif(_nsid("net") is None, reason="NS_GET_ID needs Linux 6.18")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
