"""What somebody gets at a path is predicted, then tried: files are opened for writing, and made, by a process that is that user there."""

import os
import random
import subprocess
import sys
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer import api
from nsexplorer.explain.predict.path import PathPrediction
from tests.topology import Process, process

pytestmark = pytest.mark.usefixtures("leftovers")

# Becomes a user of that user namespace, alone, and says by errno whether it may write.
TRY = """
def try_write(path, uid):
    import errno
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if uid is not None:
                import pwd
                try:
                    user = pwd.getpwuid(uid)
                    groups = os.getgrouplist(user.pw_name, user.pw_gid)
                except KeyError:
                    groups = [uid]
                try:
                    os.setgroups(groups)
                except PermissionError:
                    pass
                os.setresgid(*groups[:1] * 3) if uid else None
                os.setresuid(uid, uid, uid)
            if os.path.isdir(path):
                name = os.path.join(path, "made")
                os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                os.unlink(name)
            else:
                os.close(os.open(path, os.O_WRONLY))
            said = "ok"
        except OSError as error:
            said = errno.errorcode[error.errno]
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    said = os.read(reader, 100).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return said
"""

USERS = (0, 1000, 2000, 65534)
OWNERS = (0, 1000, 2000, 100000, 101000, 102000)
MODES = (0o777, 0o775, 0o755, 0o750, 0o700, 0o070, 0o007, 0o500, 0o000)


def predicted(member: Process, path: str, uid: int | None = None) -> PathPrediction:
    return api.predict_path(api.capture(), path, str(member.pid), uid)


def grow(member: Process, base: Path, chance: random.Random) -> list[str]:
    """A few directories and files of all sorts of owners and modes, on mounts of which some are read-only; their paths."""
    for directory in (base, *base.parents[:-2]):  # pytest makes them for their owner alone
        directory.chmod(directory.stat().st_mode | 0o055)
    member.do(f"tmpfs({str(base)!r})")
    directories, files = [str(base)], []
    for name in "abcdef":
        path = f"{chance.choice(directories)}/{name}"
        match chance.randrange(4):
            case 0:
                member.do(f"os.close(os.open({path!r}, os.O_CREAT | os.O_WRONLY))")
                files.append(path)
                continue
            case 1:
                member.do(f"tmpfs({path!r})")
            case _:
                member.do(f"os.mkdir({path!r})")
        directories.append(path)
    paths = [*directories[1:], *files]
    for path in paths:
        member.do(f"os.chown({path!r}, {chance.choice(OWNERS)}, {chance.choice(OWNERS)})")
        member.do(f"os.chmod({path!r}, {chance.choice(MODES)})")
    for path in paths:
        match chance.randrange(6):
            case 0:
                member.do(f"mount({path!r}, {path!r}, flags=BIND)")
                member.do(f"mount('none', {path!r}, flags=BIND | REMOUNT | RDONLY)")
            case 1 if member.do(f"os.path.ismount({path!r})"):
                member.do(f"mount('none', {path!r}, flags=REMOUNT | RDONLY)")
    return [str(base), *paths]


def check(member: Process, paths: list[str], users: tuple[int | None, ...]) -> None:
    snapshot = api.capture()
    told = 0
    for path in paths:
        for uid in users:
            known = api.predict_path(snapshot, path, str(member.pid), uid)
            outcome = member.do(f"try_write({path!r}, {uid})")
            assert known.may_write is None or known.may_write == (outcome == "ok"), (path, uid, outcome, known.reasons)
            told += known.may_write is not None
        assert known.exists
        status = member.do(f"(lambda s: [s.st_uid, s.st_gid])(os.stat({path!r}))")
        assert list(known.owner or ()) == status, path
    assert told > len(paths)


@pytest.mark.skipif(os.geteuid() != 0, reason="users of all sorts need root")
@pytest.mark.parametrize("seed", range(6))
def test_as_root(seed: int, tmp_path: Path) -> None:
    with process("mnt") as member:
        member.do(TRY)
        check(member, grow(member, tmp_path, random.Random(seed)), (None, *USERS))


@pytest.mark.skipif(os.geteuid() != 0, reason="users of all sorts need root")
@pytest.mark.parametrize("seed", range(6))
def test_in_a_user_namespace_of_many_users(seed: int, tmp_path: Path) -> None:
    """Files of users outside are in it too: those without a number inside cannot be written by mere capabilities."""
    with process("mnt") as outside:
        paths = grow(outside, tmp_path, random.Random(seed))
        inner = outside.fork("call('unshare', KINDS['user'] | KINDS['mnt'])")
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{inner}/{name}").write_text("0 100000 65536")
        snapshot = api.capture()
        for path in paths:
            owner = owner_inside(inner, path)
            for uid in USERS:
                known = api.predict_path(snapshot, path, str(inner), uid)
                outcome = inside(inner, path, uid)
                assert known.may_write is None or known.may_write == (outcome == "ok"), (path, uid, outcome, known.reasons)
                assert owner in ([], list(known.owner or ())), path


def inside(pid: int, path: str, uid: int) -> str:
    code = TRY + f"\nprint(try_write({path!r}, {uid}))"
    return in_namespaces(pid, "import os" + code)


def owner_inside(pid: int, path: str) -> list[int]:
    """Empty where its root may not look there."""
    lines = ["import os", "try:", f"    s = os.stat({path!r})", "    print(s.st_uid, s.st_gid)", "except PermissionError:", "    pass"]
    return list(map(int, in_namespaces(pid, "\n".join(lines)).split()))


def in_namespaces(pid: int, code: str) -> str:
    """What this code prints as root of the user namespace of a process, in its mount namespace."""
    command = ["nsenter", "-t", str(pid), "-U", "-m", "-S", "0", "-G", "0", "--", sys.executable, "-I", "-S", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_as_an_ordinary_user(ordinary_user: struct_passwd) -> None:
    """A rootless container's view: root inside owns what is its user's, and capabilities do not count for the rest."""
    with process("mnt", user=ordinary_user) as member:
        member.do(TRY)
        member.do("tmpfs('/mnt'); os.mkdir('/mnt/own', 0o500); mount('none', '/mnt', flags=REMOUNT | BIND | NOEXEC)")
        for path, writes in (("/mnt/own", True), ("/etc/passwd", False), ("/root", False)):
            known = predicted(member, path)
            assert known.may_write is writes, known
            assert member.do(f"try_write({path!r}, None)") == ("ok" if writes else "EACCES")
        assert "CAP_DAC_OVERRIDE does not count" in predicted(member, "/etc/passwd").reasons[0]
        assert predicted(member, "/etc/passwd").owner == (65534, 65534)
        assert predicted(member, "/mnt/own").host_path is None
        assert predicted(member, "/etc/passwd").host_path == "/etc/passwd"
        assert predicted(member, "/etc/passwd", 5).may_write is False
        assert "nobody in it can be that user" in predicted(member, "/etc/passwd", 5).reasons[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="a user database of its own needs root")
def test_another_user_has_the_groups_that_the_database_there_gives() -> None:
    with process("mnt") as member:
        member.do("tmpfs('/mnt'); os.mkdir('/mnt/shared'); os.chown('/mnt/shared', 0, 4242); os.chmod('/mnt/shared', 0o770)")
        lines = {"passwd": "ann:x:777:777::/:\nbob:x:778:778::/:\n", "group": "team:x:4242:eve,ann\n"}
        for name, text in lines.items():
            member.do(f"open('/mnt/{name}', 'w').write({text!r}); mount('/mnt/{name}', '/etc/{name}', flags=BIND)")
        assert predicted(member, "/mnt/shared", 777).may_write is True
        assert "neither its owner nor in its group" in predicted(member, "/mnt/shared", 778).reasons[0]
        assert predicted(member, "/mnt/shared", 779).may_write is None, "nobody of that number is known there"
