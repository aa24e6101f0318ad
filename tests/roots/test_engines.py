"""Against real engines in a private store: what we mount is what they mount, they keep working, and their store is as it was."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import _missing
from tests.roots.test_mount_kernel import digest, sh

TREE = "find . -printf '%P %m %U %G %y %s %l\\n' | sort; getfattr -Rhd -m - . 2>/dev/null || true"

pytestmark = pytest.mark.usefixtures("leftovers")


@pytest.fixture
def engine(tmp_path: Path) -> str:
    if os.geteuid() != 0:
        pytest.skip("a store in which owners differ needs root")
    if shutil.which("buildah") is None:
        _missing("buildah is not installed")
    return f"buildah --root {tmp_path}/store --runroot {tmp_path}/runroot --storage-driver overlay"


def test_a_root_is_as_its_engine_mounts_it(engine: str, tmp_path: Path) -> None:
    made = sh(tmp_path, f"""
        set -e
        c=$({engine} from --name base scratch); m=$({engine} mount base)
        mkdir -p "${{m:?}}/etc" "${{m:?}}/var/www"; echo a > "${{m:?}}/etc/a"; echo b > "${{m:?}}/etc/b"
        chown 33:33 "${{m:?}}/var/www"; chmod 1750 "${{m:?}}/var/www"
        {engine} umount base; {engine} commit -q base localhost/one; {engine} rm base
        {engine} from --name web localhost/one; m=$({engine} mount web)
        rm "${{m:?}}/etc/a"; rm -r "${{m:?}}/var"; mkdir "${{m:?}}/var"; ln -s ../etc/b "${{m:?}}/var/link"; {engine} umount web
    """, read_only=False)  # fmt: skip
    if made.returncode:
        pytest.fail(made.stderr)
    before = digest(tmp_path / "store")
    store = tmp_path / "store"
    ours = sh(tmp_path, f"""
        m=$(nsx mount 'container:web@{store}'); cd "${{m:?}}"; {TREE}; cd /; nsx umount "${{m:?}}"
        for i in 1 2 3 4 5 6 7 8 9 10; do nsx mount 'container:web@{store}' >/dev/null; nsx mount --cow 'image:one@{store}' >/dev/null; done
        nsx mount | wc -l
    """)  # fmt: skip
    assert ours.stdout.splitlines()[-1] == "3", ours.stderr
    assert digest(store) == before
    theirs = sh(tmp_path, f"""m=$({engine} mount web); cd "${{m:?}}"; {TREE}; cd /; {engine} umount web >/dev/null""", read_only=False)
    assert ours.stdout.splitlines()[:-1] == theirs.stdout.splitlines()
    assert "b" in theirs.stdout and subprocess.run([*engine.split(), "rm", "web"], capture_output=True, check=False).returncode == 0
