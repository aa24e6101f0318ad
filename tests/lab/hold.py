"""A process that does what it is told, for tests on real namespaces.

It reads a Python statement or expression a line (a JSON string) from its standard input, runs it with the functions below, and answers
with a line of JSON: {"value": ...} or {"error": "..."}. Between two lines it sleeps. It needs the standard library only.
It dies with whoever started it, and its children die with it.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
KINDS = {
    "cgroup": 0x02000000,
    "ipc": 0x08000000,
    "mnt": 0x00020000,
    "net": 0x40000000,
    "pid": 0x20000000,
    "time": 0x00000080,
    "user": 0x10000000,
    "uts": 0x04000000,
}
RDONLY, NOSUID, NODEV, NOEXEC, SYNCHRONOUS, REMOUNT, DIRSYNC, NOSYMFOLLOW = 0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x80, 0x100
NOATIME, NODIRATIME, BIND, MOVE, REC, RELATIME, STRICTATIME, LAZYTIME = 0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x200000, 0x1000000, 0x2000000
UNBINDABLE, PRIVATE, SLAVE, SHARED = 0x20000, 0x40000, 0x80000, 0x100000
DETACH = 0x2
kept: list[object] = []


def call(function, *arguments):
    """A call of the C library; raises OSError."""
    result = getattr(libc, function)(*arguments)
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result


def die_with_parent():
    """Have the kernel end this process with the thread that started it (prctl(2), PR_SET_PDEATHSIG)."""
    call("prctl", 1, signal.SIGKILL, 0, 0, 0)


def unshare(*kinds):
    """Move this thread into new namespaces; as root of a new user namespace, where that is among them."""
    uid, gid = os.geteuid(), os.getegid()
    call("unshare", sum(KINDS[kind] for kind in set(kinds)))
    if "user" in kinds:
        map_ids(f"0 {uid} 1", f"0 {gid} 1")
        die_with_parent()


def map_ids(uids, gids, pid="self"):
    """Write the id maps of a user namespace."""
    for name, text in (("setgroups", "deny"), ("uid_map", uids), ("gid_map", gids)):
        with open(f"/proc/{pid}/{name}", "w") as file:
            file.write(text)


def setns(path):
    """Join the namespace behind a link of /proc or a bind mount of one."""
    fd = os.open(path, os.O_RDONLY)
    try:
        call("setns", fd, 0)
    finally:
        os.close(fd)


def mount(source, target, fstype=None, flags=0, data=None):
    """mount(2); names may be bytes, and a source may be None."""
    names = [name if name is None else os.fsencode(name) for name in (source, target, fstype, data)]
    call("mount", *names[:3], ctypes.c_ulong(flags), names[3])


def umount(target, flags=0):
    """umount2(2)."""
    call("umount2", os.fsencode(target), flags)


def mount_of(path):
    """The unique id of the mount that a path leads to (statx(2), STATX_MNT_ID_UNIQUE, Linux 6.8)."""
    found = ctypes.create_string_buffer(256)
    number = ctypes.c_long({"x86_64": 332, "aarch64": 291}[os.uname().machine])
    call("syscall", number, -100, os.fsencode(path), 0x800, ctypes.c_uint(0x4000), found)  # AT_NO_AUTOMOUNT
    return struct.unpack_from("=Q", found, 144)[0]


def own_mounts():
    """A mount namespace of its own that no mount leaves."""
    unshare("mnt")
    mount("none", "/", flags=REC | PRIVATE)


def tmpfs(target, source="tmpfs", flags=0, data=None):
    """A new tmpfs at a directory, which is made where it is not there."""
    os.makedirs(target, exist_ok=True)
    mount(source, target, "tmpfs", flags, data)


def bind(source, target, flags=BIND):
    """A bind mount at a directory or, where the source is one, at a file; it is made where it is not there."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_RDONLY, 0o600))
    mount(source, target, flags=flags)


def idmapped(target, uids):
    """Lay an idmapped copy of a mount over itself; `uids` are lines of a uid_map."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        die_with_parent()
        call("unshare", KINDS["user"])
        os.write(writer, b"1")
        while True:
            signal.pause()
    os.read(reader, 1)
    try:
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{child}/{name}", "w") as file:
                file.write(uids)
        user = os.open(f"/proc/{child}/ns/user", os.O_RDONLY)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    tree = call("syscall", ctypes.c_long(428), -100, os.fsencode(target), 1)  # open_tree: OPEN_TREE_CLONE
    call("syscall", ctypes.c_long(442), tree, b"", 0x1000, struct.pack("=QQQQ", 0x100000, 0, 0, user), ctypes.c_size_t(32))  # mount_setattr
    call("syscall", ctypes.c_long(429), tree, b"", -100, os.fsencode(target), 4)  # move_mount: MOVE_MOUNT_F_EMPTY_PATH
    for fd in (reader, writer, user, tree):
        os.close(fd)


def silence():
    """Leave the standard streams to the parent: descriptors 0 and 1 are /dev/null from now on."""
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)


def elsewhere(kind):
    """A child, alone in a new namespace of that kind or the only one to have children there; and the path of its nsfs file."""
    child = fork(f"unshare({kind!r})" + ("; fork()" if kind == "pid" else ""))
    return child, f"/proc/{child}/ns/{kind}" + ("_for_children" if kind in ("pid", "time") else "")


def fork(statement="None"):
    """A child that runs the statement, then sleeps: its pid, when it sleeps."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            die_with_parent()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            silence()
            exec(statement, globals())
            os.write(writer, b"+")
        except BaseException as error:
            os.write(writer, repr(error).encode())
            os._exit(1)
        os.close(writer)
        os.close(reader)
        while True:
            signal.pause()
    os.close(writer)
    try:
        said = os.read(reader, 4096)
    finally:
        os.close(reader)
    if said != b"+":
        os.waitpid(child, 0)
        raise RuntimeError(said.decode())
    return child


def zombie():
    """A child that has ended and is not waited for."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    return child


def shell(*words):
    """A shell that waits, with these further words in its command line: its pid, when it waits."""
    said, out = os.pipe()
    never, _kept = os.pipe()
    streams = [(os.POSIX_SPAWN_DUP2, never, 0), (os.POSIX_SPAWN_DUP2, out, 1)]
    child = os.posix_spawn("/bin/sh", ["sh", "-c", "echo ready; read x", *words], {}, file_actions=streams)
    os.read(said, 6)
    for fd in (said, out, never):
        os.close(fd)
    return child


def end(child):
    """End a child and all below it, which come to this process when their parents end, and wait for them."""
    others = children() - {child}
    os.kill(child, signal.SIGKILL)
    while ending := children() - others:
        for pid in ending:  # in turn: the first of a pid namespace only ends when all others there have been waited for
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, os.WNOHANG)


def children():
    """The children of this process."""
    found = set()
    for tid in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{tid}/children") as file:
            found.update(map(int, file.read().split()))
    return found


def thread(statement):
    """A thread beside the main one that runs the statement, then sleeps: its id, when it sleeps."""
    said = []
    done = threading.Event()

    def work():
        try:
            exec(statement, globals())
            said.append(threading.get_native_id())
        except BaseException as error:
            said.append(repr(error))
        done.set()
        threading.Event().wait()

    threading.Thread(target=work, daemon=True).start()
    done.wait()
    if isinstance(said[0], str):
        raise RuntimeError(said[0])
    return said[0]


def dead_leader(statement):
    """A child whose first thread has ended, while another, that has run the statement, lives on: the ids of both."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        die_with_parent()
        tid = thread(statement)
        os.write(writer, b"%d" % tid)
        call("syscall", ctypes.c_long({"x86_64": 60, "aarch64": 93}[os.uname().machine]), 0)  # exit(2) of this thread alone
    os.close(writer)
    tid = int(os.read(reader, 64))
    os.close(reader)
    while state(child) != "Z":
        pass
    return child, tid


def state(pid):
    """The letter of proc_pid_stat(5) for what a process does."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0]


def keep_open(path):
    """A descriptor of a file, kept open: its number."""
    return os.open(path, os.O_RDONLY)


def keep_socket(kind=socket.SOCK_DGRAM, family=socket.AF_INET):
    """A socket of the network namespace this thread is in, kept open: the descriptor's number."""
    kept.append(socket.socket(family, kind))
    return kept[-1].fileno()


def pivot(directory):
    """Make a mount the root of this mount namespace, and leave the old root."""
    os.chdir(directory)
    call("syscall", ctypes.c_long({"x86_64": 155, "aarch64": 41}[os.uname().machine]), b".", b".")
    umount(".", DETACH)
    os.chdir("/")


def nsid(path):
    """The 64-bit id of a namespace (NS_GET_ID), asked here and not by nsexplorer."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return struct.unpack("=Q", fcntl.ioctl(fd, 0x8008B70D, bytes(8)))[0]
    finally:
        os.close(fd)


def main():
    """Say that it is there, then serve until standard input ends."""
    die_with_parent()
    call("prctl", 36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what its children leave behind comes to it
    # On one CPU the ids of namespaces grow: the kernel refuses to bind a mount namespace in one with a larger id
    # (fs/namespace.c mnt_ns_loop)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    answers = os.fdopen(os.dup(1), "w")
    print(json.dumps({"value": os.getpid()}), file=answers, flush=True)
    for line in iter(sys.stdin.readline, ""):
        statement = json.loads(line)
        try:
            try:
                value = eval(statement, globals())
            except SyntaxError:
                value = None
                exec(statement, globals())
            answer = json.dumps({"value": value})
        except BaseException as error:
            answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
        print(answer, file=answers, flush=True)


main()
