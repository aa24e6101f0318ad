"""An automount point whose daemon mounts in another mount namespace: who looks at it is sent round until the kernel gives up (ELOOP).

Prints a line: the pid of a process that looked at /mnt and sleeps, and the name of the errno it got. Ends with its standard input.
Needs root. Nothing is mounted outside of its own mount namespace.
"""

import ctypes
import errno
import fcntl
import os
import select
import signal
import struct
import sys
import threading

NEWNS, PRIVATE, PDEATHSIG = 0x20000, 0x44000, 1
AUTOFS_IOC_READY = 0x9360  # include/uapi/linux/auto_fs.h
libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    if getattr(libc, function)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), function)


def own_mounts():
    call("unshare", NEWNS)
    call("mount", b"none", b"/", None, ctypes.c_ulong(PRIVATE), None)


def look(said):
    call("prctl", PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.setpgid(0, 0)  # the daemon's own group triggers nothing
    own_mounts()
    try:
        os.listdir("/mnt")
        error = "nothing"
    except OSError as caught:
        error = errno.errorcode[caught.errno]
    os.write(said, f"{os.getpid()} {error}\n".encode())
    while True:
        signal.pause()


def serve(packets, mount_point):
    """Answer each request: mounted (the first time, here), so go on."""
    mounted = False
    while select.select([packets], [], [], None)[0]:
        packet = os.read(packets, 512)
        if not mounted:
            call("mount", b"none", b"/mnt", b"tmpfs", ctypes.c_ulong(0), None)
            mounted = True
        fcntl.ioctl(mount_point, AUTOFS_IOC_READY, struct.unpack_from("=iii", packet)[2])


def main():
    call("prctl", PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    own_mounts()
    packets, kernel = os.pipe()
    options = f"fd={kernel},pgrp={os.getpgid(0)},minproto=5,maxproto=5,direct"
    call("mount", b"auto", b"/mnt", b"autofs", ctypes.c_ulong(0), options.encode())
    heard, said = os.pipe()
    mount_point = os.open("/mnt", os.O_RDONLY)
    child = os.fork()
    if child == 0:
        look(said)
    os.close(kernel)
    threading.Thread(target=serve, args=(packets, mount_point), daemon=True).start()
    print(os.read(heard, 100).decode(), end="", flush=True)
    sys.stdin.read()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


main()
