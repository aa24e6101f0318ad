"""A file system whose daemon falls silent: like a dead server, it lets whoever asks it wait. For tests, in the process of hold.py.

Every name in it is an empty directory. It answers until `fall_silent`; names it has told may be cached for `seconds`. Closing its
descriptor, which the end of the process does, ends all waiting (FUSE, include/uapi/linux/fuse.h).
"""

import ctypes
import errno
import os
import select
import stat
import struct
import threading

LOOKUP, FORGET, GETATTR, INIT, BATCH_FORGET = 1, 2, 3, 26, 42
IN = struct.Struct("=IIQQIIIHH")  # struct fuse_in_header
OUT = struct.Struct("=IiQ")  # struct fuse_out_header
ATTR = struct.Struct("=QQQQQQIIIIIIIIII")  # struct fuse_attr

silent = threading.Event()
devices = []
threads = []


def mount(target, seconds):
    """Mount it at a directory, and serve it from a thread."""
    device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    devices.append(device)
    options = f"fd={device},rootmode=40000,user_id={os.geteuid()},group_id={os.getegid()},allow_other".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"silent", os.fsencode(target), b"fuse", ctypes.c_ulong(6), options):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    threads.append(threading.Thread(target=_serve, args=(device, seconds), daemon=True))
    threads[-1].start()


def fall_silent():
    """Answer nothing any more."""
    silent.set()
    for thread in threads:
        thread.join()


def was_asked():
    """Whether somebody is waiting for an answer since."""
    return bool(select.select(devices, [], [], 0)[0])


def _serve(device, seconds):
    nodes = {}
    while not silent.is_set():
        if not select.select([device], [], [], 0.01)[0]:
            continue
        request = os.read(device, 1 << 17)
        _length, opcode, unique, node, *_rest = IN.unpack_from(request)
        if opcode in (FORGET, BATCH_FORGET):
            continue
        error, body = 0, b""
        if opcode == INIT:
            body = struct.pack("=IIII", 7, 31, 1 << 16, 0) + struct.pack("=HHIIHH8I", 0, 0, 1 << 16, 1, 0, 0, *[0] * 8)[:48]
        elif opcode == GETATTR:
            body = struct.pack("=QII", seconds, 0, 0) + _directory(node)
        elif opcode == LOOKUP:
            child = nodes.setdefault((node, request[IN.size :]), len(nodes) + 2)
            body = struct.pack("=QQQQII", child, 0, seconds, seconds, 0, 0) + _directory(child)
        else:
            error = -errno.ENOSYS
        os.write(device, OUT.pack(OUT.size + len(body), error, unique) + body)


def _directory(node):
    return ATTR.pack(node, 0, 0, 0, 0, 0, 0, 0, 0, stat.S_IFDIR | 0o755, 2, 0, 0, 0, 4096, 0)
