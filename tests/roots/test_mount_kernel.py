"""`roots`, `mount` and `umount` in mount namespaces of the test's own, on stores made by hand; as root and as an ordinary user."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from pwd import struct_passwd

import pytest

from tests.conftest import _missing
from tests.roots.store import make_store
from tests.topology import CHECKOUT, children, credentials

LAYERS = (
    {"etc/motd": "lowest", "etc/gone": "x", "bin/tool": "1"},
    {"etc/motd": "middle", "etc/gone": None},
    {"data/own": "container's"},
)
WHOLE = "bin/tool=1 data/own=container's etc/motd=middle"
SHOW = 'show() { (cd "${1:?}" && find . -type f | sort | while read -r f; do printf "%s=%s " "${f#./}" "$(cat "$f")"; done); }; '

pytestmark = pytest.mark.usefixtures("leftovers")


def sh(tmp_path: Path, script: str, user: struct_passwd | None = None, read_only: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run a script, until the first command that fails, with `nsx` as nsexplorer; root's in a mount namespace of its own.

    `read_only`: root's sees all of the machine but `tmp_path` so, since `$m/etc` is the machine's own where a mount gave no path.
    """
    shutil.rmtree(tmp_path / "run", ignore_errors=True)
    for name in ("run", "home"):
        (tmp_path / name).mkdir(mode=0o700, exist_ok=True)
        if user is not None:
            os.chown(tmp_path / name, user.pw_uid, user.pw_gid)
    tmp_path.chmod(0o755)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "NSEXPLORER_DEBUG": "1",
    }
    before = ["unshare", "-m", "--propagation", "private"] if user is None else []
    program = f'nsx() {{ {sys.executable} -m nsexplorer "$@"; }}; '
    if user is None and read_only:
        program += f"mount --bind {tmp_path} {tmp_path}; mount -o remount,bind,ro /; cd /; "
    command = [*before, "sh", "-euc", program + SHOW + script]
    return subprocess.run(command, env=environment, cwd="/", text=True, capture_output=True, timeout=120, check=False, **credentials(user))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    if os.geteuid() != 0:
        pytest.skip("making whiteouts needs root")
    return make_store(tmp_path / "a store:with,odd\\names", LAYERS)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A directory that an ordinary user can reach, which pytest's are not."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def digest(directory: Path) -> str:
    """All names, contents, owners and times below a directory."""
    found = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        facts = path.lstat()
        found.update(repr((str(path), facts.st_mode, facts.st_uid, facts.st_gid, facts.st_size, facts.st_mtime_ns)).encode())
        if path.is_file() and not path.is_symlink():
            found.update(path.read_bytes())
    return found.hexdigest()


def test_a_container_is_mounted_and_unmounted_as_often_as_it_was_mounted(store: Path, tmp_path: Path) -> None:
    before = digest(store)
    done = sh(tmp_path, f"""
        m=$(nsx mount 'container:web@{store}'); show "${{m:?}}"; echo
        touch "${{m:?}}/x" 2>/dev/null || echo unwritten
        [ "$(nsx mount 'container:web@{store}')" = "${{m:?}}" ] && echo same
        nsx umount 'container:web@{store}'; mountpoint -q "${{m:?}}" && echo there
        nsx umount "${{m:?}}"; mountpoint -q "${{m:?}}" || echo gone
        nsx umount "${{m:?}}" || echo $?
        find {tmp_path}/run/nsexplorer/mounts -mindepth 2 ! -name lock
    """)  # fmt: skip
    assert done.stdout.splitlines() == [WHOLE + " ", "unwritten", "same", "there", "gone", "2"], done.stderr
    assert "nsexplorer has not mounted it in this mount namespace" in done.stderr
    assert digest(store) == before


def test_images_and_layers_are_mounted_alone(store: Path, tmp_path: Path) -> None:
    done = sh(tmp_path, f"""
        show "$(nsx mount 'image:web@{store}')"; echo
        show "$(nsx mount 'container:web@{store}#1')"; echo
        show "$(nsx mount 'container:web@{store}#3')"; echo
        nsx mount 'container:web@{store}#4' || echo $?
    """)  # fmt: skip
    assert done.stdout.splitlines() == [
        "bin/tool=1 etc/motd=middle ",
        "bin/tool=1 etc/gone=x etc/motd=lowest ",
        "data/own=container's ",
        "2",
    ]
    assert "it has 3 layers" in done.stderr


def test_what_is_written_to_a_copy_is_kept_or_thrown_away(store: Path, tmp_path: Path) -> None:
    before = digest(store)
    done = sh(tmp_path, f"""
        m=$(nsx mount --cow 'container:web@{store}'); echo new > "${{m:?}}/etc/motd"; cat "${{m:?}}/etc/motd"; nsx umount "${{m:?}}"
        m=$(nsx mount --cow 'container:web@{store}'); cat "${{m:?}}/etc/motd"; nsx umount "${{m:?}}"; echo
        ls -A {tmp_path}/home/.local/state/nsexplorer/roots
        m=$(nsx mount --cow --keep trial 'container:web@{store}'); rm "${{m:?}}/etc/motd"; nsx umount "${{m:?}}"
        m=$(nsx mount --cow --keep trial 'container:web@{store}'); show "${{m:?}}"; nsx umount "${{m:?}}"; echo
        ls -A {tmp_path}/home/.local/state/nsexplorer/roots
    """)  # fmt: skip
    assert done.stdout.splitlines() == ["new", "middle", "bin/tool=1 data/own=container's ", "trial"], done.stderr
    assert digest(store) == before


def test_mounts_are_listed_by_namespace_and_others_are_left_alone(store: Path, tmp_path: Path) -> None:
    done = sh(tmp_path, f"""
        m=$(nsx mount --at {tmp_path}/home 'container:web@{store}'); echo "${{m:?}}"
        nsx mount | tail -n 1 | tr -s ' '; echo "$(readlink /proc/self/ns/mnt)"
        unshare -m sh -uc '{sys.executable} -m nsexplorer umount {tmp_path}/home' || echo $?
        mkdir {tmp_path}/run/other; mount -t tmpfs none {tmp_path}/run/other
        nsx umount {tmp_path}/run/other || echo $?; mountpoint -q {tmp_path}/run/other && echo there
        mount -t tmpfs none "${{m:?}}"; nsx umount "${{m:?}}" || echo $?
    """)  # fmt: skip
    path, listed, namespace, *rest = done.stdout.splitlines()
    assert path == f"{tmp_path}/home"
    assert listed.startswith(f"{namespace} ro 1 container:") and listed.endswith(path)
    assert rest == ["2", "2", "there", "4"], done.stderr
    assert "what is mounted at" in done.stderr and "Traceback" not in done.stderr


def test_more_layers_than_a_page_of_options_holds(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    store = make_store(tmp_path / "store", [{f"f{number:03}": str(number)} for number in range(120)])
    done = sh(tmp_path, f"""m=$(nsx mount 'container:web@{store}'); ls "${{m:?}}" | wc -l""")
    assert done.stdout.split() == ["120"], done.stderr


def test_what_must_not_be_mounted_by_hand_is_refused(store: Path, tmp_path: Path) -> None:
    blob = store / "overlay" / f"{1:064x}" / "composefs-data"
    blob.mkdir()
    (blob / "composefs.blob").touch()
    done = sh(tmp_path, f"nsx mount 'container:web@{store}' || echo $?; find {tmp_path}/run/nsexplorer/mounts -mindepth 2 ! -name lock")
    assert done.stdout.split() == ["4"] and "composefs" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("lower", "l/../../etc"),
        ("lower", "l/" + "0" * 26),
        ("layers", "{"),
        ("layers", '[{"id": "../../etc"}]'),
        ("link", "../../../etc"),
    ],
)
def test_a_hostile_store_leads_nowhere_else(store: Path, tmp_path: Path, place: str, text: str) -> None:
    if place == "lower":
        (store / "overlay" / f"{3:064x}" / "lower").write_text(text)
    elif place == "layers":
        (store / "overlay-layers" / "layers.json").write_text(text)
    else:
        link = store / "overlay" / "l" / f"{1:026d}"
        link.unlink()
        link.symlink_to(text)
    done = sh(
        tmp_path,
        f"""nsx roots --store '{store}' > {tmp_path}/listed; echo $?; m=$(nsx mount 'container:web@{store}') && show "${{m:?}}" || true""",
    )
    assert done.stdout.startswith("0\n") and "passwd" not in done.stdout and "Traceback" not in done.stderr


def test_an_ordinary_user_is_told_why_and_what_to_do(ordinary_user: struct_passwd, open_path: Path) -> None:
    store = make_store(open_path / "store", LAYERS)
    done = sh(open_path, f"nsx mount 'container:web@{store}' || echo $?; nsx mount", ordinary_user)
    assert done.stdout.splitlines() == ["3", "nsexplorer has no root mounted."]
    assert "CAP_SYS_ADMIN" in done.stderr and "`nsexplorer unshare --mount MNT=" in done.stderr and done.stderr.count("\n") == 1


def test_an_ordinary_user_mounts_in_a_user_namespace(ordinary_user: struct_passwd, open_path: Path) -> None:
    store = make_store(open_path / "store", LAYERS)
    for path in (store, *store.rglob("*")):
        os.chown(path, ordinary_user.pw_uid, ordinary_user.pw_gid, follow_symlinks=False)
    script = f"""m=$(nsx mount 'container:web@{store}'); show "${{m:?}}"
        c=$(nsx mount --cow 'container:web@{store}'); echo hi > "${{c:?}}/etc/motd"; show "${{c:?}}"; nsx umount "${{c:?}}" """
    inner = open_path / "run.sh"
    inner.write_text(f'nsx() {{ {sys.executable} -m nsexplorer "$@"; }}; {SHOW} {script}')
    inner.chmod(0o644)
    done = sh(open_path, f"unshare -rm sh -eu {inner}", ordinary_user)
    assert done.stdout == f"{WHOLE} {WHOLE.replace('middle', 'hi')} ", done.stderr
    assert not list((open_path / "home/.local/state/nsexplorer/roots").iterdir())


def test_a_session_is_opened_with_roots_mounted(ordinary_user: struct_passwd, open_path: Path) -> None:
    store = make_store(open_path / "store", LAYERS)
    for path in (store, *store.rglob("*")):
        os.chown(path, ordinary_user.pw_uid, ordinary_user.pw_gid, follow_symlinks=False)
    script = f"""
        show='cat "${{A:?}}/etc/motd" "${{B:?}}/etc/motd"; exit 7'
        nsx unshare --mount 'A=container:web@{store}' --mount 'B=image:web@{store}#1' sh -euc "$show" || echo " $?"
        nsx unshare --mount 'A=container:none@{store}' true || echo $?
        nsx unshare --mount '1=x' true || echo $?
        find {open_path}/run/nsexplorer/mounts -mindepth 2 ! -name lock
    """
    done = sh(open_path, script, ordinary_user)
    assert done.stdout.splitlines() == ["middlelowest 7", "125", "125"], done.stderr
    assert "no container in" in done.stderr and "--mount 1=x" in done.stderr


def test_a_store_that_a_program_wrote_is_served_by_that_program(store: Path, tmp_path: Path) -> None:
    if shutil.which("fuse-overlayfs") is None or not os.access("/dev/fuse", os.W_OK):
        _missing("fuse-overlayfs or /dev/fuse is not here")
    configuration = tmp_path / "storage.conf"
    configuration.write_text(f"""
        [storage]
        driver = "overlay"
        graphroot = "{tmp_path}/plain"
        runroot = "{tmp_path}/runroot"
        [storage.options.overlay]
        mount_program = "{shutil.which("fuse-overlayfs")}"
    """)
    plain = make_store(tmp_path / "plain", LAYERS)
    for path in (plain, *plain.rglob("*")):
        os.chown(path, 1000, 1000, follow_symlinks=False)
    done = sh(tmp_path, f"""
        export CONTAINERS_STORAGE_CONF={configuration}
        m=$(nsx mount container:web@{plain}); show "${{m:?}}"; echo
        grep -c " ${{m:?}} .*fuse-overlayfs" /proc/self/mountinfo
        nsx umount "${{m:?}}"; mountpoint -q "${{m:?}}" || echo gone
    """)  # fmt: skip
    assert done.stdout.splitlines() == [WHOLE + " ", "1", "gone"], done.stderr
    for daemon in children():  # it ends with the mount, and has come to us when its parent ended
        os.waitpid(daemon, 0)
