"""The asking side of the helper: start the process, hand it the request, take its answers until it ends or the deadline is there.

It is started by vfork and exec, never forked: safe from any thread of a program that has many. It ends with the thread that asked.
"""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.pids import STARTED
from nsexplorer.helper.refusal import Refusal

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "main.py")
PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(MAIN)))
CHUNK = 1 << 16

GRACE = 1.0
"""Seconds that a killed helper gets to be gone before it is left behind."""

_stuck: list[subprocess.Popen[bytes]] = []
"""Killed helpers that wait in the kernel, for a dead server: they end when that wait does, and are reaped at the next question."""


class Outcome(NamedTuple):
    """The answers that came, and what stood in the way of the others: None where the job was done to its end."""

    answers: list[Any]
    refusal: Refusal | None


def ask(job: str, request: object, deadline: float, inherited: Sequence[int] = ()) -> Outcome:
    """Have a helper do a job of `nsexplorer.helper.jobs`, for at most `deadline` seconds. When this returns, the helper is gone.

    `inherited` are descriptors that it gets, under the same numbers.
    """
    end = time.monotonic() + deadline
    _stuck[:] = [process for process in _stuck if process.poll() is None]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", *(["-B"] if sys.dont_write_bytecode else []), MAIN, PACKAGES, str(os.getpid()), job],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            pass_fds=inherited,
            start_new_session=True,  # ctrl+C in the terminal is meant for us, and ours to pass on
        )
    except OSError as error:
        return Outcome([], Refusal("failed", f"starting the helper: {error.strerror}"))
    STARTED.add(process.pid)
    try:
        return _read(_converse(process, wire.encode(request), end), time.monotonic() < end)
    finally:
        _finish(process)


def _converse(process: subprocess.Popen[bytes], request: bytes, end: float) -> tuple[bytes, bytes]:
    """What came on standard output and standard error, until the end of both, the answer `["end"]`, or the deadline."""
    assert process.stdin and process.stdout and process.stderr
    output: dict[int, bytearray] = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    answers, complaints = output.values()
    left = memoryview(request)
    with selectors.PollSelector() as selector:
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        for fd in output:
            selector.register(fd, selectors.EVENT_READ)
        while selector.get_map() and not answers.endswith(END) and (seconds := end - time.monotonic()) > 0:
            for key, _ in selector.select(seconds):
                if key.fileobj is process.stdin:
                    try:
                        left = left[os.write(key.fd, left) :]
                    except BrokenPipeError:
                        left = left[:0]
                    if not left:
                        selector.unregister(process.stdin)
                        process.stdin.close()
                elif data := os.read(key.fd, CHUNK):
                    output[key.fd] += data
                else:
                    selector.unregister(key.fd)
    return bytes(answers), bytes(complaints)


END = wire.encode(["end"])


def _read(output: tuple[bytes, bytes], in_time: bool) -> Outcome:
    answers: list[Any] = []
    refusal = Refusal("failed", _last_line(output[1])) if in_time else Refusal("late", "no answer within the deadline")
    for line in output[0].splitlines():
        try:
            word, *rest = wire.decode(line)
        except ValueError:
            break  # cut short by the deadline
        if word == "answer":
            answers += rest
        elif word == "refused":
            return Outcome(answers, Refusal(*rest))
        elif word == "end":
            return Outcome(answers, None)
    return Outcome(answers, refusal)


def _last_line(complaints: bytes) -> str:
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return f"the helper failed: {lines[-1]}" if lines else "the helper ended without an answer"


def _finish(process: subprocess.Popen[bytes]) -> None:
    """Kill the helper, by its own pid, and reap it; close our ends of the pipes."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    process.kill()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        _stuck.append(process)
