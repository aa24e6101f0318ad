"""`compare` on the live machine and on saved ones."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nsexplorer.model.saved import save
from nsexplorer.model.snapshot import Snapshot
from tests.cli.running import PROGRAM, environment, nsexplorer
from tests.explain.literals import HOST, mount, snapshot, table
from tests.explain.literals import process as process_
from tests.kernel import needs_root, needs_statmount
from tests.text.machine import machine
from tests.topology import CAPTURE, credentials, process, run

pytestmark = pytest.mark.usefixtures("leftovers")


def compared(*words: str, status: int = 1, **options: Any) -> dict[str, Any]:
    done = nsexplorer("compare", *words, "--json", **options)
    assert done.returncode == status, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def by_path(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in document["aspects"]["mounts"]:
        found.setdefault(row["path"], []).append(row)
    return found


@needs_root
def test_a_session_that_receives_from_the_host(tmp_path: Path) -> None:
    """The host here is a mount namespace with shared mounts, the session one that is cloned from it and made a slave."""
    with process("mnt") as host:
        host.do(f"tmpfs({str(tmp_path)!r}, 'base')")
        host.do(f"mount('none', {str(tmp_path)!r}, flags=SHARED)")
        host.do(f"os.mkdir('{tmp_path}/late'), os.mkdir('{tmp_path}/own'), os.mkdir('{tmp_path}/ro')")
        host.do(f"tmpfs('{tmp_path}/ro', 'ro')")
        session = host.fork("unshare('mnt'); mount('none', '/', flags=REC | SLAVE); " + f"tmpfs('{tmp_path}/own', 'own'); "
            f"mount('none', '{tmp_path}/ro', flags=BIND | REMOUNT | RDONLY)")  # fmt: skip
        host.do(f"tmpfs('{tmp_path}/late', 'late')")
        rows = by_path(compared(str(host.pid), str(session), "--all"))
        (base,), (late,), (own,), (ro,) = (rows[f"{tmp_path}{below}"] for below in ("", "/late", "/own", "/ro"))
        assert (base["change"], base["differences"], base["relation"]) == ("same", ["propagation"], "b-slave-of-a")
        assert (late["change"], late["relation"]) == ("same", "b-slave-of-a")
        assert (own["change"], own["a"], own["b"]["source"]) == ("only-b", None, "own")
        assert (ro["change"], ro["relation"]) == ("differs", "b-slave-of-a")
        assert "options" in ro["differences"]
        document = compared(str(host.pid), str(session))
        assert {row["path"] for row in document["aspects"]["mounts"]} == {f"{tmp_path}/own", f"{tmp_path}/ro"}
        assert document["counts"]["mounts"]["only_b"] == 1
        mirrored = by_path(compared(str(session), str(host.pid), "--all"))
        assert mirrored[str(tmp_path)][0]["relation"] == "a-slave-of-b"
        assert mirrored[f"{tmp_path}/own"][0]["change"] == "only-a"


@needs_root
def test_peers_copies_and_what_is_hidden(tmp_path: Path) -> None:
    with process("mnt") as host:
        host.do(f"tmpfs({str(tmp_path)!r}, 'base')")
        host.do(f"os.mkdir('{tmp_path}/shared'), os.mkdir('{tmp_path}/cover'), os.makedirs('{tmp_path}/cover/below')")
        host.do(f"tmpfs('{tmp_path}/shared', 's'), mount('none', '{tmp_path}/shared', flags=SHARED)")
        host.do(f"tmpfs('{tmp_path}/cover/below', 'below')")
        other = host.fork(f"unshare('mnt'); tmpfs('{tmp_path}/cover', 'cover')")
        rows = by_path(compared(str(host.pid), str(other), "--all"))
        assert (rows[str(tmp_path)][0]["relation"], rows[f"{tmp_path}/shared"][0]["relation"]) == ("copy", "peer")
        (below,) = rows[f"{tmp_path}/cover/below"]
        assert (below["change"], below["differences"]) == ("differs", ["visible"])
        assert below["b"]["hidden_by"]["rule"] == "covered"
        plain = nsexplorer("compare", str(host.pid), str(other)).stdout.splitlines()
        assert plain[0].startswith(f"A is process {host.pid} (")
        assert plain[0].endswith(": they differ in mounts.")
        assert f"> {tmp_path}/cover  tmpfs cover" in plain
        assert any(line.startswith(f"~ {tmp_path}/cover/below  tmpfs below  (hidden in B: covered by ") for line in plain)


def test_a_chrooted_process(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do(f"tmpfs({str(tmp_path)!r}, 'jail')")
        namespace = held.namespace("mnt")
        held.do(f"os.chroot({str(tmp_path)!r})")
        document = compared(namespace, str(held.pid))
        rows = by_path(document)
        root = next(row for row in rows["/"] if row["b"] and row["b"]["visible"])
        assert root["b"]["source"] == "jail"
        assert "visible" in rows["/proc"][0]["differences"]
        assert rows["/proc"][0]["b"]["hidden_by"]["rule"] == "outside-root"


@needs_statmount
def test_nothing_differs_from_itself() -> None:
    with process("mnt", "uts") as held:
        document = compared(str(held.pid), str(held.pid), "--aspect", "mounts,namespaces,ids,processes,files:/proc/sys", "--all", status=0)
        assert {row["relation"] for row in document["aspects"]["mounts"]} == {"same"}
        assert document["unreadable"] == {}
        plain = nsexplorer("compare", str(held.pid), str(held.pid)).stdout
        assert "no difference in mounts." in plain


def test_who_one_is_on_both_sides(ordinary_user: Any) -> None:
    with process("user", "mnt", user=ordinary_user) as held:
        document = compared("host", str(held.pid), "--aspect", "namespaces,ids")
        shared = {row["type"]: row["shared"] for row in document["aspects"]["namespaces"]}
        assert (shared["user"], shared["mnt"], shared["net"]) == (False, False, True)
        maps = {row["key"]: row for row in document["aspects"]["ids"]}
        assert maps["uids"]["b"]["map"] == [{"inside": 0, "outside": ordinary_user.pw_uid, "count": 1}]
        answered = compared("host", str(held.pid), "--aspect", "namespaces,ids", **credentials(ordinary_user))
        assert {row["type"]: row["shared"] for row in answered["aspects"]["namespaces"]}["uts"] in (True, None)


@needs_root
def test_pids_on_both_sides() -> None:
    with process("pid") as held:
        held.fork("None")
        (child,) = map(int, Path(f"/proc/{held.pid}/task/{held.pid}/children").read_text().split())
        rows = {row["key"]: row for row in compared("host", str(child), "--aspect", "processes")["aspects"]["processes"]}
        assert (rows[str(child)]["a"]["pid"], rows[str(child)]["b"]["pid"]) == (child, 1)
        assert rows[str(child)]["differences"] == ["pid"]
        assert rows[str(os.getpid())]["change"] == "only-a"


def test_a_directory_as_each_side_sees_it(ordinary_user: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    (tmp_path / "mine").touch()
    (tmp_path / "theirs").touch()
    os.chown(tmp_path / "theirs", ordinary_user.pw_uid, ordinary_user.pw_gid)
    with process("user", "mnt", user=ordinary_user) as held:
        rows = {row["key"]: row for row in compared("host", str(held.pid), "--aspect", f"files:{tmp_path}")["aspects"]["files"]}
        assert (rows["theirs"]["a"]["uid"], rows["theirs"]["b"]["uid"]) == (ordinary_user.pw_uid, 0)
        assert (rows["mine"]["a"]["uid"], rows["mine"]["b"]["uid"]) == (0, 65534)


@needs_root
def test_network_of_a_namespace_with_another(tmp_path: Path) -> None:
    with process("net") as held:
        document = compared(str(held.pid), "self", "--aspect", "net", "--all")
        assert "link lo" in {row["key"] for row in document["aspects"]["net"]}


def test_an_ordinary_user_enters_the_network_of_what_is_theirs(ordinary_user: Any) -> None:
    """As that of a rootless container: entering it takes the capabilities that they have in its user namespace alone."""
    with process("user", "net", user=ordinary_user) as held:
        document = compared("host", str(held.pid), "--aspect", "net", "--all", **credentials(ordinary_user))
        assert "net" not in document["unreadable"]
        (row,) = [row for row in document["aspects"]["net"] if row["key"] == "link lo"]
        assert row["b"]["up"] is False


def test_an_ordinary_user_is_told_why_a_network_cannot_be_entered(ordinary_user: Any) -> None:
    with process("net") as held:
        done = nsexplorer("compare", "self", str(held.pid), "--aspect", "net", **credentials(ordinary_user))
        assert done.returncode == 3
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1


def test_a_target_and_itself_before(tmp_path: Path) -> None:
    with process("mnt") as held:
        held.do("tmpfs('/mnt', 'first')")
        before = tmp_path / "before.json"
        before.write_text(run(CAPTURE))
        held.do("umount('/mnt')")
        held.do("tmpfs('/mnt', 'second')")
        rows = by_path(compared(f"snapshot:{before}#{held.pid}", str(held.pid)))
        ((row,),) = rows.values()
        assert (row["path"], row["a"]["source"], row["b"]["source"]) == ("/mnt", "first", "second")
        done = nsexplorer("compare", f"snapshot:{before}#{held.pid}", f"snapshot:{before}#{held.pid}")
        assert done.returncode == 0, done.stderr
        assert " at 20" in done.stdout.splitlines()[0]


def test_saved_snapshots_of_two_machines(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    tables = [table(HOST["mnt"], [mount(1, 0, "/", fstype="ext4", source="/dev/vda1", device="8:1")], (1,))]
    there: Snapshot = snapshot([], [process_(1, 0, root="/")], tables, machine="there")
    other.write_text(save(there))
    rows = by_path(compared(f"snapshot:{saved}", f"snapshot:{other}", "--all"))
    assert (rows["/"][0]["change"], rows["/"][0]["relation"]) == ("same", "none")
    assert rows["/mnt"][0]["change"] == "only-a"
    document = compared("1", f"snapshot:{other}#1", "--snapshot", str(saved))
    assert (document["a"]["machine"], document["b"]["machine"]) == (machine().machine, "there")
    done = nsexplorer("compare", "1", "1234", "--snapshot", str(saved), "--aspect", "files:/etc")
    assert (done.returncode, done.stderr) == (3, done.stderr)
    assert "saved snapshot" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["self"], "B"),
        (["self", "self", "--aspect", "files"], "a path is missing"),
        (["self", "self", "--aspect", "files:"], "a path is missing"),
        (["self", "self", "--aspect", ","], "no aspect"),
        (["self", "self", "--aspect", "mounts,colour"], "colour: not an aspect"),
        (["self", "no-such-thing"], "no-such-thing"),
        (["self", "snapshot:/no/such/file"], "/no/such/file"),
    ],
)
def test_wrong_use(words: list[str], told: str) -> None:
    done = nsexplorer("compare", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert told in done.stderr


def test_two_columns_on_a_wide_terminal(saved: Path) -> None:
    wide = _on_a_terminal("compare", "1", "1234", "--snapshot", str(saved), "--no-color", columns=160)
    narrow = _on_a_terminal("compare", "1", "1234", "--snapshot", str(saved), "--no-color", columns=80)
    assert "PATH" in wide
    assert "A: process 1 (init)" in wide
    assert max(map(len, wide.splitlines()[3:])) <= 160
    assert "PATH" not in narrow
    assert "\n< /mnt" in narrow.replace("\r", "")
    assert "\x1b" not in wide + narrow
    assert "\x1b[" in _on_a_terminal("compare", "1", "1234", "--snapshot", str(saved), columns=80)


def _on_a_terminal(*words: str, columns: int) -> str:
    """What a run prints to a terminal of that width."""
    ours, theirs = os.openpty()
    try:
        running = subprocess.Popen([*PROGRAM, *words], stdout=theirs, stdin=subprocess.DEVNULL, env=environment(COLUMNS=str(columns)))
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # EIO: the other end is closed
                break
            if not part:
                break
            parts.append(part)
        running.wait()
        return b"".join(parts).decode().replace("\r\n", "\n")
    finally:
        os.close(ours)
