"""What tests on the real kernel share: whether they leave anything behind, and an ordinary user."""

import os
import pwd
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.topology import CHECKOUT, adopt_orphans, children, credentials

# Nothing is asserted on time, and no file is kept: an ordinary user may run the tests from a checkout that is not theirs
settings.register_profile("nsexplorer", deadline=None, database=None)
settings.load_profile("nsexplorer")


@pytest.fixture
def leftovers(tmp_path: Path) -> Iterator[None]:
    """Fails a test that leaves a descriptor, a process, a zombie or a mount behind."""
    adopt_orphans()
    before = _held(tmp_path.parent)
    yield
    left = {what: sorted(now - before[what]) for what, now in _held(tmp_path.parent).items() if now - before[what]}
    assert not left, f"left behind: {left}"


def _held(base: Path) -> dict[str, set[str]]:
    descriptors = set()
    for fd in os.listdir("/proc/self/fd"):
        try:
            descriptors.add(f"{fd} {os.readlink(f'/proc/self/fd/{fd}')}")
        except FileNotFoundError:
            continue  # the one that lists the directory
    mounts = {line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines() if f" {base}/" in line}
    return {"descriptors": descriptors, "processes": set(map(str, children())), "mounts": mounts}


@pytest.fixture(scope="session")
def ordinary_user() -> pwd.struct_passwd:
    """An account with subordinate ids (subuid(5)), for what an ordinary user sees. Only root can act as one."""
    if os.geteuid() != 0:
        _missing("acting as an ordinary user needs root")
    with_ids = {line.split(":")[0] for line in _lines("/etc/subuid")} & {line.split(":")[0] for line in _lines("/etc/subgid")}
    user = next((entry for entry in pwd.getpwall() if entry.pw_uid >= 1000 and entry.pw_name in with_ids), None)
    if user is None:
        _missing("no account here has subordinate ids: `useradd --create-home nsuser` makes one")
    probe = subprocess.run(
        [sys.executable, "-c", "import nsexplorer.api"],
        env={"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        **credentials(user),
    )
    assert probe.returncode == 0, f"{user.pw_name} cannot run nsexplorer from {CHECKOUT} with {sys.executable}: {probe.stderr}"
    return user


def _lines(path: str) -> list[str]:
    try:
        return [line for line in Path(path).read_text().splitlines() if re.match(r"[^#:]+:\d+:\d+", line)]
    except OSError:
        return []


def _missing(what: str) -> NoReturn:
    """Skip the test on a developer's machine; in CI, which provides everything, it fails."""
    if os.environ.get("CI") == "true" and os.geteuid() == 0:
        pytest.fail(what)
    pytest.skip(what)
