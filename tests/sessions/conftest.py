"""Sessions of an ordinary user with subordinate ids, in a run-time directory of the test's own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from pwd import struct_passwd

import pytest

from tests.cli.running import environment
from tests.sessions.running import Person


@pytest.fixture
def person(ordinary_user: struct_passwd) -> Iterator[Person]:
    """The ordinary user, with an own XDG_RUNTIME_DIR. Fails a test that leaves a process or a mount of its sessions behind."""
    base = Path(tempfile.mkdtemp(prefix="nsexplorer-test-"))
    base.chmod(0o755)
    runtime = base / "run"
    runtime.mkdir(mode=0o700)
    os.chown(runtime, ordinary_user.pw_uid, ordinary_user.pw_gid)
    someone = Person(
        ordinary_user,
        environment(HOME=ordinary_user.pw_dir, USER=ordinary_user.pw_name, XDG_RUNTIME_DIR=str(runtime), NSEXPLORER_TEST=str(base)),
        base,
    )
    yield someone
    left = someone.processes()
    for pid in left:
        os.kill(pid, 9)
    shutil.rmtree(base)
    assert not left, f"left behind: {left}"
