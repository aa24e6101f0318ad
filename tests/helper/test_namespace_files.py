"""Namespace files at the ends of routes, on real namespaces that in the end nothing but bind mounts keeps alive."""

import os
import time
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.helper.ask import NamespaceFile, Route
from nsexplorer.helper.refusal import Refusal
from tests.helper.asking import namespace_files
from tests.topology import CHECKOUT, process

HOSTILE = ["with space", "line\nfeed", "back\\slash", "\\040", "\udcff\udcfe not text", "\x1b[31mred", "wíde ✓"]
ONE_CPU = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
"""The kernel deals ids out per CPU and lets only a mount namespace of a greater id be bound: made on one CPU, the younger has that."""


def told(answer: NamespaceFile | Refusal) -> NamespaceFile:
    """The answer, where it must not be a refusal."""
    assert isinstance(answer, NamespaceFile), answer
    return answer


def refused(answer: NamespaceFile | Refusal) -> Refusal:
    """The refusal, where it must be one."""
    assert isinstance(answer, Refusal), answer
    return answer


def namespace(answer: NamespaceFile | Refusal) -> str:
    """The kernel's text for the namespace that was found."""
    facts = told(answer).facts[0]
    return f"{facts.type}:[{facts.inode}]"


def test_files_of_every_type_with_hostile_names(user: struct_passwd | None) -> None:
    kinds = ["net", "uts", "ipc", "user", "cgroup", "pid", "time"]
    with process("user", "mnt", "net", "uts", "ipc", "cgroup", user=user) as held:
        held.do("tmpfs('/tmp', 'own')")
        for kind, name in zip(kinds, HOSTILE, strict=True):
            held.do(f"bind('/proc/self/ns/{kind}', {f'/tmp/{name}'.encode('utf-8', 'surrogateescape')!r})")
        answers = namespace_files([Route(held.pid, (), f"/tmp/{name}") for name in HOSTILE], user=user)
        assert [namespace(answer) for answer in answers] == [held.namespace(kind) for kind in kinds]
        assert {told(answer).table for answer in answers} == {None}
        for answer in answers[:3]:
            assert f"user:[{told(answer).facts[0].owner}]" == held.namespace("user")


def test_facts_are_those_that_the_viewer_sees(user: struct_passwd | None) -> None:
    """Through hops as without: the creator of a user namespace has the number that the viewer knows, not the one inside."""
    viewer = os.geteuid() if user is None else user.pw_uid
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/user', '/tmp/user')")
        facts = told(namespace_files([Route(held.pid, (), "/tmp/user")], user=user)[0]).facts
        assert facts[0].creator_uid == viewer
        assert f"user:[{facts[0].parent}]" == os.readlink("/proc/self/ns/user")
        assert facts[1].outside == ("owner", "parent")


def test_our_own_root(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    paths = [str(tmp_path / "file"), "/proc/self/ns/net"]
    answers = namespace_files([Route(None, (), path) for path in paths])
    assert answers == [Refusal("not-nsfs", f"{path} is not a namespace file") for path in paths], "nor is a link to one"


def test_what_is_not_a_namespace_file_is_not_opened(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); os.mkfifo('/tmp/fifo'); os.mkdir('/tmp/directory'); os.symlink('/etc', '/tmp/link')")
        held.do("kept.append(socket.socket(socket.AF_UNIX)); kept[-1].bind('/tmp/socket'); kept[-1].listen()")
        paths = ["/tmp/fifo", "/tmp/directory", "/tmp/link", "/tmp/socket", "/dev/null", "/dev/tty"]
        answers = namespace_files([Route(held.pid, (), path) for path in paths], user=user)
        assert answers == [Refusal("not-nsfs", f"{path} is not a namespace file") for path in paths]


def test_no_link_leads_out_of_the_root_directory(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do(
            "tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net'); os.mkdir('/tmp/jail'); bind('/proc/self/ns/uts', '/tmp/jail/uts')"
        )
        held.do("os.symlink('/tmp', '/tmp/jail/out'); os.symlink('/', '/tmp/jail/home'); os.symlink('../../../tmp', '/tmp/jail/up')")
        held.do("os.chroot('/tmp/jail'); os.chdir('/')")
        routes = [Route(held.pid, (), path) for path in ("/uts", "/home/uts", "/../../uts", "/out/net", "/up/net", "/../tmp/net")]
        answers = namespace_files(routes, user=user)
        assert [namespace(answer) for answer in answers[:3]] == [held.namespace("uts")] * 3
        assert [refused(answer).kind for answer in answers[3:]] == ["vanished"] * 3


def test_a_mount_namespace_comes_with_its_table(user: struct_passwd | None) -> None:
    with process(user=user) as held:
        held.do(ONE_CPU)
        held.do("own_mounts(); tmpfs('/tmp', 'outer')")
        child = held.do("fork(\"own_mounts(); tmpfs('/tmp', 'inner'); tmpfs(b'/tmp/\\\\xff \\\\n', 'canary')\")")
        held.do(f"bind('/proc/{child}/ns/mnt', '/tmp/file')")
        inner, table = os.readlink(f"/proc/{child}/ns/mnt"), Path(f"/proc/{child}/mountinfo").read_bytes()
        held.do(f"end({child})")
        answer = told(namespace_files([Route(held.pid, (), "/tmp/file")], user=user)[0])
        assert namespace(answer) == inner
        assert answer.table == table and b"canary" in table and answer.table_unread is None


def test_a_namespace_that_is_bound_where_only_a_bind_leads(user: struct_passwd | None) -> None:
    """A chain of files: no process is in the mount namespace, nor in the network namespace whose file lies in it."""
    with process(user=user) as held:
        held.do(ONE_CPU)
        held.do("own_mounts(); tmpfs('/tmp', 'outer')")
        child = held.do("fork(\"own_mounts(); tmpfs('/tmp', 'inner'); unshare('net'); bind('/proc/self/ns/net', '/tmp/net')\")")
        held.do(f"bind('/proc/{child}/ns/mnt', '/tmp/file')")
        inner = os.readlink(f"/proc/{child}/ns/mnt"), os.readlink(f"/proc/{child}/ns/net")
        held.do(f"end({child})")
        routes = [Route(held.pid, (), "/tmp/file"), Route(held.pid, ("/tmp/file",), "/tmp/net"), Route(held.pid, ("/tmp/file",), "/tmp")]
        answers = namespace_files(routes, user=user)
        assert [namespace(answer) for answer in answers[:2]] == list(inner)
        assert refused(answers[2]) == Refusal("not-nsfs", "/tmp is not a namespace file")
        net = told(answers[1]).facts
        assert f"user:[{net[0].owner}]" == held.namespace("user")
        assert told(answers[0]).facts[1:] == net[1:], "seen with the same eyes, through hops and without"


def test_two_hops(user: struct_passwd | None) -> None:
    with process(user=user) as held:
        held.do(ONE_CPU)
        held.do("own_mounts(); tmpfs('/tmp', 'outer')")
        middle = held.do("fork(\"own_mounts(); tmpfs('/tmp', 'middle')\")")
        inner = held.do("fork(\"own_mounts(); tmpfs('/tmp', 'inner'); unshare('uts'); bind('/proc/self/ns/uts', '/tmp/uts')\")")
        uts = os.readlink(f"/proc/{inner}/ns/uts")
        binder = held.do(f"fork(\"setns('/proc/{middle}/ns/mnt'); bind('/proc/{inner}/ns/mnt', '/tmp/second')\")")
        held.do(f"bind('/proc/{middle}/ns/mnt', '/tmp/first')")
        for child in (middle, inner, binder):
            held.do(f"end({child})")
        routes = [Route(held.pid, ("/tmp/first", "/tmp/second"), "/tmp/uts"), Route(held.pid, ("/tmp/first", "/tmp/uts"), "/tmp/uts")]
        answers = namespace_files(routes, user=user)
        assert namespace(answers[0]) == uts
        assert refused(answers[1]) == Refusal("vanished", "looking up /tmp/uts: No such file or directory", "open", "ENOENT")


def test_a_hop_must_be_a_mount_namespace(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net')")
        answers = namespace_files([Route(held.pid, ("/tmp/net",), "/tmp/x"), Route(held.pid, ("/tmp",), "/tmp/x")], user=user)
        assert answers == [
            Refusal("failed", "the route to /tmp/x leads into a namespace of type net, which has no paths"),
            Refusal("not-nsfs", "/tmp is not a namespace file"),
        ]


def test_a_process_that_may_not_be_looked_at(ordinary_user: struct_passwd) -> None:
    with process("mnt") as held:
        answer = refused(namespace_files([Route(held.pid, (), "/tmp/x")], user=ordinary_user)[0])
        assert answer == Refusal("denied", f"opening /proc/{held.pid}/root: Permission denied", "open", "EACCES", f"/proc/{held.pid}/root")


def test_many_routes_in_one_go(user: struct_passwd | None) -> None:
    """More than a pipe holds, in both directions."""
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net')")
        long = "/tmp/" + "./" * 500
        answers = namespace_files([Route(held.pid, (), long + ("net" if n % 2 else "none")) for n in range(100)], user=user)
        assert [namespace(answer) for answer in answers[1::2]] == [held.namespace("net")] * 50
        assert {refused(answer).kind for answer in answers[::2]} == {"vanished"}


def test_no_routes_need_no_helper() -> None:
    assert namespace_files([]) == []


@pytest.mark.usefixtures("_fuse")
def test_a_route_that_gets_stuck_costs_no_other_its_answer() -> None:
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', 0)")
        held.do("silent_fuse.fall_silent()")
        routes = [Route(held.pid, (), path) for path in ("/tmp/f/one", "/tmp/net", "/tmp/f/two", "/tmp/net", "/tmp/f")]
        before = time.monotonic()
        answers = namespace_files(routes, 2.0)
        assert time.monotonic() - before < 4
        assert [refused(answers[number]).kind for number in (0, 2)] == ["late", "late"]
        assert [namespace(answers[number]) for number in (1, 3)] == [held.namespace("net")] * 2
        assert refused(answers[4]).kind == "not-nsfs"
