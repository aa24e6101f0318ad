"""Identities on real user namespaces: the kernel's own stat(2) is the oracle, from inside and from outside."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import struct_passwd
from tempfile import TemporaryDirectory

import pytest

from nsexplorer import api
from nsexplorer.explain.errors import UnknownTarget
from tests.kernel import needs_root
from tests.topology import Process, credentials, process, run

pytestmark = [pytest.mark.usefixtures("leftovers"), needs_root]

NEW_USER_NAMESPACE = "call('unshare', KINDS['user'])"


@contextmanager
def two_levels() -> Iterator[tuple[Process, int]]:
    """A process in a user namespace of 1000 ids from 200000 on, and root's; and its child in one below, of 10 ids of that from 5 on.

    A map is written from the parent of its user namespace, in whose ids it is (user_namespaces(7)).
    """
    with process("mnt") as held:
        held.do(NEW_USER_NAMESPACE)
        for kind in ("uid_map", "gid_map"):
            Path(f"/proc/{held.pid}/{kind}").write_text("0 200000 1000\n1000 0 1")  # who has no id makes no user namespace
        inner = held.fork(NEW_USER_NAMESPACE)
        held.do(f"map_ids('0 5 10', '0 5 10', {inner})")
        yield held, inner


def test_an_id_at_each_level() -> None:
    with two_levels() as (_, inner):
        found = api.map_id(api.capture(), "3", str(inner))
        assert [(each.uid, each.gid) for each in found.levels] == [(3, 3), (8, 8), (200008, 200008)]
        missing = api.map_id(api.capture(), "10", str(inner))
        assert {each.uid for each in missing.levels} == {None}


def test_the_answer_from_inside_is_the_answer_from_outside() -> None:
    with two_levels() as (outer, inner):
        outside = api.map_id(api.capture(), "3", str(inner)).levels
        code = f"from nsexplorer import api; print([(l.uid, l.gid) for l in api.map_id(api.capture(), '3', '{inner}').levels])"
        inside = run(code, before=["nsenter", f"--user=/proc/{outer.pid}/ns/user", "--setuid=0", "--setgid=0"])
        assert eval(inside) == [(each.uid, each.gid) for each in outside]


def test_the_owner_of_a_file_is_what_stat_says(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for uid, gid in ((200007, 200014), (0, 200005), (65534, 1000)):
        os.chown(file, uid, gid)
        with two_levels() as (outer, inner):
            levels = api.map_id(api.capture(), str(file), str(inner)).levels
            stats = [outer.do(f"os.stat({str(file)!r})[4:6]")]
            outer.do(f"setns('/proc/{inner}/ns/user')")
            stats.insert(0, outer.do(f"os.stat({str(file)!r})[4:6]"))
            shown = [tuple(65534 if each is None else each for each in (level.uid, level.gid)) for level in levels]
            assert shown == [*map(tuple, stats), (uid, gid)]


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(UnknownTarget, match="ENOENT at /nowhere"):
        api.map_id(api.capture(), "/nowhere/at/all", "self")


def test_whoami_of_an_ordinary_user_inside_and_outside(ordinary_user: struct_passwd) -> None:
    with process("user", user=ordinary_user) as held:
        found = api.whoami(api.capture(), str(held.pid))
        assert [(each.uid, each.user) for each in found.levels] == [(0, "root"), (ordinary_user.pw_uid, ordinary_user.pw_name)]
        assert found.levels[0].setgroups == "deny"
        assert len(found.levels[0].capabilities or ()) > 30
        assert {reach.type for reach in found.over if reach.counts} == {"user"}
    told = "print(json.dumps([[level.namespace, level.uid] for level in api.whoami(api.capture()).levels]))"
    code = f"import json; from nsexplorer import api; {told}"
    inside = json.loads(run(code, before=["unshare", "--user", "--map-root-user"], user=ordinary_user))
    assert [uid for _, uid in inside] == [0, ordinary_user.pw_uid]
    assert inside[1][0] is None


def test_subordinate_ids_are_named(ordinary_user: struct_passwd) -> None:
    ranges = [line.split(":") for line in Path("/etc/subuid").read_text().splitlines()]
    first = next(int(each[1]) for each in ranges if each[0] == ordinary_user.pw_name)
    level = api.map_id(api.capture(), str(first + 32), "self").levels[-1]
    assert level.subordinate_uid is not None
    assert (level.subordinate_uid.owner, level.subordinate_uid.first) == (ordinary_user.pw_name, first)


@needs_root
def test_the_way_to_remove_what_belongs_to_a_subordinate_id(ordinary_user: struct_passwd) -> None:
    first = next(int(line.split(":")[1]) for line in Path("/etc/subuid").read_text().splitlines() if line.startswith(ordinary_user.pw_name))
    with TemporaryDirectory(dir="/tmp") as base:  # tmp_path is below a directory that others may not enter
        os.chmod(base, 0o755)
        kept = Path(base, "kept")
        kept.mkdir(mode=0o700)
        os.chown(kept, first, first)
        (kept / "file").touch()
        (fix,) = api.map_id(api.capture(), str(kept), "host").answer.fix
        assert fix.command is not None
        remove = [*fix.command.split(), "-c", f"rm {kept}/file"]
        done = subprocess.run(remove, cwd="/", text=True, capture_output=True, **credentials(ordinary_user))
        assert (done.returncode, list(kept.iterdir())) == (0, []), done.stderr


def test_the_names_inside_are_those_of_its_own_files(tmp_path: Path) -> None:
    with process("user", "mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r})")
        held.do(f"open({str(tmp_path / 'passwd')!r}, 'w').write('captain:x:0:0::/:/bin/sh\\n') and None")
        held.do(f"mount({str(tmp_path / 'passwd')!r}, '/etc/passwd', flags=BIND)")
        levels = api.whoami(api.capture(), str(held.pid)).levels
        assert [each.user for each in levels] == ["captain", "root"]
