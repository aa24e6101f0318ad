"""Locked mounts and flags, on real namespaces: what the helper says is held against what the kernel does to who tries inside."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import struct_passwd

import pytest

from nsexplorer.helper import process as helper
from nsexplorer.helper.mount_copy import Row, parse
from nsexplorer.helper.refusal import Refusal
from nsexplorer.model.lock import LockFacts
from tests.helper.asking import lock_report, locks
from tests.topology import CHECKOUT, Process, Refused, process


def table(pid: int) -> bytes:
    return Path(f"/proc/{pid}/mountinfo").read_bytes()


def rows(pid: int) -> list[Row]:
    return parse(table(pid))


def at(pid: int, target: str) -> list[int]:
    """The mounts at a path, in the kernel's order."""
    return [row.id for row in rows(pid) if row.target == target]


@contextmanager
def inherited(held: Process) -> Iterator[int]:
    """A child of the process in a user and a mount namespace of its own, which has the mounts of the process by inheritance: its pid."""
    child = held.do("fork(\"unshare('user', 'mnt'); mount('none', '/', flags=REC | PRIVATE)\")")
    try:
        yield child
    finally:
        held.do(f"end({child})")


def test_inherited_mounts_are_locked_and_own_ones_are_not(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        before = {row.id for row in rows(held.pid)}
        held.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/below', 'own too', NOSUID | NOEXEC)")
        own = {row.id for row in rows(held.pid)} - before
        report = lock_report(held.pid, user=user)
        assert report.namespace == held.namespace("mnt")
        assert set(report.locks) == before | own and len(own) == 2
        assert {mount: report.locks[mount] for mount in own} == dict.fromkeys(own, LockFacts(False, ()))
        told = before - report.unknown.keys()
        assert told and {report.locks[mount].locked for mount in told} == {True}
        assert all("atime" in report.locks[mount].flags for mount in told)
        assert {report.locks[mount].locked for mount in report.unknown} <= {None}


def test_the_kernel_does_as_it_was_told(user: struct_passwd | None) -> None:
    """Whoever tries to unmount what is said to be locked fails, and the other mounts can be unmounted."""
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'a'); tmpfs('/tmp/x', 'b'); tmpfs('/tmp/y', 'c'); tmpfs('/tmp/y', 'd'); bind('/tmp', '/tmp/x/z')")
        report = lock_report(held.pid, user=user)
        here = rows(held.pid)
        assert sum(report.locks[row.id].locked is False for row in here) == 5
        for target in ("/tmp/x/z", "/tmp/x", "/tmp/y", "/tmp/y", "/tmp"):
            held.do(f"umount({target!r})")
        left = rows(held.pid)
        assert len(left) == len(here) - 5 and all(report.locks[row.id].locked is not False for row in left)
        for row in left:
            if report.locks[row.id].locked:
                with pytest.raises(Refused, match="Invalid argument"):
                    held.do(f"umount({row.target!r})")


@pytest.mark.parametrize("without", ["", "mount_setattr"])
def test_flags_are_locked_where_they_came_from_outside(user: struct_passwd | None, without: str) -> None:
    with process("mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/a', 'a', RDONLY | NOSUID); tmpfs('/tmp/b', 'b', NODEV | NOEXEC | NOATIME)")
        held.do("tmpfs('/tmp/c', 'c')")
        with inherited(held) as child:
            report = lock_report(child, user=user, without=without)
            facts = {target: report.locks[at(child, target)[0]] for target in ("/tmp/a", "/tmp/b", "/tmp/c")}
            assert facts == {
                "/tmp/a": LockFacts(True, ("ro", "nosuid", "atime")),
                "/tmp/b": LockFacts(True, ("nodev", "noexec", "atime")),
                "/tmp/c": LockFacts(True, ("atime",)),
            }
        report = lock_report(held.pid, user=user, without=without)
        assert {report.locks[at(held.pid, f"/tmp/{name}")[0]] for name in "abc"} == {LockFacts(False, ())}


def test_a_flag_set_afterwards_is_not_locked(user: struct_passwd | None) -> None:
    with process("mnt", user=user) as outer:
        outer.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/a', 'a', NOSUID)")
        child = outer.do("fork(\"unshare('user', 'mnt'); mount(None, '/tmp/a', flags=REMOUNT | BIND | NOSUID | NODEV)\")")
        row = next(row for row in rows(child) if row.target == "/tmp/a")
        assert {"nosuid", "nodev"} <= set(row.options)
        assert lock_report(child, user=user).locks[row.id] == LockFacts(True, ("nosuid", "atime"))
        outer.do(f"end({child})")


def test_hidden_mounts_are_reached_by_taking_off_what_is_not_locked(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'one'); tmpfs('/tmp/x', 'under'); tmpfs('/tmp', 'two'); tmpfs('/tmp/y/z', 'deep'); tmpfs('/tmp/y', 'cover')")
        own = [row for row in rows(held.pid) if row.target.startswith("/tmp")][-5:]
        assert [row.target for row in own] == ["/tmp", "/tmp/x", "/tmp", "/tmp/y/z", "/tmp/y"]
        report = lock_report(held.pid, user=user)
        assert {row.id: report.locks[row.id] for row in own} == {row.id: LockFacts(False, ()) for row in own}


def test_what_lies_behind_a_locked_mount_is_not_guessed(user: struct_passwd | None) -> None:
    with process("mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/s', 'lower'); tmpfs('/tmp/s/x', 'in it'); tmpfs('/tmp/s', 'upper')")
        with inherited(held) as child:
            here = {row.target: row for row in rows(child) if row.target.startswith("/tmp/s")}
            lower = next(row for row in rows(child) if row.id == here["/tmp/s"].parent)
            report = lock_report(child, user=user)
            assert report.locks[here["/tmp/s"].id].locked is True
            for hidden in (lower.id, here["/tmp/s/x"].id):
                assert report.locks[hidden] == LockFacts(None, ())
                assert report.unknown[hidden] == "it lies behind the mount on /tmp/s, which cannot be taken off"


@pytest.mark.usefixtures("_root")
def test_nothing_is_locked_where_the_same_user_namespace_owns_the_mounts() -> None:
    with process("mnt") as held:
        held.do("tmpfs('/tmp', 'own', RDONLY | NOSUID)")
        report = lock_report(held.pid)
        assert set(report.locks) == {row.id for row in rows(held.pid)}
        root = next(row.id for row in rows(held.pid) if row.target == "/")
        assert report.unknown == {root: "it is the root of its namespace, which cannot be unmounted in any case"}
        assert {facts for mount, facts in report.locks.items() if mount != root} == {LockFacts(False, ())}


def test_looking_changes_nothing(user: struct_passwd | None) -> None:
    """Shared and slave mounts too: nothing that is done to the copy comes back."""
    with process("mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); mount('none', '/tmp', flags=SHARED)")
        held.do("tmpfs('/tmp/s', 'one', NOSUID); tmpfs('/tmp/s', 'two'); tmpfs('/tmp/s/t', 'three')")
        child = held.do("fork(\"unshare('user', 'mnt')\")")
        pids = (held.pid, child, os.getpid())
        before = [table(pid) for pid in pids]
        assert b"master:" in before[1] and b"shared:" in before[0]
        for pid in pids[:2]:
            lock_report(pid, user=user)
        assert [table(pid) for pid in pids] == before
        held.do("umount('/tmp/s/t'); umount('/tmp/s'); umount('/tmp/s')")
        held.do(f"end({child})")


def test_mount_points_of_strangers(user: struct_passwd | None) -> None:
    names = [b"with space", b"line\nfeed", b"back\\slash", b"\\040", b"\xff\xfe not text", b"\x1b[31mred", "wíde ✓".encode()]
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own')")
        for name in names:
            held.do(f"tmpfs({b'/tmp/' + name!r}, 'x')")
        with inherited(held) as child:
            for pid, locked in ((held.pid, False), (child, True)):
                report = lock_report(pid, user=user)
                found = {row.target: report.locks[row.id].locked for row in rows(pid) if row.target.startswith("/tmp/")}
                assert {target.encode("utf-8", "surrogateescape") for target in found} >= {b"/tmp/" + name for name in names}
                assert {found[("/tmp/" + name.decode("utf-8", "surrogateescape"))] for name in names} == {locked}


def test_a_file_that_is_mounted_on_a_file(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); bind('/proc/self/ns/net', '/tmp/net'); bind('/proc/self/ns/uts', '/tmp/net', BIND)")
        mounts = [row for row in rows(held.pid) if row.fstype == "nsfs" and row.target == "/tmp/net"]
        report = lock_report(held.pid, user=user)
        assert [report.locks[row.id] for row in mounts] == [LockFacts(False, ())] * 2


@pytest.mark.usefixtures("_root")
def test_a_mount_of_a_mount_namespace_says_why_it_is_unknown() -> None:
    with process() as held:
        # The kernel compares ids for order, and deals them out per CPU: made on one CPU, the inner namespace has the greater one.
        held.do("os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})")
        held.do("own_mounts()")
        child = held.do("fork(\"unshare('mnt')\")")
        held.do(f"tmpfs('/tmp', 'own'); bind('/proc/{child}/ns/mnt', '/tmp/file')")
        held.do(f"end({child})")
        report = lock_report(held.pid)
        mount = at(held.pid, "/tmp/file")[0]
        assert report.locks[mount] == LockFacts(None, ())
        assert report.unknown[mount] == "the kernel leaves files of mount namespaces out of the copy that this is tried on"


@pytest.mark.usefixtures("_root")
def test_a_process_below_a_mount_over_its_root() -> None:
    """Who enters is put on top, and would see nothing but that mount."""
    with process("mnt") as held:
        held.do("tmpfs('/tmp', 'own'); mount('over', '/', 'tmpfs')")
        report = lock_report(held.pid)
        assert report.locks[at(held.pid, "/tmp")[-1]] == LockFacts(False, ())
        over = next(row.id for row in rows(held.pid) if row.target == "/" and row.fstype == "tmpfs")
        assert report.locks[over] == LockFacts(None, ())
        assert report.unknown[over] == "its path does not lead to it"


def test_a_process_that_changed_its_root_directory(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/jail/inner', 'x'); os.chroot('/tmp/jail'); os.chdir('/')")
        seen = rows(held.pid)
        assert [row.target for row in seen] == ["/inner"]
        report = lock_report(held.pid, user=user)
        assert report.locks[seen[0].id] == LockFacts(False, ())
        assert len(report.locks) > 5


def test_a_thousand_mounts(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own')")
        held.do("[tmpfs(f'/tmp/{n % 10}/{n}', 'x', NOSUID) for n in range(1000)] and None")
        report = lock_report(held.pid, user=user)
        assert sum(facts == LockFacts(False, ()) for facts in report.locks.values()) == 1001


def test_a_deep_stack(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        held.do("tmpfs('/tmp', 'own')")
        held.do("[tmpfs('/tmp/stack', 'x') for n in range(300)] and None")
        stack = at(held.pid, "/tmp/stack")
        report = lock_report(held.pid, user=user)
        assert {report.locks[mount] for mount in stack} == {LockFacts(False, ())} and len(stack) == 300


@pytest.mark.usefixtures("_fuse")
@pytest.mark.parametrize("cached", [True, False])
def test_a_file_system_whose_daemon_is_dead_is_not_asked(cached: bool) -> None:
    with process("mnt") as held:
        held.do(f"sys.path.append({str(CHECKOUT / 'tests' / 'lab')!r})")
        held.do("import silent_fuse")
        held.do(f"tmpfs('/tmp', 'own'); os.mkdir('/tmp/f'); silent_fuse.mount('/tmp/f', {10**6 if cached else 0})")
        held.do("mount('x', '/tmp/f/dir', 'tmpfs'); tmpfs('/tmp/f/dir/sub', 'x')")
        held.do("silent_fuse.fall_silent()")
        report = lock_report(held.pid)
        assert held.do("silent_fuse.was_asked()") is False
        assert report.locks[at(held.pid, "/tmp/f")[0]] == LockFacts(False, ())
        for target in ("/tmp/f/dir", "/tmp/f/dir/sub"):
            mount = at(held.pid, target)[0]
            if cached:
                assert report.locks[mount] == LockFacts(False, ()) and mount not in report.unknown
            else:
                assert report.locks[mount] == LockFacts(None, ())
                assert report.unknown[mount] == "the way to it leads through the fuse on /tmp/f, which would have to be asked"


@pytest.mark.usefixtures("_root")
def test_a_network_file_system_is_tried_without_arriving_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No server is at hand: ramfs stands for NFS, all else is as it is. Locks are told as ever, flags are not."""
    script = tmp_path / "main.py"
    patch = "    import nsexplorer.helper.lock_trial as trial\n    trial.ASKING_ON_ARRIVAL = trial.ASKING = frozenset({'ramfs'})\n"
    script.write_text(Path(helper.MAIN).read_text().replace("    try:\n", f"{patch}    try:\n", 1))
    monkeypatch.setattr(helper, "MAIN", str(script))
    with process("mnt") as held:
        held.do("mount('server', '/usr/share', 'ramfs', NOSUID); os.mkdir('/usr/share/x'); mount('server', '/usr/share/x', 'ramfs')")
        held.do("mount('server', '/usr', 'ramfs')")
        with inherited(held) as child:
            for pid, locked in ((held.pid, False), (child, True)):
                report = lock_report(pid)
                cover, hidden, beyond = (at(pid, target)[0] for target in ("/usr", "/usr/share", "/usr/share/x"))
                assert report.locks[cover] == LockFacts(locked, ())
                assert report.unknown[cover] == "its locked flags: ramfs asks its server when a path arrives"
                assert report.locks[hidden] == LockFacts(None if locked else False, ())
                assert report.locks[beyond] == LockFacts(None, ())
                behind = "it lies behind the mount on /usr, which cannot be taken off"
                through = "ramfs asks its server when a path arrives, and so does what it lies on"
                assert report.unknown[beyond] == (behind if locked else through)


def test_a_directory_that_may_not_be_searched_is_named_as_the_reason(ordinary_user: struct_passwd) -> None:
    with process("mnt") as held:
        held.do("tmpfs('/tmp', 'own'); tmpfs('/tmp/closed/x', 'x'); os.chmod('/tmp/closed', 0)")
        held.do(f"os.setgroups([]); os.setresgid(*[{ordinary_user.pw_gid}] * 3); os.setresuid(*[{ordinary_user.pw_uid}] * 3)")
        held.do("call('prctl', 4, 1, 0, 0, 0); unshare('user', 'mnt')")
        mount = at(held.pid, "/tmp/closed/x")[0]
        report = lock_report(held.pid, user=ordinary_user)
        assert report.locks[mount] == LockFacts(None, ())
        assert report.unknown[mount] == "its mount point cannot be reached: Permission denied"


def test_who_may_not_look_is_refused(ordinary_user: struct_passwd) -> None:
    with process("mnt") as held:
        answer = locks(held.pid, user=ordinary_user)
        assert answer == Refusal(
            "denied", f"opening /proc/{held.pid}/ns/mnt: Permission denied", "open", "EACCES", f"/proc/{held.pid}/ns/mnt"
        )


def test_who_has_no_capability_over_the_namespace_is_refused(ordinary_user: struct_passwd) -> None:
    """A process of the user's own, with a user namespace of its own, but in a mount namespace that root's user namespace owns."""
    with process("user", user=ordinary_user) as held:
        answer = locks(held.pid, user=ordinary_user)
        what = "joining the mount namespace, which needs CAP_SYS_ADMIN in the user namespace that owns it"
        assert answer == Refusal("denied", f"{what}: Operation not permitted", "setns", "EPERM")


def test_a_process_that_is_gone_and_one_that_has_only_ended(user: struct_passwd | None) -> None:
    with process("user", "mnt", user=user) as held:
        child = held.do("fork()")
        held.do(f"end({child})")
        gone = locks(child, user=user)
        assert isinstance(gone, Refusal) and gone.kind == "vanished"
        zombie = held.do("zombie()")
        ended = locks(zombie, user=user)
        assert isinstance(ended, Refusal) and ended.kind in ("vanished", "denied")
        held.do(f"end({zombie})")
