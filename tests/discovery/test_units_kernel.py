"""A service on the real kernel: a process with a mount namespace of its own, in a control group as systemd names it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nsexplorer.api import capture
from nsexplorer.linux import cgroups, procfs
from nsexplorer.model.container import Unit
from tests.topology import process

NAME = "nsexplorer-test.service"


@pytest.fixture
def group() -> Iterator[Path]:
    """The control group of a service, in systemd's own hierarchy or the unified one."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split(" ")
        if fields[fields.index("-") + 1] == "cgroup2" or line.endswith("name=systemd"):
            break
    else:
        pytest.skip("neither the unified hierarchy of control groups nor systemd's own is mounted")
    slice_ = Path(fields[4]) / "nsexplorer.slice"
    try:
        (slice_ / NAME).mkdir(parents=True)
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    try:
        yield slice_ / NAME
    finally:
        for directory in (slice_ / NAME, slice_):
            remove(directory)


def remove(directory: Path) -> None:
    """Remove a control group; the kernel refuses while a process that has ended is still to be reaped there."""
    for _ in range(100):
        try:
            return directory.rmdir()
        except OSError:
            time.sleep(0.02)
    directory.rmdir()


def test_a_service_and_the_namespace_it_has_for_its_own(group: Path, leftovers: None) -> None:
    with process("mnt") as held:
        (group / "cgroup.procs").write_text(str(held.pid))
        assert f"/nsexplorer.slice/{NAME}" in cgroups.paths(procfs.cgroup(held.pid))
        snapshot = capture()
        assert Unit(NAME, held.pid) in snapshot.units
        assert snapshot.namespaces[held.namespace("mnt")].name == f"unit:{NAME}"
        assert snapshot.namespaces[os.readlink("/proc/self/ns/net")].name is None
